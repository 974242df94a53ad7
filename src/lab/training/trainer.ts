import type { Tensor2D } from '@tensorflow/tfjs';
import { SweetSpotError } from '#shared/errors';
import type { QualityNetwork } from '#model/model-files';
import type { ArchitectureSpec } from '#model/architecture-spec';
import { OUTPUT_SIZE } from '#model/output-layout';
import { SCALAR_NAMES } from '#model/preprocess';
import type { Tensorflow } from '#model/tensorflow';
import { initialState, updateAdamW, type OptimiserState } from './adamw';
import { BatchQueue, FixedSet, type Batches } from './batch-queue';
import { readCheckpoint, writeCheckpoint } from './checkpoint';
import { learningRateAt } from './learning-rate';
import { batchLoss } from './loss';
import type { SampleBatch, SampleSource } from './sample-batch';
import { trainingGraph, type TrainingGraph } from './training-graph';
import type { TrainingSettings } from './training-settings';
import {
  absorbBatchStatistics,
  assignFlat,
  decayMask,
  flatValues,
  statisticsVariables,
} from './weight-vector';

/** The running average looks back over this share of the run. */
const AVERAGE_WINDOW = 0.03;
/** A training run: a network, its optimiser state and the way to take one step. */
export class Trainer {
  private plannedStepCount: number;
  /** What a plateau schedule has left of the peak learning rate. */
  plateauFactor = 1;
  private readonly graph: TrainingGraph;
  private readonly decayed: Uint8Array;
  private state: OptimiserState;

  constructor(
    private readonly tf: Tensorflow,
    private readonly spec: ArchitectureSpec,
    readonly network: QualityNetwork,
    readonly settings: TrainingSettings,
  ) {
    this.graph = trainingGraph(tf, network, settings.seed);
    this.plannedStepCount = Math.ceil(settings.samples / settings.batchSize);
    this.decayed = decayMask(this.graph.trainable);
    this.state = initialState(flatValues(tf, this.graph.trainable));
  }

  get step(): number {
    return this.state.step;
  }

  /** Steps of the whole run: what the learning rate's course is laid out for. */
  get stepCount(): number {
    return this.plannedStepCount;
  }

  /** Lays the rest of the run out for another number of steps. */
  planSteps(stepCount: number): void {
    this.plannedStepCount = stepCount;
  }

  private get settingsKey(): string {
    return JSON.stringify({ spec: this.spec, settings: this.settings });
  }

  /** Continues from `file` if it holds a checkpoint of this very run; says whether it did. */
  resume(file: string): boolean {
    const checkpoint = readCheckpoint(file);
    if (!checkpoint) return false;
    if (checkpoint.settingsKey !== this.settingsKey) {
      throw new SweetSpotError(
        'invalid-request',
        `${file} belongs to a run with other settings: ${checkpoint.settingsKey}`,
        { hint: 'Use the settings of that run, or another run folder.' },
      );
    }
    this.state = checkpoint.optimiser;
    assignFlat(this.tf, this.graph.trainable, this.state.weights);
    assignFlat(this.tf, statisticsVariables(this.graph.statistics), checkpoint.statistics);
    return true;
  }

  save(file: string): void {
    writeCheckpoint(file, {
      optimiser: this.state,
      statistics: flatValues(this.tf, statisticsVariables(this.graph.statistics)),
      settingsKey: this.settingsKey,
      batchSize: this.settings.batchSize,
    });
  }

  batches(source: SampleSource): Batches {
    const { settings, step } = this;
    const { inputSize } = this.spec;
    return settings.fixedSet === undefined
      ? new BatchQueue(source, settings, inputSize, step, () => this.stepCount)
      : new FixedSet(source, settings, inputSize, step, settings.fixedSet);
  }

  private get learningRate(): number {
    const { schedule, peakLearningRate } = this.settings;
    return schedule === 'plateau'
      ? this.plateauFactor * peakLearningRate
      : learningRateAt(this.step, this.stepCount, peakLearningRate);
  }

  /** One optimiser step on a batch; returns its loss. */
  train(batch: SampleBatch): number {
    const { tf, graph, settings } = this;
    const { inputSize } = this.spec;
    // Numbers leave outside of tidy, which looks for tensors in all that it returns.
    const [lossTensor, ...gradients] = tf.tidy(() => {
      const images = tf.tensor4d(batch.images, [batch.count, inputSize, inputSize, 1]);
      const scalars = tf.tensor2d(batch.scalars, [batch.count, SCALAR_NAMES.length]);
      const targets = tf.tensor2d(batch.targets, [batch.count, OUTPUT_SIZE]);
      const { value, grads } = tf.variableGrads(() => {
        const logits = graph.logits(images, scalars, this.step) as Tensor2D;
        return batchLoss(tf, logits, targets, settings.heads);
      }, graph.trainable);
      return [value, ...graph.trainable.map(({ name }) => grads[name])];
    });
    const loss = lossTensor.dataSync()[0];
    const gradient = flatValues(tf, gradients);
    tf.dispose([lossTensor, ...gradients]);
    absorbBatchStatistics(tf, graph.statistics);
    updateAdamW(this.state, gradient, this.decayed, {
      learningRate: this.learningRate,
      weightDecay: settings.weightDecay,
      l2: settings.l2 ?? 0,
      averageDecay: 1 - 1 / Math.max(2, AVERAGE_WINDOW * this.stepCount),
    });
    assignFlat(tf, graph.trainable, this.state.weights);
    return loss;
  }

  /** Runs `use` while the network holds the averaged weights, then puts the current ones back. */
  async withAveragedWeights<Result>(use: () => Promise<Result>): Promise<Result> {
    assignFlat(this.tf, this.graph.trainable, this.state.average);
    try {
      return await use();
    } finally {
      assignFlat(this.tf, this.graph.trainable, this.state.weights);
    }
  }
}
