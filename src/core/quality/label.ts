import { labelWeights } from '#shared/labels';
import { featureThreshold } from './components';
import type { QualityComponents, QualityLabel, QualityWeights } from './types';

/** Lower edges of the brackets of Eq. 8, best first; the last bracket reaches down to 0. */
const BRACKET_LOWER_EDGES = [0.9, 0.7, 0.5, 0.3, 0.1, 0] as const;

/** s_p of Eq. 8 per bracket. */
export const BRACKET_PENALTIES = [0, 1, 2, 3, 5, 8] as const;

/** Bonus of Eq. 11, for N = 1 and for B in the first bracket each. */
export const BONUS_POINTS = 1;
/** Points lost where no feature is in the window. */
export const FEATURE_PENALTY = 4;
/** s_c of Eq. 12. */
export const COMBINED_PENALTY = 2;
/** B + N at or below which Eq. 12 applies. */
export const COMBINED_LIMIT = 0.5;
const FULL_SCORE = 10;

/** Bracket of a component value in [0, 1]: 0 (best) … 5; lower edges belong to the better one. */
export function bracketOf(value: number): number {
  const bracket = BRACKET_LOWER_EDGES.findIndex((edge) => value >= edge);
  return bracket < 0 ? BRACKET_LOWER_EDGES.length - 1 : bracket;
}

/** Lowest and highest value of a bracket, the highest excluded except for the first. */
export function bracketRange(bracket: number): { low: number; high: number } {
  return {
    low: BRACKET_LOWER_EDGES[bracket],
    high: bracket === 0 ? 1 : BRACKET_LOWER_EDGES[bracket - 1],
  };
}

/** Class of the counts head: 0 for N = 1, otherwise 1 + bracket. */
export function countClassOf(countRatio: number): number {
  return countRatio >= 1 ? 0 : 1 + bracketOf(countRatio);
}

/**
 * Weights of a label, and what F is compared with: the published threshold at an
 * image width, or an explicit one.
 */
export type LabelOptions = { weights: QualityWeights } & (
  { angleCount: number } | { featureThreshold: number }
);

/** Weights of the published training set. */
export const publishedWeights: QualityWeights = labelWeights.published;

/** Brackets, flags and score (Eq. 13, clipped to [0, 10]) of a spectrum's components. */
export function labelOf(components: QualityComponents, options: LabelOptions): QualityLabel {
  const { sharpness, signalToBackground, countRatio, feature } = components;
  const threshold =
    'angleCount' in options ? featureThreshold(options.angleCount) : options.featureThreshold;
  const brackets = {
    sharpnessBracket: bracketOf(sharpness),
    signalToBackgroundBracket: bracketOf(signalToBackground),
    countClass: countClassOf(countRatio),
    featureMissing: feature < threshold,
    lowSignalAndCounts: signalToBackground + countRatio <= COMBINED_LIMIT,
  };
  return { ...brackets, score: scoreOf(brackets, options.weights) };
}

/** What each part of a label costs and earns, in weighted points. */
export interface ScoreParts {
  penalty: {
    sharpness: number;
    signalToBackground: number;
    counts: number;
    feature: number;
    combined: number;
  };
  bonus: number;
}

/** The terms of Eq. 13. */
export function scoreParts(
  label: Omit<QualityLabel, 'score'>,
  weights: QualityWeights,
): ScoreParts {
  const countBracket = Math.max(0, label.countClass - 1);
  return {
    penalty: {
      sharpness: weights.sharpness * BRACKET_PENALTIES[label.sharpnessBracket],
      signalToBackground:
        weights.signalToBackground * BRACKET_PENALTIES[label.signalToBackgroundBracket],
      counts: weights.counts * BRACKET_PENALTIES[countBracket],
      feature: label.featureMissing ? FEATURE_PENALTY : 0,
      combined: label.lowSignalAndCounts ? COMBINED_PENALTY : 0,
    },
    bonus:
      (label.countClass === 0 ? BONUS_POINTS : 0) +
      (label.signalToBackgroundBracket === 0 ? BONUS_POINTS : 0),
  };
}

/** Eq. 13 of brackets and flags, clipped to [0, 10]. */
export function scoreOf(label: Omit<QualityLabel, 'score'>, weights: QualityWeights): number {
  const { penalty, bonus } = scoreParts(label, weights);
  const lost =
    penalty.sharpness +
    penalty.signalToBackground +
    penalty.counts +
    penalty.feature +
    penalty.combined;
  return Math.min(FULL_SCORE, Math.max(0, FULL_SCORE - lost + bonus));
}
