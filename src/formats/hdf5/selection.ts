import type { Run } from './direct/direct-file';

/** First index and length along each dimension. */
export interface Selection {
  start: number[];
  count: number[];
}

/** Where a selection stands among the values of a data set; null where it is not in one piece. */
export function runOf(extent: readonly number[], { start, count }: Selection): Run | null {
  // The dimension of which the run is a part; those within it are whole.
  let partial = extent.length - 1;
  while (partial > 0 && count[partial] === extent[partial]) partial--;
  if (count.slice(0, Math.max(0, partial)).some((length) => length !== 1)) return null;
  return {
    first: start.reduce((index, first, i) => index * extent[i] + first, 0),
    count: count.reduce((product, length) => product * length, 1),
  };
}

/** `3 × 835 × 1034`, or `a single value`. */
export function describeShape(shape: readonly number[]): string {
  return shape.length === 0 ? 'a single value' : shape.join(' × ');
}
