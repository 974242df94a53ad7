import type { Tensor2D } from '@tensorflow/tfjs';
import { SweetSpotError } from '#shared/errors';
import type { QualityNetwork } from '../architecture';
import type { ArchitectureSpec } from '../architecture-spec';
import { OUTPUT_SIZE } from '../output-layout';
import { SCALAR_NAMES } from '../preprocess';
import type { Tensorflow } from '../tensorflow';
import { initialState, updateAdamW, type OptimiserState } from './adamw';
import { readCheckpoint, writeCheckpoint } from './checkpoint';
import { batchLoss } from './loss';
import type { SampleBatch, SampleSource } from './sample-batch';
import { trainingGraph, type TrainingGraph } from './training-graph';
import {
  absorbBatchStatistics,
  assignFlat,
  decayMask,
  flatValues,
  statisticsVariables,
} from './weight-vector';

/** What fixes a run: the same settings and seed give the same weights. */
export interface TrainingSettings {
  /** Spectra to learn from; Infinity where the time decides (see `planSteps`). */
  samples: number;
  batchSize: number;
  peakLearningRate: number;
  weightDecay: number;
  seed: number;
}

export const DEFAULT_TRAINING: TrainingSettings = {
  samples: 100_000,
  batchSize: 64,
  peakLearningRate: 2e-3,
  weightDecay: 0.02,
  seed: 1,
};

/** Share of the run over which the learning rate rises, and the share it ends at. */
const WARM_UP = 0.03;
const FINAL_RATE = 0.01;
/** The running average looks back over this share of the run. */
const AVERAGE_WINDOW = 0.03;
/** Batches asked for ahead of the one in training, so that neither side waits. */
const BATCHES_AHEAD = 6;

/** Learning rate at a step: linear warm-up, then half a cosine. */
export function learningRateAt(step: number, stepCount: number, peak: number): number {
  const warmUp = Math.max(1, Math.round(WARM_UP * stepCount));
  if (step < warmUp) return (peak * (step + 1)) / warmUp;
  const progress = (step - warmUp) / Math.max(1, stepCount - warmUp);
  return peak * (FINAL_RATE + ((1 - FINAL_RATE) * (1 + Math.cos(Math.PI * progress))) / 2);
}

/** Asks for batches ahead of time and hands them out in order. */
class BatchQueue {
  private readonly waiting: Promise<SampleBatch>[] = [];

  constructor(
    private readonly source: SampleSource,
    private readonly settings: TrainingSettings,
    private readonly inputSize: number,
    private step: number,
    /** The plan may change while the queue is in use. */
    private readonly stepCount: () => number,
  ) {}

  next(): Promise<SampleBatch> {
    while (this.waiting.length < BATCHES_AHEAD && this.step < this.stepCount()) {
      const { batchSize, seed } = this.settings;
      const batch = this.source.simulate({
        set: 'training',
        purpose: 'training',
        seed,
        first: this.step * batchSize,
        count: batchSize,
        inputSize: this.inputSize,
      });
      // A failure surfaces when the batch is asked for, not as an unhandled rejection before.
      batch.catch(() => undefined);
      this.waiting.push(batch);
      this.step += 1;
    }
    const batch = this.waiting.shift();
    if (!batch) throw new Error('A batch was asked for after the last one');
    return batch;
  }
}

/** A training run: a network, its optimiser state and the way to take one step. */
export class Trainer {
  private plannedStepCount: number;
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

  batches(source: SampleSource): { next(): Promise<SampleBatch> } {
    const { settings, spec, step } = this;
    return new BatchQueue(source, settings, spec.inputSize, step, () => this.stepCount);
  }

  /** One optimiser step on a batch; returns its loss. */
  train(batch: SampleBatch): number {
    const { tf, graph, settings } = this;
    const { inputSize } = this.spec;
    const [loss, gradient] = tf.tidy(() => {
      const images = tf.tensor4d(batch.images, [batch.count, inputSize, inputSize, 1]);
      const scalars = tf.tensor2d(batch.scalars, [batch.count, SCALAR_NAMES.length]);
      const targets = tf.tensor2d(batch.targets, [batch.count, OUTPUT_SIZE]);
      const { value, grads } = tf.variableGrads(
        () => batchLoss(tf, graph.logits(images, scalars, this.step) as Tensor2D, targets),
        graph.trainable,
      );
      const gradients = graph.trainable.map(({ name }) => grads[name]);
      return [value.dataSync()[0], flatValues(tf, gradients)];
    });
    absorbBatchStatistics(tf, graph.statistics);
    updateAdamW(this.state, gradient, this.decayed, {
      learningRate: learningRateAt(this.step, this.stepCount, settings.peakLearningRate),
      weightDecay: settings.weightDecay,
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
