import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { SweetSpotError } from '#shared/errors';
import { runDenseJob, type DenseJob, type DenseReport } from './dense-worker';

export type EndedTraining = Extract<DenseReport, { kind: 'ended' }>;

/** Decides at a rung whether a training goes on. */
export type RungDecision = (epoch: number, loss: number) => boolean;

/** Trainers, one network each at a time. */
export interface DensePool {
  readonly size: number;
  train(job: DenseJob, decide?: RungDecision): Promise<EndedTraining>;
  /** Ends all of it at once: what is under way rejects with `cancelled`. */
  close(): Promise<void>;
}

const WORKER_FILE = 'dense-worker.js';

/** The built worker beside the running bundle or above its chunks, or null from sources. */
function builtWorkerFile(): string | null {
  const here = dirname(fileURLToPath(import.meta.url));
  const files = [here, dirname(here)].map((folder) => join(folder, WORKER_FILE));
  return files.find((file) => existsSync(file)) ?? null;
}

/** A pool on as many threads; on this one, between other work, where no worker was built. */
export function createDensePool(threadCount: number): DensePool {
  const file = builtWorkerFile();
  return file === null ? inlinePool() : threadPool(file, threadCount);
}

function inlinePool(): DensePool {
  let isClosed = false;
  const pause = () =>
    new Promise<void>((resolve, reject) =>
      setImmediate(() => (isClosed ? reject(cancelled()) : resolve())),
    );
  return {
    size: 1,
    train: (job, decide = () => true) =>
      runDenseJob(job, (epoch, loss) => Promise.resolve(decide(epoch, loss)), pause),
    close() {
      isClosed = true;
      return Promise.resolve();
    },
  };
}

function cancelled(): SweetSpotError {
  return new SweetSpotError('cancelled', 'The training was stopped.');
}

function threadPool(file: string, threadCount: number): DensePool {
  const idle = Array.from({ length: threadCount }, () => new Worker(file));
  const all = [...idle];
  const waiting: ((worker: Worker) => void)[] = [];
  const running = new Set<(error: Error) => void>();
  const release = (worker: Worker) => {
    const next = waiting.shift();
    if (next === undefined) idle.push(worker);
    else next(worker);
  };
  const taken = () => {
    const worker = idle.pop();
    return worker === undefined
      ? new Promise<Worker>((resolve) => waiting.push(resolve))
      : Promise.resolve(worker);
  };
  return {
    size: threadCount,
    async train(job, decide = () => true) {
      const worker = await taken();
      return new Promise<EndedTraining>((resolve, reject) => {
        const end = () => {
          running.delete(reject);
          worker.off('message', take);
          worker.off('error', reject);
        };
        const take = (report: DenseReport) => {
          if (report.kind === 'rung') {
            worker.postMessage(decide(report.epoch, report.loss));
            return;
          }
          end();
          release(worker);
          resolve(report);
        };
        running.add(reject);
        worker.on('message', take);
        worker.on('error', reject);
        worker.postMessage(job);
      });
    },
    async close() {
      for (const reject of running) reject(cancelled());
      await Promise.all(all.map((worker) => worker.terminate()));
    },
  };
}
