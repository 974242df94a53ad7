import { join } from 'node:path';
import type { ViewEvent } from '#shared/contract';
import { startMeasuredEngine } from './engine-process';
import { atLeast, figureOf, type Figure } from './figure';
import { writeScan } from './scratch-scan';

const size = { energyCount: 500, angleCount: 400 };

/** Seconds from opening a finished scan in an engine's process to its end. */
export async function finishedScanSeconds(path: string, dataDirectory: string): Promise<number> {
  const engine = startMeasuredEngine(dataDirectory);
  try {
    const isFinished = (event: ViewEvent) =>
      event.name === 'status' && event.payload.phase === 'finished';
    const finished = engine.eventWhere(isFinished);
    const startedAt = performance.now();
    await engine.open({ path, kind: 'file', mode: 'finished', watch: 'auto' });
    await finished;
    return (performance.now() - startedAt) / 1000;
  } finally {
    await engine.close();
  }
}

/** Read, scored and fitted frames of 500 × 400 per second, from opening to the end. */
export async function finishedScanFigures(scratch: string, frames: number): Promise<Figure[]> {
  const path = join(scratch, 'finished.nxs');
  await writeScan(path, size, frames);
  const rate = frames / (await finishedScanSeconds(path, join(scratch, 'finished-data')));
  return [
    figureOf(`finished scan, ${frames} frames of 500 × 400`, 'frames/s', [rate], atLeast(60)),
  ];
}
