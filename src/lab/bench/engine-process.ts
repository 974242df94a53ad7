import { resultValue } from '#shared/contract/calls';
import { existsSync, readFileSync } from 'node:fs';
import { appPaths, appVersion } from '#host/app-paths';
import { createEngineSupervisor } from '#host/engine-supervisor';
import { spawnNodeProcess } from '#host/process-channel';
import type { ViewEvent } from '#shared/contract';
import type { OpenScan } from '#shared/engine-contract';
import type { Snapshot } from '#shared/scan';

/** An engine in its own process, as the product runs it. */
export interface MeasuredEngine {
  open: (request: OpenScan) => Promise<void>;
  closeScan: () => Promise<void>;
  snapshot: () => Promise<Snapshot | null>;
  /** Resolves with the first event that satisfies `accept`. */
  eventWhere: (accept: (event: ViewEvent) => boolean) => Promise<ViewEvent>;
  /** Resident memory of the engine process, MB; null where the system does not say. */
  residentMb: () => number | null;
  /** Ends the process as a crash would. */
  kill: () => void;
  close: () => Promise<void>;
}

/** Process ids of this process's children; empty where the system does not list them. */
function childIds(): number[] {
  const list = `/proc/${process.pid}/task/${process.pid}/children`;
  if (!existsSync(list)) return [];
  return readFileSync(list, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

/** Resident memory of a process in MB; null where the system does not say. */
function residentMbOf(pid: number): number | null {
  const file = `/proc/${pid}/status`;
  const match = existsSync(file) ? /VmRSS:\s+(\d+) kB/.exec(readFileSync(file, 'utf8')) : null;
  return match === null ? null : Number(match[1]) / 1024;
}

export function startMeasuredEngine(
  dataDirectory: string,
  onEvent: (event: ViewEvent) => void = () => undefined,
): MeasuredEngine {
  const paths = appPaths();
  const listeners = new Set<(event: ViewEvent) => void>([onEvent]);
  const before = new Set(childIds());
  const supervisor = createEngineSupervisor({
    spawn: () =>
      spawnNodeProcess({ entry: paths.engineEntry, arguments: [], name: 'SweetSpot engine' }),
    configuration: () => ({
      dataDirectory,
      modelDirectory: paths.modelDirectory,
      appVersion: appVersion(),
    }),
    onEvent: (event) => {
      for (const listener of listeners) listener(event);
    },
  });
  const engineId = () => childIds().find((pid) => !before.has(pid)) ?? null;
  return {
    async open(request) {
      resultValue(await supervisor.functions.openScan(request));
    },
    async closeScan() {
      resultValue(await supervisor.functions.closeScan({}));
    },
    async snapshot() {
      return resultValue(await supervisor.functions.getSnapshot({}));
    },
    eventWhere: (accept) =>
      new Promise((resolve) => {
        const listener = (event: ViewEvent) => {
          if (!accept(event)) return;
          listeners.delete(listener);
          resolve(event);
        };
        listeners.add(listener);
      }),
    residentMb() {
      const pid = engineId();
      return pid === null ? null : residentMbOf(pid);
    },
    kill() {
      const pid = engineId();
      if (pid !== null) process.kill(pid, 'SIGKILL');
    },
    close: () => supervisor.close(),
  };
}
