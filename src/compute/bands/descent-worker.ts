import { parentPort, workerData } from 'node:worker_threads';
import { coarseFit, descend } from '#core/bands/fit-bands';
import type { DescentWork } from './descents';

const { prepared } = workerData as DescentWork;
const fit = coarseFit(prepared);

/** Entry of a thread: follows each start it is told down to its minimum. */
parentPort?.on('message', (start: number) => {
  parentPort?.postMessage(descend(prepared, fit, start));
});
