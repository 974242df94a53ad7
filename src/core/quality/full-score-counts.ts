/** Share of the frames whose counts may pass what earns the full score. */
const QUANTILE = 0.95;
/** Steps a doubling of the counts is divided into. */
const STEPS_PER_OCTAVE = 16;
/** Electrons that never earn the full score: a scan whose best frames have fewer is a poor one. */
const LEAST_COUNTED = 1e4;

/** Whether a sum of counts may be one of whole counts, as rates and normalised values are not. */
export function isCounted(total: number): boolean {
  return Math.abs(total - Math.round(total)) <= 1e-6 + 1e-9 * total;
}

/**
 * Counts that earn the full N score in a scan, from the total counts of its frames so far: the
 * lower 95 % quantile of those above 0, so that from three frames on no single one sets it, rounded
 * up to a sixteenth of an octave, so that it does not change with every point and the unit of the
 * counts moves no score by a tenth of a point. Where the totals are whole
 * counts it is at least 10⁴; of rates and normalised values no unit is known, so it follows them.
 */
export function scanFullScoreCounts(totals: ArrayLike<number>): number {
  const sorted = Float64Array.from(totals)
    .filter((total) => total > 0 && total < Infinity)
    .sort();
  if (sorted.length === 0) return LEAST_COUNTED;
  const maximum = sorted[Math.floor(QUANTILE * (sorted.length - 1))];
  const counts = sorted.every(isCounted) ? Math.max(LEAST_COUNTED, maximum) : maximum;
  // A total that is a step already must not be pushed to the next by rounding.
  const steps = Math.ceil(STEPS_PER_OCTAVE * Math.log2(counts) - 1e-9);
  return 2 ** (steps / STEPS_PER_OCTAVE);
}
