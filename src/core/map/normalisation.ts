/** Raw scores that a normalised map shows as 0 and as 10. */
export interface Normalisation {
  minimum: number;
  maximum: number;
}

/** Smallest and largest finite score; null while fewer than two scores differ. */
export function scoreNormalisation(scores: ArrayLike<number>): Normalisation | null {
  let minimum = Infinity;
  let maximum = -Infinity;
  const count = scores.length;
  for (let i = 0; i < count; i++) {
    if (scores[i] < minimum) minimum = scores[i];
    if (scores[i] > maximum) maximum = scores[i];
  }
  return minimum < maximum ? { minimum, maximum } : null;
}

/** The raw score rescaled over its dataset: minimum → 0, maximum → 10 (the paper's Fig. 6e). */
export function normalisedScore(score: number, { minimum, maximum }: Normalisation): number {
  return 10 * ((score - minimum) / (maximum - minimum));
}
