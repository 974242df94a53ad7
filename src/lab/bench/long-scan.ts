import { join } from 'node:path';
import type { ViewEvent } from '#shared/contract';
import type { OpenScan } from '#shared/engine-contract';
import { startMeasuredEngine, type MeasuredEngine } from './engine-process';
import { atLeast, atMost, figureOf, type Figure } from './figure';
import { writeScan } from './scratch-scan';

const size = { energyCount: 64, angleCount: 64 };

/** Share of the points that the first and the last cost figure is taken over. */
const tenth = 0.1;

/**
 * A finished scan of many points of 64 × 64 pixels, from the user's side: how soon the first
 * is there, how fast the others come and whether the last cost more, and how long the whole map
 * takes when the scan is opened again, and after the engine was killed.
 */
export async function longScanFigures(scratch: string, points: number): Promise<Figure[]> {
  const path = join(scratch, 'long.nxs');
  await writeScan(path, size, points);
  const request: OpenScan = { path, kind: 'file', mode: 'finished', watch: 'auto' };
  const scoredAt: { scored: number; at: number }[] = [];
  const engine = startMeasuredEngine(join(scratch, 'long-data'), (event) => {
    if (event.name === 'status') {
      scoredAt.push({ scored: event.payload.scored, at: performance.now() });
    }
  });
  try {
    await warmUp(engine, scratch);
    const { firstPointMs, seconds, startedAt } = await openCold(engine, request, points);
    const timeAt = (share: number) =>
      scoredAt.find(({ scored, at }) => at >= startedAt && scored >= share * points)?.at ??
      startedAt;
    const costRatio =
      (timeAt(1) - timeAt(1 - tenth)) / Math.max(1, timeAt(2 * tenth) - timeAt(tenth));
    const residentMb = engine.residentMb();

    await engine.closeScan();
    const reopenMs = await untilWhole(engine, points, () => engine.open(request));
    const restartMs = await untilWhole(engine, points, () => engine.kill());
    const of = `${points} points of 64 × 64`;
    return [
      figureOf(`opening ${of}: first point shown`, 'ms', [firstPointMs], atMost(1000)),
      figureOf(`opening ${of}: full map`, 'frames/s', [points / seconds], atLeast(60)),
      figureOf(`opening ${of} again: full map`, 'ms', [reopenMs], atMost(1000)),
      figureOf(`kill at ${points} points → full map again`, 's', [restartMs / 1000], atMost(2)),
      figureOf(`cost of the last tenth against the second, ${points} points`, '×', [costRatio]),
      ...(residentMb === null
        ? []
        : [figureOf(`engine memory at ${points} points`, 'MB', [residentMb], atMost(500))]),
    ];
  } finally {
    await engine.close();
  }
}

/** Starting the engine and loading the model is no part of opening a scan. */
async function warmUp(engine: MeasuredEngine, scratch: string): Promise<void> {
  const path = join(scratch, 'warm-up.nxs');
  await writeScan(path, size, 1);
  await engine.open({ path, kind: 'file', mode: 'finished', watch: 'auto' });
  await engine.closeScan();
}

/** Opens a scan that was never opened before; resolves once it is finished. */
async function openCold(engine: MeasuredEngine, request: OpenScan, points: number) {
  const first = engine.eventWhere(
    (event) => event.name === 'points' && event.payload.ids.length > 0,
  );
  const finished = engine.eventWhere(
    (event) =>
      event.name === 'status' &&
      event.payload.phase === 'finished' &&
      event.payload.scored === points,
  );
  const startedAt = performance.now();
  await engine.open(request);
  await first;
  const firstPointMs = performance.now() - startedAt;
  await finished;
  return { startedAt, firstPointMs, seconds: (performance.now() - startedAt) / 1000 };
}

/** Milliseconds from `begin` until a view has the whole map. */
async function untilWhole(
  engine: MeasuredEngine,
  points: number,
  begin: () => unknown,
): Promise<number> {
  const whole = engine.eventWhere(
    (event: ViewEvent) => event.name === 'snapshot' && event.payload?.points.ids.length === points,
  );
  const startedAt = performance.now();
  await begin();
  await whole;
  return performance.now() - startedAt;
}
