const FULL_SCORE = 10;
/** Part of the points lost by the spectrum behind a proposal that its successor may lose. */
const MOST_LOST = 0.5;
/** Points that a successor gains at least. */
const LEAST_GAIN = 0.5;

/**
 * Whether a spectrum of a score (MLS, 0–10) shall propose the window of the benchmark in place of
 * the one of the score `behind`. Each replacement fits all points anew, so it takes half of the
 * points lost, at most five times a scan; but a window of a mediocre grain misses the bands of the
 * best.
 */
export function replacesProposal(score: number, behind: number): boolean {
  return score >= behind + LEAST_GAIN && FULL_SCORE - score <= MOST_LOST * (FULL_SCORE - behind);
}
