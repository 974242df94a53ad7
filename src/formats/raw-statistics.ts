import type { RawData } from './scan-file';

/** Sums over the detector data exactly as they stand in the file. */
export interface RawStatistics {
  /** Over finite values. */
  sum: number;
  maximum: number | null;
  /** Index of the first largest value, in the file's order of dimensions. */
  maximumIndex: number[] | null;
  /** Value at half of every dimension, rounded down; null when that is no number. */
  middle: number | null;
  /** Values that are no finite number. */
  missing: number;
  negative: number;
}

/** Values read at once. */
const BLOCK_LENGTH = 4 * 1024 * 1024;

/** Sum, maximum and middle value in one pass, a block of rows at a time. */
export function rawStatistics(data: RawData): RawStatistics {
  const shape = data.dimensions.map(({ count }) => count);
  const rows = shape[0];
  const rowLength = shape.slice(1).reduce((product, count) => product * count, 1);
  const rowsPerBlock = Math.max(1, Math.floor(BLOCK_LENGTH / Math.max(1, rowLength)));
  const middleIndex = shape.reduce((index, count) => index * count + Math.floor(count / 2), 0);
  let sum = 0;
  let maximum = -Infinity;
  let maximumAt = -1;
  let middle = NaN;
  let missing = 0;
  let negative = 0;
  for (let first = 0; first < rows; first += rowsPerBlock) {
    const values = data.rows(first, Math.min(rowsPerBlock, rows - first));
    const offset = first * rowLength;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (!Number.isFinite(value)) {
        missing++;
        continue;
      }
      sum += value;
      if (value < 0) negative++;
      if (value > maximum) {
        maximum = value;
        maximumAt = offset + i;
      }
    }
    if (middleIndex >= offset && middleIndex < offset + values.length) {
      middle = values[middleIndex - offset];
    }
  }
  return {
    sum,
    maximum: maximumAt < 0 ? null : maximum,
    maximumIndex: maximumAt < 0 ? null : unravel(maximumAt, shape),
    middle: Number.isFinite(middle) ? middle : null,
    missing,
    negative,
  };
}

function unravel(index: number, shape: readonly number[]): number[] {
  const indices: number[] = [];
  let rest = index;
  for (const count of [...shape].reverse()) {
    indices.unshift(rest % count);
    rest = Math.floor(rest / count);
  }
  return indices;
}
