import type { PowerSaveBlocker } from 'electron';
import type { ViewEvent } from '#shared/contract';
import type { ScanStatus } from '#shared/scan';

/** Keeps the computer awake while points arrive; its display may sleep. */
export function registerPowerSaving(
  powerSaveBlocker: Pick<PowerSaveBlocker, 'start' | 'stop'>,
  subscribe: (listener: (event: ViewEvent) => void) => void,
): void {
  let blocker: number | null = null;
  const follow = (phase: ScanStatus['phase'] | null) => {
    const isRunning = phase === 'opening' || phase === 'catching-up' || phase === 'live';
    if (isRunning && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
    if (!isRunning && blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  };
  subscribe((event) => {
    if (event.name === 'status') follow(event.payload.phase);
    if (event.name === 'snapshot') follow(event.payload?.status.phase ?? null);
  });
}
