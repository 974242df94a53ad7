/** Share of the values that may pass the maximum. */
const QUANTILE = 0.95;

/**
 * The largest of some values that no single one can set: the lower 95 % quantile of those above 0,
 * so that from three values on the largest does not count alone. 0 where there are none.
 */
export function robustMaximum(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values)
    .filter((value) => value > 0 && value < Infinity)
    .sort();
  return sorted.length === 0 ? 0 : sorted[Math.floor(QUANTILE * (sorted.length - 1))];
}
