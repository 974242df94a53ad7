import { parentPort } from 'node:worker_threads';
import type { BatchRequest } from './row-batch';
import { simulateRows } from './row-batch';

/** Entry of a worker thread: answers each request with its rows. */
parentPort?.on('message', (request: BatchRequest) => {
  const rows = simulateRows(request);
  parentPort?.postMessage(
    rows,
    rows.map(({ counts }) => counts.buffer as ArrayBuffer),
  );
});
