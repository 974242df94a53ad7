import { LABEL_PROFILES, type ProfileName } from '#core/quality/profiles';
import { SHARPNESS_SCALE, SIGNAL_SCALE } from '#core/quality/grades';
import { summariseScore } from '#core/quality/score-distribution';
import type { ComponentProbabilities } from '#core/quality/types';
import { COUNTS_GROUP, OUTPUT_SIZE, PROFILE_GROUPS } from '#model/output-layout';

/** Share of spectra whose bracket or flag is predicted rightly, beside always saying the commonest. */
export interface Accuracy {
  value: number;
  baseline: number;
}

/** What is predicted of a score: the point estimate, and what spectra are ranked by. */
export interface ScoreEstimate {
  median: number;
  expectation: number;
}

/** Mean absolute errors of predicted scores. */
export interface ScoreErrors {
  /** Of the distribution's median: the figure compared with the paper. */
  medianError: number;
  expectationError: number;
  /** Of always predicting the set's own median score. */
  baselineError: number;
}

/** How well predicted scores and brackets agree with the truth on one set of spectra. */
export interface ScoreFigures extends ScoreErrors {
  count: number;
  accuracy: {
    sharpness: Accuracy;
    signalToBackground: Accuracy;
    counts: Accuracy;
    featureMissing: Accuracy;
    lowSignalAndCounts: Accuracy;
  };
  /** Largest expected score, which is what matters on frames without a feature. */
  maxScore: number;
}

type ClassGroup = 'sharpness' | 'signalToBackground' | 'counts';
type FlagGroup = 'featureMissing' | 'lowSignalAndCounts';

/** The predicted class that a bin of the targets belongs to. */
const classOfBin: Record<ClassGroup, (bin: number) => number> = {
  sharpness: (bin) => SHARPNESS_SCALE.brackets[bin],
  signalToBackground: (bin) => SIGNAL_SCALE.brackets[bin],
  counts: (bin) => bin,
};

function largestIndex(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function accuracyOf(predicted: readonly number[], truth: readonly number[]): Accuracy {
  const occurrences = new Map<number, number>();
  for (const value of truth) occurrences.set(value, (occurrences.get(value) ?? 0) + 1);
  const right = predicted.filter((value, i) => value === truth[i]).length;
  return {
    value: right / truth.length,
    baseline: Math.max(...occurrences.values()) / truth.length,
  };
}

/** Errors of estimates against the true scores. */
export function scoreErrors(
  estimates: readonly ScoreEstimate[],
  scores: readonly number[],
): ScoreErrors {
  const middle = medianOf(scores);
  return {
    medianError: mean(estimates.map(({ median }, i) => Math.abs(median - scores[i]))),
    expectationError: mean(
      estimates.map(({ expectation }, i) => Math.abs(expectation - scores[i])),
    ),
    baselineError: mean(scores.map((score) => Math.abs(score - middle))),
  };
}

/** Figures under a profile of a set's predictions and targets (count × OUTPUT_SIZE, see `targetOf`). */
export function scoreFigures(
  predictions: readonly ComponentProbabilities[],
  targets: Float32Array,
  profile: ProfileName,
): ScoreFigures {
  const groups = { ...PROFILE_GROUPS[profile], counts: COUNTS_GROUP };
  const { weights } = LABEL_PROFILES[profile];
  const count = predictions.length;
  const truths = Array.from({ length: count }, (_, i) =>
    targets.subarray(i * OUTPUT_SIZE, (i + 1) * OUTPUT_SIZE),
  );
  const scores = truths.map((truth) => truth[groups.total.start] * 10);
  const summaries = predictions.map((prediction) => summariseScore(prediction, weights));
  const classAccuracy = (name: ClassGroup) => {
    const { start, length } = groups[name];
    return accuracyOf(
      predictions.map((prediction) => largestIndex(prediction[name])),
      truths.map((truth) => classOfBin[name](largestIndex(truth.subarray(start, start + length)))),
    );
  };
  const flagAccuracy = (name: FlagGroup) =>
    accuracyOf(
      predictions.map((prediction) => Math.round(prediction[name])),
      truths.map((truth) => truth[groups[name].start]),
    );
  return {
    count,
    ...scoreErrors(summaries, scores),
    accuracy: {
      sharpness: classAccuracy('sharpness'),
      signalToBackground: classAccuracy('signalToBackground'),
      counts: classAccuracy('counts'),
      featureMissing: flagAccuracy('featureMissing'),
      lowSignalAndCounts: flagAccuracy('lowSignalAndCounts'),
    },
    maxScore: Math.max(...summaries.map(({ expectation }) => expectation)),
  };
}
