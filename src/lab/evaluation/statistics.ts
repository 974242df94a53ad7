import { scoreDistribution } from '#core/quality/score-distribution';
import type { ComponentProbabilities, QualityWeights } from '#core/quality/types';

/** Scores closer than this are one score; truths travel in single precision. */
const SAME_SCORE = 1e-4;

/** The middle value, or the mean of the two middle ones; NaN for none. */
export function medianOf(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Ranks from 1, equal values sharing the mean of theirs. */
function ranksOf(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let i = start; i < end; i++) ranks[order[i]] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

/** Spearman's ρ: the correlation of the ranks, ties sharing theirs; 0 where one side is constant. */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [ranksOf(a), ranksOf(b)];
  const mean = (x.length + 1) / 2;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < x.length; i++) {
    xx += (x[i] - mean) ** 2;
    yy += (y[i] - mean) ** 2;
    xy += (x[i] - mean) * (y[i] - mean);
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}

export interface PairCount {
  right: number;
  total: number;
}

/**
 * Pairs whose truths differ, and how many of them the predictions put in the same order. Equal
 * predictions order nothing, so they are wrong.
 */
export function orderedPairs(truths: ArrayLike<number>, predicted: ArrayLike<number>): PairCount {
  const count = { right: 0, total: 0 };
  for (let i = 0; i < truths.length; i++) {
    for (let j = i + 1; j < truths.length; j++) {
      const difference = truths[i] - truths[j];
      if (Math.abs(difference) < SAME_SCORE) continue;
      count.total += 1;
      if (difference * (predicted[i] - predicted[j]) > 0) count.right += 1;
    }
  }
  return count;
}

/** Share of the pairs of several ladders that are right; null where no truths differ. */
export function pairShare(counts: readonly PairCount[]): number | null {
  const total = counts.reduce((sum, count) => sum + count.total, 0);
  return total > 0 ? counts.reduce((sum, count) => sum + count.right, 0) / total : null;
}

/**
 * Randomised probability integral transform of a discrete prediction at the true score:
 * P(below it) + `share` · P(it), with `share` uniform in [0, 1). Uniform over many spectra
 * exactly when the predicted distributions are calibrated (Czado, Gneiting and Held 2009).
 */
export function randomisedPit(
  prediction: ComponentProbabilities,
  weights: QualityWeights,
  score: number,
  share: number,
): number {
  const { values, probabilities } = scoreDistribution(prediction, weights);
  let below = 0;
  let at = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    total += probabilities[i];
    if (Math.abs(values[i] - score) < SAME_SCORE) at += probabilities[i];
    else if (values[i] < score) below += probabilities[i];
  }
  return (below + share * at) / total;
}

/** Largest gap between the distribution of values in [0, 1] and the uniform one (Kolmogorov). */
export function uniformityGap(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  let gap = 0;
  sorted.forEach((value, i) => {
    gap = Math.max(gap, (i + 1) / sorted.length - value, value - i / sorted.length);
  });
  return gap;
}
