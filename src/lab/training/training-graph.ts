import type { LayersModel, SymbolicTensor, Tensor, Tensor4D, Variable } from '@tensorflow/tfjs';
import { createRandom } from '#core/simulate/random';
import type { QualityNetwork } from '#model/model-files';
import { layerSteps, type LayerStep } from '../layer-graph';
import type { Tensorflow } from '#model/tensorflow';
import { trainingOperations, type TrainingOperations } from './native-operations';

/** A normalisation layer's running statistics, and what the last batch showed of them. */
export interface NormalisationStatistics {
  runningMean: Variable;
  runningVariance: Variable;
  batchMean: Tensor | null;
  batchVariance: Tensor | null;
}

/** A network unrolled for training, with direct access to its variables. */
export interface TrainingGraph {
  /** Weights that gradients change, in a fixed order. */
  trainable: Variable[];
  statistics: NormalisationStatistics[];
  /**
   * Logits [batch, OUTPUT_SIZE] in training mode; refreshes `statistics` with kept tensors. What
   * is dropped depends on the seed and `step` alone, so that a continued run drops the same.
   */
  logits(images: Tensor, scalars: Tensor, step: number): Tensor;
}

interface Step {
  inputs: SymbolicTensor[];
  output: SymbolicTensor;
  compute(inputs: Tensor[], training: { step: number }): Tensor;
}

function variables(weights: { read(): Tensor }[]): Variable[] {
  return weights.map((weight) => weight.read() as Variable);
}

function normalisationStep(
  tf: Tensorflow,
  operations: TrainingOperations,
  { layer, inputs, output }: LayerStep,
  statistics: NormalisationStatistics[],
): Step {
  const [scale, offset] = variables(layer.trainableWeights);
  const [runningMean, runningVariance] = variables(layer.nonTrainableWeights);
  const epsilon = Number(layer.getConfig().epsilon);
  const entry: NormalisationStatistics = {
    runningMean,
    runningVariance,
    batchMean: null,
    batchVariance: null,
  };
  statistics.push(entry);
  const report = (mean: Tensor, variance: Tensor) => {
    entry.batchMean = mean;
    entry.batchVariance = variance;
  };
  return {
    inputs,
    output,
    compute: ([x]) => {
      const channels = x.shape[x.rank - 1];
      const image = (x.rank === 4 ? x : tf.reshape(x, [-1, 1, 1, channels])) as Tensor4D;
      const y = operations.batchNormalised(image, scale, offset, epsilon, report);
      return x.rank === 4 ? y : tf.reshape(y, x.shape);
    },
  };
}

/** Zero for dropped values; the others are raised so that the expected sum stays. */
function dropoutStep(tf: Tensorflow, { layer, inputs, output }: LayerStep, seed: number): Step {
  const rate = Number(layer.getConfig().rate);
  return {
    inputs,
    output,
    compute: ([x], { step }) => {
      const random = createRandom(seed).fork(step);
      const mask = Float32Array.from({ length: x.size }, () =>
        random.nextCoarse() < rate ? 0 : 1 / (1 - rate),
      );
      return tf.mul(x, tf.tensor(mask, x.shape));
    },
  };
}

function trainingSteps(
  tf: Tensorflow,
  operations: TrainingOperations,
  model: LayersModel,
  statistics: NormalisationStatistics[],
  seed: number,
): Step[] {
  return layerSteps(model).map((step, index) => {
    const { layer, inputs, output } = step;
    switch (layer.getClassName()) {
      case 'BatchNormalization':
        return normalisationStep(tf, operations, step, statistics);
      case 'Dropout':
        return dropoutStep(tf, step, seed + index);
      case 'ReLU':
        return { inputs, output, compute: ([x]) => operations.relu(x) };
      default:
        return {
          inputs,
          output,
          compute: (tensors) =>
            layer.call(tensors.length === 1 ? tensors[0] : tensors, { training: true }) as Tensor,
        };
    }
  });
}

function runSteps(
  model: LayersModel,
  steps: Step[],
  inputs: Tensor[],
  training: { step: number },
): Tensor {
  const made = new Map<string, Tensor>();
  model.inputs.forEach((input, i) => made.set(input.name, inputs[i]));
  for (const step of steps) {
    const tensors = step.inputs.map(({ name }) => made.get(name) as Tensor);
    made.set(step.output.name, step.compute(tensors, training));
  }
  return made.get(model.outputs[0].name) as Tensor;
}

/** Unrolls both halves of a network into one training graph; `seed` decides what is dropped. */
export function trainingGraph(
  tf: Tensorflow,
  { trunk, head }: QualityNetwork,
  seed: number,
): TrainingGraph {
  const operations = trainingOperations(tf);
  const statistics: NormalisationStatistics[] = [];
  const trunkSteps = trainingSteps(tf, operations, trunk, statistics, seed);
  const headSteps = trainingSteps(tf, operations, head, statistics, seed + 1000);
  return {
    trainable: variables([...trunk.trainableWeights, ...head.trainableWeights]),
    statistics,
    logits: (images, scalars, step) => {
      const embedding = runSteps(trunk, trunkSteps, [images], { step });
      return runSteps(head, headSteps, [embedding, scalars], { step });
    },
  };
}
