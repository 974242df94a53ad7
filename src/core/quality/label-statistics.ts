import type { QualityLabel } from './types';

/** What the labels of a distribution look like, and which component decides them. */
export interface LabelStatistics {
  count: number;
  /** Spectra per score: [0, 1), [1, 2) … [9, 10), and 10 itself. */
  histogram: number[];
  mean: number;
  median: number;
  standardDeviation: number;
  /** Mean absolute error of always predicting the median: what any network has to beat. */
  medianPredictorError: number;
  /** Share of the score's variance between the groups that each component alone forms. */
  varianceExplained: {
    sharpness: number;
    signalToBackground: number;
    counts: number;
    feature: number;
    combined: number;
  };
}

const HISTOGRAM_BINS = 11;

/** Statistics of at least one label. */
export function labelStatistics(labels: readonly QualityLabel[]): LabelStatistics {
  const scores = labels.map(({ score }) => score).sort((a, b) => a - b);
  const histogram = new Array<number>(HISTOGRAM_BINS).fill(0);
  for (const score of scores) histogram[Math.min(HISTOGRAM_BINS - 1, Math.floor(score))]++;
  const mean = meanOf(scores);
  const variance = meanOf(scores.map((score) => (score - mean) * (score - mean)));
  const middle = scores.length >> 1;
  const median =
    scores.length % 2 === 1 ? scores[middle] : (scores[middle - 1] + scores[middle]) / 2;
  const explainedBy = (groupOf: (label: QualityLabel) => number): number =>
    variance > 0 ? varianceBetween(labels, groupOf, mean) / variance : 0;
  return {
    count: labels.length,
    histogram,
    mean,
    median,
    standardDeviation: Math.sqrt(variance),
    medianPredictorError: meanOf(scores.map((score) => Math.abs(score - median))),
    varianceExplained: {
      sharpness: explainedBy((label) => label.sharpnessBracket),
      signalToBackground: explainedBy((label) => label.signalToBackgroundBracket),
      counts: explainedBy((label) => label.countClass),
      feature: explainedBy((label) => Number(label.featureMissing)),
      combined: explainedBy((label) => Number(label.lowSignalAndCounts)),
    },
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Variance of the groups' mean scores around `mean`, each group weighted by its size. */
function varianceBetween(
  labels: readonly QualityLabel[],
  groupOf: (label: QualityLabel) => number,
  mean: number,
): number {
  const groups = new Map<number, { sum: number; count: number }>();
  for (const label of labels) {
    const group = groups.get(groupOf(label)) ?? { sum: 0, count: 0 };
    group.sum += label.score;
    group.count++;
    groups.set(groupOf(label), group);
  }
  let total = 0;
  for (const { sum, count } of groups.values()) {
    const distance = sum / count - mean;
    total += count * distance * distance;
  }
  return total / labels.length;
}
