import { parentPort } from 'node:worker_threads';
import { toErrorData } from '#shared/errors';
import { simulateBatch } from './sample';
import type { WorkerAnswer, WorkerJob } from './worker-protocol';

/** Entry of a worker thread: simulates the batches it is asked for, one after the other. */
parentPort?.on('message', ({ id, request }: WorkerJob) => {
  try {
    const batch = simulateBatch(request);
    const answer: WorkerAnswer = { id, ok: true, batch };
    const { images, scalars, targets, details } = batch;
    const buffers = [images, scalars, targets, details].map(({ buffer }) => buffer);
    parentPort?.postMessage(answer, buffers);
  } catch (error) {
    const answer: WorkerAnswer = { id, ok: false, error: toErrorData(error) };
    parentPort?.postMessage(answer);
  }
});
