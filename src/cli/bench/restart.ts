import { join } from 'node:path';
import type { ViewEvent } from '#shared/contract';
import { startMeasuredEngine } from './engine-process';
import { atMost, figureOf, type Figure } from './figure';
import { writeScan } from './scratch-scan';

const size = { energyCount: 64, angleCount: 64 };

/** Share of the points that the first and the last cost figure is taken over. */
const tenth = 0.1;

/**
 * Scores `points` small frames, kills the engine and measures the time until the new one
 * has the whole map. Also: what the last tenth of the points cost against the first.
 */
export async function restartFigures(scratch: string, points: number): Promise<Figure[]> {
  const path = join(scratch, 'restart.nxs');
  await writeScan(path, size, points);
  const scoredAt: { scored: number; at: number }[] = [];
  const engine = startMeasuredEngine(join(scratch, 'restart-data'), (event) => {
    if (event.name === 'status') {
      scoredAt.push({ scored: event.payload.scored, at: performance.now() });
    }
  });
  try {
    const allScored = (event: ViewEvent) =>
      event.name === 'status' &&
      event.payload.phase === 'finished' &&
      event.payload.scored === points;
    const finished = engine.eventWhere(allScored);
    const startedAt = performance.now();
    await engine.open({ path, kind: 'file', mode: 'finished', watch: 'auto' });
    await finished;
    const timeAt = (share: number) =>
      scoredAt.find(({ scored }) => scored >= share * points)?.at ?? startedAt;
    const firstCost = timeAt(2 * tenth) - timeAt(tenth);
    const lastCost = timeAt(1) - timeAt(1 - tenth);
    const residentMb = engine.residentMb();

    const restored = engine.eventWhere(
      (event) => event.name === 'snapshot' && event.payload?.points.ids.length === points,
    );
    const killedAt = performance.now();
    engine.kill();
    await restored;
    const restartSeconds = (performance.now() - killedAt) / 1000;
    return [
      figureOf(`kill at ${points} points → full map again`, 's', [restartSeconds], atMost(2)),
      figureOf(`cost of the last tenth against the second, ${points} points`, '×', [
        lastCost / firstCost,
      ]),
      ...(residentMb === null
        ? []
        : [figureOf(`engine memory at ${points} points`, 'MB', [residentMb], atMost(500))]),
    ];
  } finally {
    await engine.close();
  }
}
