import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { coarseFit, descend, type PreparedFit, type StartResult } from '#core/bands/fit-bands';
import { fittedBands, type FittedBands } from '#core/bands/fit-report';
import { SweetSpotError } from '#shared/errors';

const WORKER_FILE = 'descent-worker.js';

/** What a worker is told first; then the number of each start, or the ends to follow further. */
export interface DescentWork {
  prepared: PreparedFit;
}

export interface DescentOptions {
  threads: number;
  onProgress: (done: number, total: number) => void;
  signal: AbortSignal;
}

/** All descents of a prepared fit, one start at a time on each thread. Throws `cancelled`. */
export async function runDescents(
  prepared: PreparedFit,
  { threads, onProgress, signal }: DescentOptions,
): Promise<StartResult[]> {
  const total = prepared.request.starts;
  const results: StartResult[] = [];
  let next = 0;
  const take = (result: StartResult): void => {
    results.push(result);
    onProgress(results.length, total);
  };
  const file = builtWorkerFile();
  if (file === null) {
    const fit = coarseFit(prepared);
    while (next < total) {
      checkCancelled(signal);
      take(descend(prepared, fit, next++));
      await new Promise<void>((resume) => setImmediate(resume));
    }
    return results;
  }
  const runThread = async (): Promise<void> => {
    const worker = new Worker(file, { workerData: { prepared } satisfies DescentWork });
    const cancel = (): void => void worker.terminate();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      while (next < total) {
        checkCancelled(signal);
        take(await askWorker<StartResult>(worker, next++));
      }
    } finally {
      signal.removeEventListener('abort', cancel);
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, total) }, runThread));
  return results;
}

function askWorker<Answer>(worker: Worker, question: number | StartResult[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.removeAllListeners('message');
      worker.removeAllListeners('error');
      worker.removeAllListeners('exit');
    };
    worker.once('message', (result: Answer) => {
      settle();
      resolve(result);
    });
    worker.once('error', (error) => {
      settle();
      reject(error);
    });
    worker.once('exit', () => {
      settle();
      reject(new SweetSpotError('cancelled', 'The fit was cancelled.'));
    });
    worker.postMessage(question);
  });
}

function checkCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new SweetSpotError('cancelled', 'The fit was cancelled.');
}

/** Follows the best ends on all data, on a thread where one was built. Throws `cancelled`. */
export async function finishDescents(
  prepared: PreparedFit,
  starts: StartResult[],
  signal: AbortSignal,
): Promise<FittedBands> {
  checkCancelled(signal);
  const file = builtWorkerFile();
  if (file === null) return fittedBands(prepared, starts);
  const worker = new Worker(file, { workerData: { prepared } satisfies DescentWork });
  const cancel = (): void => void worker.terminate();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await askWorker<FittedBands>(worker, starts);
  } finally {
    signal.removeEventListener('abort', cancel);
    await worker.terminate();
  }
}

/** The built worker beside the running bundle or above its chunks, or null from sources. */
function builtWorkerFile(): string | null {
  const here = dirname(fileURLToPath(import.meta.url));
  const files = [here, dirname(here)].map((folder) => join(folder, WORKER_FILE));
  return files.find((file) => existsSync(file)) ?? null;
}
