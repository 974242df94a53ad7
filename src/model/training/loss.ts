import type { Scalar, Tensor2D } from '@tensorflow/tfjs';
import { OUTPUT_GROUPS } from '../output-layout';
import type { Tensorflow } from '../tensorflow';

/** The total keeps the fine head honest between bins; more weight would cost bracket accuracy. */
const TOTAL_WEIGHT = 2;

/**
 * Mean loss of a batch: cross-entropy over the brackets of S, B and N and the fine score bins,
 * binary cross-entropy for both flags, and a weak squared error of the total.
 *
 * `targets` has the layout of the logits; a class group that is all zero says "no truth" and
 * counts nothing.
 */
export function batchLoss(tf: Tensorflow, logits: Tensor2D, targets: Tensor2D): Scalar {
  const part = (of: Tensor2D, { start, length }: { start: number; length: number }) =>
    tf.slice(of, [0, start], [-1, length]);
  const { sharpness, signalToBackground, counts, fine, total } = OUTPUT_GROUPS;
  const classLosses = [sharpness, signalToBackground, counts, fine].map((group) =>
    tf.neg(tf.sum(tf.mul(part(targets, group), tf.logSoftmax(part(logits, group))), 1)),
  );
  const flags = { start: OUTPUT_GROUPS.featureMissing.start, length: 2 };
  const x = part(logits, flags);
  // max(x, 0) − x·z + log(1 + exp(−|x|)): the form that does not overflow.
  const flagLoss = tf.sum(
    tf.add(
      tf.sub(tf.relu(x), tf.mul(x, part(targets, flags))),
      tf.log1p(tf.exp(tf.neg(tf.abs(x)))),
    ),
    1,
  );
  const difference = tf.sub(part(logits, total), part(targets, total));
  const totalLoss = tf.mul(tf.sum(tf.square(difference), 1), TOTAL_WEIGHT);
  return tf.mean(tf.addN([...classLosses, flagLoss, totalLoss]));
}
