import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PointScanWriter } from '#formats/writers/generic-nexus-writer';
import { startMeasuredEngine } from './engine-process';
import { atMost, figureOf, quantileOf, type Figure } from './figure';
import { appendPoint, detectorImages, scratchScan } from './scratch-scan';

const size = { energyCount: 1000, angleCount: 900 };
const framesPerSecond = 10;

/**
 * Files of 1000 × 900 float32 pixels appear ten times a second; measured is the time
 * from a file being readable under its name to its score having reached the host.
 */
export async function livePathFigures(scratch: string, seconds: number): Promise<Figure[]> {
  const folder = join(scratch, 'live');
  const staging = join(scratch, 'staging');
  await Promise.all([mkdir(folder), mkdir(staging)]);
  const points = Math.round(seconds * framesPerSecond);
  const images = detectorImages(size, 4);
  const nameOf = (index: number) => `point_${String(index).padStart(5, '0')}.nxs`;
  // Written beforehand: at a beamline another machine does it, and here it would take a core.
  for (let index = 0; index < points; index++) {
    const path = join(staging, nameOf(index));
    const writer = await PointScanWriter.create(path, scratchScan(images[0], points), {
      live: false,
    });
    appendPoint(writer, images, index, points);
    writer.finish();
  }
  const readableAt = new Map<string, number>();
  const latenciesMs: number[] = [];
  let residentMb = 0;
  const engine = startMeasuredEngine(join(scratch, 'live-data'), (event) => {
    if (event.name !== 'points') return;
    const now = performance.now();
    for (const index of event.payload.fileIndex) {
      const name = event.payload.fileNames[index];
      const since = readableAt.get(name);
      if (since === undefined) continue;
      readableAt.delete(name);
      latenciesMs.push(now - since);
    }
  });
  try {
    await engine.open({ path: folder, kind: 'folder', mode: 'live', watch: 'auto' });
    const startedAt = performance.now();
    for (let index = 0; index < points; index++) {
      const name = nameOf(index);
      await delay(Math.max(0, startedAt + (index * 1000) / framesPerSecond - performance.now()));
      readableAt.set(name, performance.now());
      await rename(join(staging, name), join(folder, name));
      residentMb = Math.max(residentMb, engine.residentMb() ?? 0);
    }
    // A backlog shows as files that have not come back shortly after the last one.
    await delay(1000);
    const backlog = readableAt.size;
    const figures = [
      figureOf(
        'file readable → score at the host, median',
        'ms',
        [quantileOf(latenciesMs, 0.5)],
        atMost(60),
      ),
      figureOf(
        'file readable → score at the host, 95 %',
        'ms',
        [quantileOf(latenciesMs, 0.95)],
        atMost(120),
      ),
      figureOf('backlog a second after the last file', 'files', [backlog], atMost(0)),
    ];
    if (residentMb > 0) {
      figures.push(
        figureOf('engine memory, 1000 × 900 frames, highest', 'MB', [residentMb], atMost(500)),
      );
    }
    return figures;
  } finally {
    await engine.close();
  }
}
