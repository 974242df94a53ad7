import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { Tensorflow } from '#model/tensorflow';
import type { NormalisationStatistics } from './training-graph';

/** Share of a running statistic that one batch leaves in place. */
const STATISTICS_MOMENTUM = 0.98;

function sizeOf(tensors: readonly Tensor[]): number {
  return tensors.reduce((sum, tensor) => sum + tensor.size, 0);
}

/** The tensors' values one after the other, read in a single transfer. */
export function flatValues(tf: Tensorflow, tensors: Tensor[]): Float32Array {
  // Not returned from tidy, which would look for tensors among millions of numbers.
  const joined = tf.tidy(() => tf.concat1d(tensors.map((tensor) => tf.reshape(tensor, [-1]))));
  const values = joined.dataSync<'float32'>().slice();
  joined.dispose();
  return values;
}

/** Writes one vector of values back into variables. */
export function assignFlat(tf: Tensorflow, variables: Variable[], values: Float32Array): void {
  if (values.length !== sizeOf(variables)) {
    throw new Error(`Expected ${sizeOf(variables)} weights, found ${values.length}`);
  }
  let start = 0;
  for (const variable of variables) {
    const part = values.subarray(start, start + variable.size);
    tf.tidy(() => variable.assign(tf.tensor(part, variable.shape)));
    start += variable.size;
  }
}

/** 1 where weight decay applies: kernels, but neither offsets nor normalisation. */
export function decayMask(variables: readonly Variable[]): Uint8Array {
  const mask = new Uint8Array(sizeOf(variables));
  let start = 0;
  for (const variable of variables) {
    if (variable.rank > 1) mask.fill(1, start, start + variable.size);
    start += variable.size;
  }
  return mask;
}

/** The variables that hold running means and variances, in a fixed order. */
export function statisticsVariables(statistics: readonly NormalisationStatistics[]): Variable[] {
  return statistics.flatMap(({ runningMean, runningVariance }) => [runningMean, runningVariance]);
}

/** Moves the running statistics towards the last batch's, which are then released. */
export function absorbBatchStatistics(
  tf: Tensorflow,
  statistics: readonly NormalisationStatistics[],
): void {
  for (const entry of statistics) {
    const { batchMean, batchVariance } = entry;
    if (!batchMean || !batchVariance) continue;
    tf.tidy(() => {
      const moved = (running: Variable, batch: Tensor) =>
        tf.add(tf.mul(running, STATISTICS_MOMENTUM), tf.mul(batch, 1 - STATISTICS_MOMENTUM));
      entry.runningMean.assign(moved(entry.runningMean, batchMean));
      entry.runningVariance.assign(moved(entry.runningVariance, batchVariance));
    });
    tf.dispose([batchMean, batchVariance]);
    entry.batchMean = null;
    entry.batchVariance = null;
  }
}
