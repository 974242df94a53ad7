import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fromErrorData, SweetSpotError } from '#shared/errors';
import { foldersUpToProjectRoot } from '#model/project-root';
import { simulateBatch } from './sample';
import type { SampleBatch, SampleRequest, SampleSource } from './sample-batch';
import type { WorkerAnswer, WorkerJob } from './worker-protocol';

const WORKER_FILE = 'simulation-worker.js';

/** The built worker beside the running bundle (or above its chunks), or null from sources. */
function builtWorkerFile(): string | null {
  const files = foldersUpToProjectRoot().map((folder) => join(folder, WORKER_FILE));
  return files.find((file) => existsSync(file)) ?? null;
}

/** Simulates on the calling thread: for tests, and where no worker was built. */
function inlineSource(): SampleSource {
  return {
    label: 'simulated on the main thread',
    simulate: (request) => Promise.resolve().then(() => simulateBatch(request)),
    dispose: () => Promise.resolve(),
  };
}

interface Waiting {
  resolve(batch: SampleBatch): void;
  reject(error: Error): void;
}

class SimulationPool implements SampleSource {
  readonly label: string;
  private readonly workers: Worker[];
  private readonly idle: Worker[];
  private readonly jobs: WorkerJob[] = [];
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 0;

  constructor(file: string, count: number) {
    this.label = `simulated in ${count} worker ${count === 1 ? 'thread' : 'threads'}`;
    this.workers = Array.from({ length: count }, () => this.started(file));
    this.idle = [...this.workers];
  }

  private started(file: string): Worker {
    const worker = new Worker(file);
    worker.on('message', (answer: WorkerAnswer) => {
      const waiting = this.waiting.get(answer.id);
      this.waiting.delete(answer.id);
      this.idle.push(worker);
      this.dispatch();
      if (answer.ok) waiting?.resolve(answer.batch);
      else waiting?.reject(fromErrorData(answer.error));
    });
    worker.on('error', (error) => {
      this.failAll(new SweetSpotError('internal', `A simulation worker died: ${error.message}`));
    });
    return worker;
  }

  private failAll(error: Error): void {
    for (const waiting of this.waiting.values()) waiting.reject(error);
    this.waiting.clear();
    this.jobs.length = 0;
  }

  private dispatch(): void {
    while (this.idle.length > 0 && this.jobs.length > 0) {
      const worker = this.idle.shift();
      const job = this.jobs.shift();
      if (job) worker?.postMessage(job);
    }
  }

  simulate(request: SampleRequest): Promise<SampleBatch> {
    return new Promise((resolve, reject) => {
      const id = this.nextId++;
      this.waiting.set(id, { resolve, reject });
      this.jobs.push({ id, request });
      this.dispatch();
    });
  }

  async dispose(): Promise<void> {
    this.failAll(new SweetSpotError('cancelled', 'Simulation stopped.'));
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}

/** A source on `workerCount` threads; 0 threads, or no built worker, simulates inline. */
export function createSampleSource(workerCount: number): SampleSource {
  const file = builtWorkerFile();
  return workerCount > 0 && file ? new SimulationPool(file, workerCount) : inlineSource();
}
