import { SweetSpotError } from '#shared/errors';
import type { SampleBatch, SampleRequest, SampleSource } from './sample-batch';

/** Spectra per request: few enough that all workers share a set, and that stopping is quick. */
const REQUEST_SIZE = 20;

/** The arrays one after the other. */
export function joinedArrays(arrays: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const joined = new Float32Array(arrays.reduce((sum, array) => sum + array.length, 0));
  let start = 0;
  for (const array of arrays) {
    joined.set(array, start);
    start += array.length;
  }
  return joined;
}

function joinedBatches(batches: SampleBatch[]): SampleBatch {
  return {
    count: batches.reduce((sum, batch) => sum + batch.count, 0),
    images: joinedArrays(batches.map((batch) => batch.images)),
    scalars: joinedArrays(batches.map((batch) => batch.scalars)),
    targets: joinedArrays(batches.map((batch) => batch.targets)),
    details: joinedArrays(batches.map((batch) => batch.details)),
  };
}

/**
 * Simulates a whole set, shared among the source's workers, and tells how many spectra are done.
 * Error: cancelled.
 */
export async function simulateSet(
  source: SampleSource,
  request: Omit<SampleRequest, 'first'>,
  options: { onProgress?(done: number): void; signal?: AbortSignal } = {},
): Promise<SampleBatch> {
  const { count } = request;
  const requestCount = Math.ceil(count / REQUEST_SIZE);
  let done = 0;
  const simulated = Array.from({ length: requestCount }, async (_, i) => {
    const first = i * REQUEST_SIZE;
    const size = Math.min(REQUEST_SIZE, count - first);
    const batch = await source.simulate({ ...request, first, count: size });
    done += size;
    options.onProgress?.(done);
    if (options.signal?.aborted) throw new SweetSpotError('cancelled', 'Simulation stopped.');
    return batch;
  });
  return joinedBatches(await Promise.all(simulated));
}
