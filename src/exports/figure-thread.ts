import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { fromErrorData, type ErrorData } from '#shared/errors';
import { drawFigures, type DrawnFigures } from './drawn-figures';
import type { ScanReport } from './scan-report';

/** What the drawing thread sends back. */
export type FigureAnswer = { figures: DrawnFigures } | { error: ErrorData };

const WORKER_FILE = 'figure-worker.js';

/** The built worker beside the running bundle or above its chunks, or null from sources. */
function builtWorkerFile(): string | null {
  const here = dirname(fileURLToPath(import.meta.url));
  const files = [here, dirname(here)].map((folder) => join(folder, WORKER_FILE));
  return files.find((file) => existsSync(file)) ?? null;
}

/**
 * Figures of a scan, drawn on a thread that lives as long: figures of a large scan take
 * seconds, in which spectra go on being scored. On this thread where no worker was built.
 */
export async function figuresInBackground(report: ScanReport): Promise<DrawnFigures> {
  const file = builtWorkerFile();
  if (file === null) return drawFigures(report);
  const worker = new Worker(file);
  try {
    worker.postMessage(report);
    // `once` rejects when the worker emits an error instead.
    const [answer] = (await once(worker, 'message')) as [FigureAnswer];
    if ('error' in answer) throw fromErrorData(answer.error);
    return answer.figures;
  } finally {
    await worker.terminate();
  }
}
