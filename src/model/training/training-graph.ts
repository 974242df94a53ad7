import type { LayersModel, SymbolicTensor, Tensor, Tensor4D, Variable } from '@tensorflow/tfjs';
import type { QualityNetwork } from '../architecture';
import { layerSteps, type LayerStep } from '../layer-graph';
import type { Tensorflow } from '../tensorflow';
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
  /** Logits [batch, OUTPUT_SIZE] in training mode; refreshes `statistics` with kept tensors. */
  logits(images: Tensor, scalars: Tensor): Tensor;
}

interface Step {
  inputs: SymbolicTensor[];
  output: SymbolicTensor;
  compute(inputs: Tensor[]): Tensor;
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

function trainingSteps(
  tf: Tensorflow,
  operations: TrainingOperations,
  model: LayersModel,
  statistics: NormalisationStatistics[],
): Step[] {
  return layerSteps(model).map((step) => {
    const { layer, inputs, output } = step;
    switch (layer.getClassName()) {
      case 'BatchNormalization':
        return normalisationStep(tf, operations, step, statistics);
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

function runSteps(model: LayersModel, steps: Step[], inputs: Tensor[]): Tensor {
  const made = new Map<string, Tensor>();
  model.inputs.forEach((input, i) => made.set(input.name, inputs[i]));
  for (const step of steps) {
    const tensors = step.inputs.map(({ name }) => made.get(name) as Tensor);
    made.set(step.output.name, step.compute(tensors));
  }
  return made.get(model.outputs[0].name) as Tensor;
}

/** Unrolls both halves of a network into one training graph. */
export function trainingGraph(tf: Tensorflow, { trunk, head }: QualityNetwork): TrainingGraph {
  const operations = trainingOperations(tf);
  const statistics: NormalisationStatistics[] = [];
  const trunkSteps = trainingSteps(tf, operations, trunk, statistics);
  const headSteps = trainingSteps(tf, operations, head, statistics);
  return {
    trainable: variables([...trunk.trainableWeights, ...head.trainableWeights]),
    statistics,
    logits: (images, scalars) => {
      const embedding = runSteps(trunk, trunkSteps, [images]);
      return runSteps(head, headSteps, [embedding, scalars]);
    },
  };
}
