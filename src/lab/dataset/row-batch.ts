import type { DatasetRecipe, LabelledRow } from './labelled-rows';
import { labelledRow } from './labelled-rows';

/** A run of rows to simulate. */
export interface BatchRequest {
  recipe: DatasetRecipe;
  firstRow: number;
  rowCount: number;
}

/** Pixels that a batch may hold, so that memory stays bounded at any sampling. */
const LARGEST_BATCH_PIXELS = 4e6;
const LARGEST_BATCH_ROWS = 64;

/** Rows per batch: depends on the sampling alone, so the file's layout does not know the workers. */
export function batchRows({ sampling }: DatasetRecipe): number {
  const pixels = sampling.energyCount * sampling.angleCount;
  return Math.max(1, Math.min(LARGEST_BATCH_ROWS, Math.floor(LARGEST_BATCH_PIXELS / pixels)));
}

/** The batches that make up `rowCount` rows, in order. */
export function batchesOf(recipe: DatasetRecipe, rowCount: number): BatchRequest[] {
  const size = batchRows(recipe);
  return Array.from({ length: Math.ceil(rowCount / size) }, (_, batch) => ({
    recipe,
    firstRow: batch * size,
    rowCount: Math.min(size, rowCount - batch * size),
  }));
}

/** Simulates the rows of a batch. */
export function simulateRows({ recipe, firstRow, rowCount }: BatchRequest): LabelledRow[] {
  return Array.from({ length: rowCount }, (_, index) => labelledRow(recipe, firstRow + index));
}
