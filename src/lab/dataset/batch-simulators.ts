import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { LabelledRow } from './labelled-rows';
import type { BatchRequest } from './row-batch';
import { simulateRows } from './row-batch';

/** Something that simulates one batch at a time. */
export interface BatchSimulator {
  simulate(request: BatchRequest): Promise<LabelledRow[]>;
  close(): Promise<void>;
}

const WORKER_FILE = 'dataset-worker.js';

/** The built worker beside the running bundle or above its chunks, or null from sources. */
function builtWorkerFile(): string | null {
  const here = dirname(fileURLToPath(import.meta.url));
  const files = [here, dirname(here)].map((folder) => join(folder, WORKER_FILE));
  return files.find((file) => existsSync(file)) ?? null;
}

function threadSimulator(file: string): BatchSimulator {
  const worker = new Worker(file);
  return {
    async simulate(request) {
      worker.postMessage(request);
      // `once` rejects when the worker emits an error instead.
      const [rows] = (await once(worker, 'message')) as [LabelledRow[]];
      return rows;
    },
    async close() {
      await worker.terminate();
    },
  };
}

const inlineSimulator: BatchSimulator = {
  simulate: (request) => Promise.resolve().then(() => simulateRows(request)),
  close: () => Promise.resolve(),
};

/** Simulators on as many threads; a single one on this thread where no worker was built. */
export function createBatchSimulators(threadCount: number): BatchSimulator[] {
  const file = builtWorkerFile();
  if (file === null) return [inlineSimulator];
  return Array.from({ length: threadCount }, () => threadSimulator(file));
}

/**
 * Simulates batches on all simulators at once and hands the results over in the
 * order of the requests, whatever the order in which they are done. A simulator
 * never runs more than two rounds ahead of the batch that is due. The first error
 * ends it.
 */
export async function simulateInOrder(
  requests: BatchRequest[],
  simulators: BatchSimulator[],
  take: (rows: LabelledRow[], request: BatchRequest) => void,
): Promise<void> {
  const done = new Map<number, LabelledRow[]>();
  const largestLead = 2 * simulators.length;
  let waiting: (() => void)[] = [];
  let next = 0;
  let due = 0;
  let hasFailed = false;
  const release = (): void => {
    const released = waiting;
    waiting = [];
    for (const resume of released) resume();
  };
  const deliver = (): void => {
    for (let rows = done.get(due); rows !== undefined; rows = done.get(due)) {
      done.delete(due);
      take(rows, requests[due]);
      due++;
    }
    release();
  };
  const run = async (simulator: BatchSimulator): Promise<void> => {
    try {
      while (next < requests.length && !hasFailed) {
        const batch = next++;
        while (batch - due > largestLead && !hasFailed) {
          await new Promise<void>((resume) => waiting.push(resume));
        }
        done.set(batch, await simulator.simulate(requests[batch]));
        deliver();
      }
    } catch (error) {
      hasFailed = true;
      release();
      throw error;
    }
  };
  await Promise.all(simulators.map(run));
}
