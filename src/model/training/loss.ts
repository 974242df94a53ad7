import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { COUNTS_GROUP, PROFILE_GROUPS, PROFILE_NAMES, type OutputGroup } from '../output-layout';
import type { Tensorflow } from '../tensorflow';
import type { TrainingProcedure } from '../training-procedure';

/** The total keeps the fine head honest between bins; more weight would cost bracket accuracy. */
const TOTAL_WEIGHT = 2;

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
  return tf.mean(tf.addN([classLoss(COUNTS_GROUP), ...losses] as Tensor1D[]));
}
