import { FEATURE_PENALTY } from './label';
import type { GradedProbabilities } from './types';

/** Points for ten times the evidence. */
const POINTS_PER_DECADE = 4;
/** Points of a frame that is worth the full score for its counts and is all bands, without any lack. */
const BEST_RANK = 10;
/** Weights of the network's graded penalties of S and B: what the evidence does not see of them. */
const SHARPNESS_WEIGHT = 0.08;
const SIGNAL_WEIGHT = 0.3;
/**
 * Evidence over total counts at which half of the evidence counts. Below it what differs between
 * angles is as weak as an uneven detector's; no number of electrons makes bands of that.
 */
const HALF_CONTRAST = 0.01;
/** Frames of less evidence than this share of the full-score counts are all the same: dark. */
const LEAST_EVIDENCE = 1e-5;

/** What a rank is made from. */
export interface RankInputs {
  /** Of the network. */
  probabilities: Pick<
    GradedProbabilities,
    'sharpnessGrade' | 'signalToBackgroundGrade' | 'featureMissing'
  >;
  /** Of the frame (`dispersionEvidence`), and all its counts, in the same unit. */
  evidence: number;
  totalCounts: number;
  /** Counts that earn the full score, in that unit too. */
  fullScoreCounts: number;
}

/** Evidence as far as its contrast lets it count, over the full-score counts. */
function countedEvidence({
  evidence,
  totalCounts,
  fullScoreCounts,
}: Omit<RankInputs, 'probabilities'>) {
  const contrast = totalCounts > 0 ? evidence / totalCounts : 0;
  return (evidence * contrast) / (contrast + HALF_CONTRAST) / fullScoreCounts;
}

/**
 * The score that spots are compared and chosen by, in points: about 10 where a frame is all bands
 * and has the counts that earn the full score, 4 less for every tenth of it, without steps, and not
 * held at either end (0 says "nothing", and far less does, too).
 *
 * rank = 10 + 4 log₁₀(e / N_full · c / (c + 0.01)) − 0.08 s − 0.3 b − 4 P(no feature), where e is
 * signal² / total, c = e / total, s and b the expected graded penalties of S and B. Twice the
 * counts are 1.2 points; a background of the signal's own light takes as much. Another full-score
 * count moves all ranks alike and never changes their order.
 */
export function rankScore(inputs: RankInputs): number {
  const { probabilities } = inputs;
  return (
    BEST_RANK +
    POINTS_PER_DECADE * Math.log10(Math.max(LEAST_EVIDENCE, countedEvidence(inputs))) -
    SHARPNESS_WEIGHT * probabilities.sharpnessGrade -
    SIGNAL_WEIGHT * probabilities.signalToBackgroundGrade -
    FEATURE_PENALTY * probabilities.featureMissing
  );
}

/**
 * Standard deviation of the rank by counting noise, points: that of its evidence, from a step of
 * `evidenceDeviation` upwards, which is finite for dark frames too. The network's part moves far
 * less.
 */
export function rankDeviation(inputs: RankInputs, evidenceDeviation: number): number {
  const raised = { ...inputs, evidence: inputs.evidence + evidenceDeviation };
  return rankScore(raised) - rankScore(inputs);
}
