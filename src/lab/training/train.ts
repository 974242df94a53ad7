import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SweetSpotError } from '#shared/errors';
import type { QualityNetwork } from '#model/model-files';
import { buildNetwork } from '../architecture';
import type { ArchitectureSpec } from '#model/architecture-spec';
import type { LearningPoint, ModelCard } from '#model/model-card';
import type { Tensorflow } from '#model/tensorflow';
import type { SampleSource } from './sample-batch';
import { copyMatchingWeights } from './copy-weights';
import { appendPoint, restartedCurve, roundedPoint } from './learning-curve';
import { plateauCourse } from './learning-rate';
import { plannedSteps } from './time-plan';
import { Trainer } from './trainer';
import type { TrainingSettings } from './training-settings';
import {
  simulateValidation,
  validationFigures,
  type ValidationFigures,
  type ValidationSamples,
  type ValidationSet,
} from './validation';
import { validationSize } from './validation-size';

export interface TrainingProgress {
  samplesSeen: number;
  samples: number;
  loss: number;
  samplesPerSecond: number;
  secondsLeft: number;
}

export interface TrainingOptions {
  tf: Tensorflow;
  spec: ArchitectureSpec;
  settings: TrainingSettings;
  source: SampleSource;
  /** Folder of this run; a checkpoint in it is continued. */
  runFolder: string;
  /** Model whose weights a fresh run starts from. */
  startFrom?: StartingPoint;
  /** Spectra that a fresh run is validated on; a continued one keeps its own numbers. */
  validationCounts: Record<ValidationSet, number>;
  /** Samples between validations, and between checkpoints. */
  validateEvery: number;
  checkpointEvery: number;
  /**
   * When the run must be over, on the clock of `performance.now()` (ms). The steps are then
   * planned from the rate of those taken, and the last validation is part of the time.
   */
  endsAt?: number;
  onProgress?(progress: TrainingProgress): void;
  /** Awaited after every step, where the run may be held. */
  betweenSteps?(samplesSeen: number): Promise<void> | void;
  /** May keep the run waiting, to draw the curve so far. */
  onValidation?(
    samplesSeen: number,
    figures: ValidationFigures,
    curve: readonly LearningPoint[],
  ): Promise<void> | void;
  /** Stops after the current step, with a checkpoint written. */
  signal?: AbortSignal;
}

/** A trained network to go on from. */
export interface StartingPoint {
  network: QualityNetwork;
  /** Layout of its logits. */
  outputs: ModelCard['outputs'];
  /** Spectra it has seen. */
  samplesSeen: number;
}

export interface TrainingOutcome {
  trainer: Trainer;
  finished: boolean;
  samplesSeen: number;
  /** Spectra that the weights this run started from had seen. */
  startedFromSamples: number;
  curve: LearningPoint[];
  validation: ValidationSamples;
}

const CHECKPOINT_FILE = 'checkpoint.bin';
/** Where a run that follows its validation loss stood best. */
const BEST_FILE = 'best.bin';
/** Steps between progress reports, or milliseconds where steps are slow. */
const REPORT_EVERY = 20;
const REPORT_EVERY_MS = 2000;
/** Share of a limited time that is kept for the last validation until one was timed. */
const VALIDATION_SHARE = 0.03;

/** Keeps a run within its time; does nothing for one without a limit. */
class TimeLimit {
  private readonly started = performance.now();
  private readonly firstStep: number;
  private reserveMs: number;

  constructor(
    private readonly trainer: Trainer,
    private readonly endsAt: number | undefined,
  ) {
    this.firstStep = trainer.step;
    this.reserveMs = VALIDATION_SHARE * ((endsAt ?? this.started) - this.started);
  }

  /** Plans the steps anew from the rate so far. */
  plan(): void {
    const { trainer, endsAt, started, firstStep, reserveMs } = this;
    if (endsAt === undefined) return;
    const now = performance.now();
    const planned = plannedSteps({
      step: trainer.step,
      stepsTimed: trainer.step - firstStep,
      secondsTimed: (now - started) / 1000,
      secondsLeft: (endsAt - reserveMs - now) / 1000,
    });
    // Even the shortest run takes a step: it leaves a model that has seen something.
    trainer.planSteps(Math.max(1, planned));
  }

  /** Remembers how long a validation takes, as the last one needs its time too. */
  validated(tookMs: number): void {
    this.reserveMs = Math.max(this.reserveMs, tookMs);
  }
}

/** Trains (or continues) a network on simulated spectra; simulation and training overlap. */
export async function trainNetwork(options: TrainingOptions): Promise<TrainingOutcome> {
  const { tf, spec, settings, source, runFolder, signal } = options;
  mkdirSync(runFolder, { recursive: true });
  const checkpointFile = join(runFolder, CHECKPOINT_FILE);
  const network = buildNetwork(tf, spec, settings.seed);
  if (options.startFrom) copyMatchingWeights(tf, options.startFrom, network);
  const trainer = new Trainer(tf, spec, network, settings);
  const startedFromSamples = options.startFrom?.samplesSeen ?? 0;
  trainer.resume(checkpointFile);
  const { batchSize } = settings;
  const curve = restartedCurve(runFolder, trainer.step * batchSize);
  const counts = validationSize(runFolder, options.validationCounts, trainer.step === 0);
  const validation = await simulateValidation(source, counts, {
    inputSize: spec.inputSize,
    withoutScales: settings.withoutScales,
  });
  const batches = trainer.batches(source);

  const limit = new TimeLimit(trainer, options.endsAt);
  let isOver = false;
  const followPlateau = () => {
    if (settings.schedule !== 'plateau') return;
    const course = plateauCourse(curve.map(({ validationLoss }) => validationLoss ?? Infinity));
    trainer.plateauFactor = course.factor;
    isOver = course.isOver;
    if (course.isBest && curve.at(-1)?.samples === trainer.step * batchSize) {
      trainer.save(join(runFolder, BEST_FILE));
    }
  };
  followPlateau();
  const validate = async (loss: number) => {
    const began = performance.now();
    const samples = trainer.step * batchSize;
    const figures = await trainer.withAveragedWeights(() =>
      Promise.resolve(validationFigures(tf, trainer.network, validation, settings.heads)),
    );
    const point = roundedPoint({
      samples,
      loss,
      publishedError: figures.published.medianError,
      alignmentError: figures.alignment.medianError,
      laddersOrdered: figures.laddersOrdered,
      negativesMaxScore: figures.negativesMaxScore,
      validationLoss: figures.loss,
    });
    curve.push(point);
    appendPoint(runFolder, point);
    await options.onValidation?.(samples, figures, curve);
    followPlateau();
    limit.validated(performance.now() - began);
  };
  const every = (samples: number) => Math.max(1, Math.round(samples / batchSize));
  const started = performance.now();
  const firstStep = trainer.step;
  const losses: number[] = [];
  let reportedAt = started;
  limit.plan();
  while (trainer.step < trainer.stepCount && !isOver && !signal?.aborted) {
    const loss = trainer.train(await batches.next());
    if (!Number.isFinite(loss)) {
      throw new SweetSpotError('internal', `The training loss became ${loss}.`, {
        hint: 'Lower the learning rate and start a new run.',
      });
    }
    losses.push(loss);
    // Native steps block this thread; worker messages and signals need their turn.
    await nextTurn();
    await options.betweenSteps?.(trainer.step * batchSize);
    limit.plan();
    const { step, stepCount } = trainer;
    if (step % REPORT_EVERY === 0 || performance.now() - reportedAt > REPORT_EVERY_MS) {
      reportedAt = performance.now();
      const recent = losses.slice(-REPORT_EVERY);
      const seconds = (performance.now() - started) / 1000;
      const samplesPerSecond = ((step - firstStep) * batchSize) / seconds;
      options.onProgress?.({
        samplesSeen: step * batchSize,
        samples: stepCount * batchSize,
        loss: recent.reduce((sum, value) => sum + value, 0) / recent.length,
        samplesPerSecond,
        secondsLeft: ((stepCount - step) * batchSize) / samplesPerSecond,
      });
    }
    if (step % every(options.validateEvery) === 0 || step === stepCount) {
      await validate(losses.reduce((sum, value) => sum + value, 0) / losses.length);
      losses.length = 0;
    }
    if (step % every(options.checkpointEvery) === 0) trainer.save(checkpointFile);
    // A validation takes time too, of which fewer steps are left.
    limit.plan();
  }
  trainer.save(checkpointFile);
  const samplesSeen = trainer.step * batchSize;
  const finished = isOver || trainer.step >= trainer.stepCount;
  if (finished && settings.schedule === 'plateau') trainer.resume(join(runFolder, BEST_FILE));
  return {
    trainer,
    finished,
    samplesSeen,
    startedFromSamples,
    curve,
    validation,
  };
}
