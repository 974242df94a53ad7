import type { CountCalibration } from '#shared/features/quality';

/** Steps a doubling of the counts is divided into. */
const STEPS_PER_OCTAVE = 4;
/** Full-score counts never fall below this: below it even the best spectrum is a poor one. */
const LEAST_FULL_SCORE_COUNTS = 1e4;

/**
 * Counts that earn the full N score: the user's, or the largest total of the scan so far
 * (Eq. 16) rounded up to a quarter octave, so that it does not change with every point.
 */
export function fullScoreCounts(calibration: CountCalibration, largestTotal: number): number {
  if (calibration.mode === 'fixed') return calibration.fullScoreCounts;
  const counts = Math.max(LEAST_FULL_SCORE_COUNTS, largestTotal);
  // A total that is a step already must not be pushed to the next by rounding.
  const steps = Math.ceil(STEPS_PER_OCTAVE * Math.log2(counts) - 1e-9);
  return 2 ** (steps / STEPS_PER_OCTAVE);
}
