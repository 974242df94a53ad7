import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { SHARPNESS_SCALE, SIGNAL_SCALE } from '#core/quality/grades';
import {
  BONUS_POINTS,
  BRACKET_PENALTIES,
  COMBINED_PENALTY,
  FEATURE_PENALTY,
} from '#core/quality/label';
import { LABEL_PROFILES } from '#core/quality/profiles';
import {
  COUNTS_GROUP,
  PROFILE_GROUPS,
  PROFILE_NAMES,
  type OutputGroup,
} from '#model/output-layout';
import type { Tensorflow } from '#model/tensorflow';
import type { TrainingProcedure } from '#model/training-procedure';

/** The total keeps the fine head honest between bins; more weight would cost bracket accuracy. */
const TOTAL_WEIGHT = 2;
/**
 * Of the order of neighbours, against the cross-entropy of one head. At 2 and a margin of 0.3 the
 * order pulled so hard that brackets and order alike got worse within 30,000 spectra.
 */
const RANKING_WEIGHT = 0.25;
/** Points between two scores from which on their order is safe. */
const RANKING_MARGIN = 0.5;
/** Points between two true grades that are one. */
const SAME_GRADE = 0.05;

/**
 * Mean loss of a batch: cross-entropy over the brackets of S, B and N and the fine score bins,
 * binary cross-entropy for both flags, and a weak squared error of the total; the heads of all
 * label profiles count alike.
 *
 * `targets` has the layout of the logits; a class group that is all zero says "no truth" and
 * counts nothing. With `heads` at `total`, only the squared error of the total is left.
 */
export function batchLoss(
  tf: Tensorflow,
  logits: Tensor2D,
  targets: Tensor2D,
  heads?: TrainingProcedure['heads'],
): Scalar {
  const part = (of: Tensor2D, { start, length }: OutputGroup) =>
    tf.slice(of, [0, start], [-1, length]);
  const classLoss = (group: OutputGroup) =>
    tf.neg(tf.sum(tf.mul(part(targets, group), tf.logSoftmax(part(logits, group))), 1));
  const flagLoss = (flag: OutputGroup) => {
    const x = part(logits, flag);
    // max(x, 0) − x·z + log(1 + exp(−|x|)): the form that does not overflow.
    const cost = tf.add(
      tf.sub(tf.relu(x), tf.mul(x, part(targets, flag))),
      tf.log1p(tf.exp(tf.neg(tf.abs(x)))),
    );
    return tf.sum(cost, 1);
  };
  const totalLoss = (total: OutputGroup) => {
    const difference = tf.sub(part(logits, total), part(targets, total));
    return tf.mul(tf.sum(tf.square(difference), 1), TOTAL_WEIGHT);
  };
  if (heads === 'total') {
    const totals = PROFILE_NAMES.map((profile) => totalLoss(PROFILE_GROUPS[profile].total));
    return tf.mean(tf.addN(totals as Tensor1D[]));
  }
  const losses = PROFILE_NAMES.flatMap((profile) => {
    const groups = PROFILE_GROUPS[profile];
    const { sharpness, signalToBackground, fine, featureMissing, lowSignalAndCounts } = groups;
    return [
      ...[sharpness, signalToBackground, fine].map(classLoss),
      ...[featureMissing, lowSignalAndCounts].map(flagLoss),
      totalLoss(groups.total),
    ];
  });
  const labels = tf.mean(tf.addN([classLoss(COUNTS_GROUP), ...losses] as Tensor1D[]));
  return tf.add(labels, tf.mul(rankingLoss(tf, logits, targets), RANKING_WEIGHT));
}

/**
 * How badly neighbours in a batch (rows 0 and 1, 2 and 3, …) are ordered under the `alignment`
 * labels: the mean of log(1 + exp(−d / margin)) over the pairs whose true grades differ, d being
 * the difference of their expected grades (Eq. 13 without steps and ends) in the true direction.
 * Users compare spots; cross-entropy alone lets two steps of a ladder change places.
 */
export function rankingLoss(tf: Tensorflow, logits: Tensor2D, targets: Tensor2D): Scalar {
  const pairs = Math.floor(logits.shape[0] / 2);
  if (pairs === 0) return tf.scalar(0);
  const differences = (scores: Tensor2D): Tensor1D => {
    const even = tf.reshape(tf.slice(scores, [0, 0], [2 * pairs, 1]), [pairs, 2]);
    return tf.squeeze(
      tf.sub(tf.slice(even, [0, 0], [-1, 1]), tf.slice(even, [0, 1], [-1, 1])),
      [1],
    );
  };
  const truth = differences(
    gradedScore(
      tf,
      targets,
      (classes) => classes,
      (flag) => flag,
    ),
  );
  const differs = tf.cast(tf.greater(tf.abs(truth), SAME_GRADE), 'float32');
  const predicted = gradedScore(
    tf,
    logits,
    (classes) => tf.softmax(classes),
    (flag) => tf.sigmoid(flag),
  );
  const distance = tf.mul(differences(predicted), tf.sign(truth));
  const costs = tf.mul(tf.softplus(tf.div(distance, -RANKING_MARGIN)), differs);
  return tf.div(tf.sum(costs), tf.add(tf.sum(differs), 1));
}

/**
 * Grade of each row under the `alignment` labels, rows × 1: Eq. 13 with the graded penalties of S
 * and B, not held within 0 and 10. `rows` are logits or targets, which the two functions turn into
 * probabilities.
 */
function gradedScore(
  tf: Tensorflow,
  rows: Tensor2D,
  ofClasses: (classes: Tensor2D) => Tensor2D,
  ofFlag: (flag: Tensor2D) => Tensor2D,
): Tensor2D {
  const { weights } = LABEL_PROFILES.alignment;
  const { sharpness, signalToBackground, featureMissing, lowSignalAndCounts } =
    PROFILE_GROUPS.alignment;
  const part = ({ start, length }: OutputGroup) => tf.slice(rows, [0, start], [-1, length]);
  const mean = (group: OutputGroup, points: readonly number[]) =>
    tf.matMul(ofClasses(part(group)), tf.tensor2d([...points], [points.length, 1]));
  const lost = (weight: number, penalties: readonly number[]) =>
    penalties.map((penalty) => -weight * penalty);
  return tf.addN([
    mean(sharpness, lost(weights.sharpness, SHARPNESS_SCALE.penalties)),
    mean(signalToBackground, lost(weights.signalToBackground, SIGNAL_SCALE.penalties)),
    mean(COUNTS_GROUP, [BONUS_POINTS, ...lost(weights.counts, BRACKET_PENALTIES)]),
    tf.mul(ofFlag(part(featureMissing)), -FEATURE_PENALTY),
    tf.mul(ofFlag(part(lowSignalAndCounts)), -COMBINED_PENALTY),
  ] as Tensor2D[]);
}
