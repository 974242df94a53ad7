import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { Tensorflow } from '#model/tensorflow';

/**
 * The two operations whose gradients TensorFlow.js composes from many small ones. With native
 * TensorFlow its fused kernels are called instead, which more than doubles the training speed.
 */
export interface TrainingOperations {
  relu(x: Tensor): Tensor;
  /** Normalises NHWC by the batch's own statistics and hands those to `report` (both kept). */
  batchNormalised(
    x: Tensor4D,
    scale: Tensor,
    offset: Tensor,
    epsilon: number,
    report: (mean: Tensor, variance: Tensor) => void,
  ): Tensor;
}

/** What tfjs-node's backend adds to the common interface, as far as it is used here. */
interface NativeBackend {
  binding: {
    TF_ATTR_FLOAT: number;
    TF_ATTR_STRING: number;
    TF_ATTR_BOOL: number;
    TF_ATTR_TYPE: number;
    TF_FLOAT: number;
  };
  executeSingleOutput(name: string, attributes: object[], inputs: Tensor[]): Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: object[],
    inputs: Tensor[],
    count: number,
  ): Tensor[];
}

function isNative(backend: object): backend is NativeBackend {
  return 'binding' in backend && 'executeMultipleOutputs' in backend;
}

/** `tf.customGrad` types its callback as variadic over tensors plus a save function at the end. */
type Save = (tensors: Tensor[]) => void;
interface Gradient {
  value: Tensor;
  gradFunc: (dy: Tensor, saved: Tensor[]) => Tensor[];
}

function withGradient(tf: Tensorflow, compute: (inputs: Tensor[], save: Save) => Gradient) {
  return tf.customGrad((...all: (Tensor | Save)[]) => {
    const save = all.at(-1) as Save;
    return compute(all.slice(0, -1) as Tensor[], save);
  });
}

function nativeOperations(tf: Tensorflow, backend: NativeBackend): TrainingOperations {
  const { binding } = backend;
  const floatType = { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
  const relu = withGradient(tf, ([x], save) => {
    const value = tf.relu(x);
    save([value]);
    return {
      value,
      gradFunc: (dy, [y]) => [backend.executeSingleOutput('ReluGrad', [floatType], [dy, y])],
    };
  });
  return {
    relu: (x) => relu(x),
    batchNormalised(x, scale, offset, epsilon, report) {
      const attributes = [
        { name: 'epsilon', type: binding.TF_ATTR_FLOAT, value: epsilon },
        { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' },
        { name: 'is_training', type: binding.TF_ATTR_BOOL, value: true },
        floatType,
        { name: 'U', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
      ];
      const normalised = withGradient(tf, ([input, gamma, beta], save) => {
        const unused = tf.tensor1d([]);
        const inputs = [input, gamma, beta, unused, unused];
        const [value, mean, variance, ...reserved] = backend.executeMultipleOutputs(
          'FusedBatchNormV3',
          attributes,
          inputs,
          6,
        );
        report(tf.keep(mean), tf.keep(variance));
        save([input, gamma, ...reserved]);
        return {
          value,
          gradFunc: (dy, saved) =>
            backend
              .executeMultipleOutputs('FusedBatchNormGradV3', attributes, [dy, ...saved], 5)
              .slice(0, 3),
        };
      });
      return normalised(x, scale, offset);
    },
  };
}

function composedOperations(tf: Tensorflow): TrainingOperations {
  return {
    relu: (x) => tf.relu(x),
    batchNormalised(x, scale, offset, epsilon, report) {
      const { mean, variance } = tf.moments(x, [0, 1, 2]);
      report(tf.keep(mean.clone()), tf.keep(variance.clone()));
      const centred = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, epsilon)));
      return tf.add(tf.mul(centred, scale), offset);
    },
  };
}

/** Fused kernels where the backend has them, compositions with the same meaning elsewhere. */
export function trainingOperations(tf: Tensorflow): TrainingOperations {
  const backend = tf.backend();
  return isNative(backend) ? nativeOperations(tf, backend) : composedOperations(tf);
}
