/**
 * The vocabulary of spectrum quality: the four components of the published
 * score (F, S, B, N), their penalty brackets and their probabilities.
 */

/** Component values of one spectrum, before any bracket or weight. */
export interface QualityComponents {
  /** F, Eq. 6: intensity variation along angle over total intensity. */
  feature: number;
  /** S, Eq. 7, in [0, 1]. */
  sharpness: number;
  /**
   * Width of the lines over the full scale of S: 1 − S before it is held at 0. Infinite where there
   * are no lines; absent where only S is known.
   */
  relativeWidth?: number;
  /** B, Eq. 9, in [0, 1]. */
  signalToBackground: number;
  /** N, Eq. 10: counts over the full-score count, capped at 1. */
  countRatio: number;
}

/** w^S, w^B and w^N of Eq. 13, each in [0, 1]. */
export interface QualityWeights {
  sharpness: number;
  signalToBackground: number;
  counts: number;
}

/** Number of penalty brackets of Eq. 8 (penalties 0, 1, 2, 3, 5, 8). */
export const BRACKET_COUNT = 6;
/** Classes of the counts head: class 0 is N = 1 (bonus), 1…6 are the brackets of Eq. 8. */
export const COUNT_CLASS_COUNT = BRACKET_COUNT + 1;

/** The label of a spectrum in the form the network predicts. */
export interface QualityLabel {
  /** Index into the brackets of Eq. 8, 0 (best) … 5 (worst). */
  sharpnessBracket: number;
  signalToBackgroundBracket: number;
  /** 0: N = 1 (bonus of Eq. 11); 1…6: bracket index + 1. */
  countClass: number;
  /** F below its threshold: 4 points are lost. */
  featureMissing: boolean;
  /** B + N ≤ 0.5, Eq. 12: 2 points are lost. */
  lowSignalAndCounts: boolean;
  /** Eq. 13 with the profile's weights, clipped to [0, 10]. */
  score: number;
}

/** A label with its bins on the ordinal scales of grades.ts, whose sums are the brackets. */
export interface GradedLabel extends QualityLabel {
  sharpnessBin: number;
  signalToBackgroundBin: number;
}

/**
 * What the network says of one spectrum: a probability for each bracket and flag.
 * Any weights turn it into a score distribution (see score-distribution.ts).
 */
export interface ComponentProbabilities {
  /** Length BRACKET_COUNT, sums to 1. */
  sharpness: ArrayLike<number>;
  /** Length BRACKET_COUNT, sums to 1. */
  signalToBackground: ArrayLike<number>;
  /** Length COUNT_CLASS_COUNT, sums to 1. */
  counts: ArrayLike<number>;
  /** Probability that no feature is in the window. */
  featureMissing: number;
  /** Probability that B + N ≤ 0.5. */
  lowSignalAndCounts: number;
}

/** Probabilities with the expected grades of S and B, in the points of Eq. 8 but without its steps and ends. */
export interface GradedProbabilities extends ComponentProbabilities {
  sharpnessGrade: number;
  signalToBackgroundGrade: number;
}
