import { rm } from 'node:fs/promises';
import { SweetSpotError } from '#shared/errors';
import { createBatchSimulators, simulateInOrder } from './batch-simulators';
import { DatasetWriter } from './dataset-file';
import type { DatasetRecipe } from './labelled-rows';
import { batchesOf } from './row-batch';

export interface DatasetOptions extends DatasetRecipe {
  path: string;
  rowCount: number;
  threadCount: number;
  onProgress(done: number): void;
  signal?: AbortSignal;
}

/**
 * Simulates a labelled data set into a new HDF5 file. The rows depend on the recipe
 * alone, never on the threads. A run that fails or is cancelled leaves no file.
 */
export async function writeDataset(options: DatasetOptions): Promise<void> {
  const { path, rowCount, threadCount, onProgress, signal, ...recipe } = options;
  const requests = batchesOf(recipe, rowCount);
  const writer = await DatasetWriter.create(path, recipe);
  const simulators = createBatchSimulators(Math.min(threadCount, requests.length));
  try {
    await simulateInOrder(requests, simulators, (rows, { firstRow }) => {
      if (signal?.aborted) throw new SweetSpotError('cancelled', 'The data set was not finished.');
      writer.append(rows);
      onProgress(firstRow + rows.length);
    });
  } catch (error) {
    writer.close();
    await rm(path, { force: true });
    throw error;
  } finally {
    await Promise.all(simulators.map((simulator) => simulator.close()));
  }
  writer.close();
}
