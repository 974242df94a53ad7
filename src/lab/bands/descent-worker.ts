import { parentPort, workerData } from 'node:worker_threads';
import { coarseFit, descend, type StartResult } from '#core/bands/fit-bands';
import { fittedBands } from '#core/bands/fit-report';
import type { DescentWork } from './descents';

const { prepared } = workerData as DescentWork;
let fit: ReturnType<typeof coarseFit> | undefined;

/** Entry of a thread: follows each start it is told down to its minimum, or the best ones further. */
parentPort?.on('message', (question: number | StartResult[]) => {
  if (typeof question === 'number') {
    fit ??= coarseFit(prepared);
    parentPort?.postMessage(descend(prepared, fit, question));
  } else parentPort?.postMessage(fittedBands(prepared, question));
});
