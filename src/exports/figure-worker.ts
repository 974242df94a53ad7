/** A thread that draws the figures of one scan, so that who asked for them goes on meanwhile. */
import { parentPort } from 'node:worker_threads';
import { toErrorData } from '#shared/errors';
import { drawFigures } from './drawn-figures';
import type { FigureAnswer } from './figure-thread';
import type { ScanReport } from './scan-report';

parentPort?.on('message', (report: ScanReport) => {
  drawFigures(report).then(
    (figures) => parentPort?.postMessage({ figures } satisfies FigureAnswer),
    (error: unknown) => parentPort?.postMessage({ error: toErrorData(error) }),
  );
});
