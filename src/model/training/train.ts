import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SweetSpotError } from '#shared/errors';
import { buildNetwork, type QualityNetwork } from '../architecture';
import type { ArchitectureSpec } from '../architecture-spec';
import type { LearningPoint } from '../model-card';
import type { Tensorflow } from '../tensorflow';
import type { SampleSource } from './sample-batch';
import { copyMatchingWeights } from './copy-weights';
import { plannedSteps } from './time-plan';
import { Trainer, type TrainingSettings } from './trainer';
import {
  simulateValidation,
  validationFigures,
  type ValidationFigures,
  type ValidationSet,
} from './validation';

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
  onValidation?(samplesSeen: number, figures: ValidationFigures): void;
  /** Stops after the current step, with a checkpoint written. */
  signal?: AbortSignal;
}

/** A trained network to go on from. */
export interface StartingPoint {
  network: QualityNetwork;
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
}

const CHECKPOINT_FILE = 'checkpoint.bin';
const CURVE_FILE = 'learning-curve.csv';
const CURVE_COLUMNS = [
  'samples',
  'loss',
  'publishedError',
  'alignmentError',
  'laddersOrdered',
  'negativesMaxScore',
] as const satisfies (keyof LearningPoint)[];
/** Steps between progress reports. */
const REPORT_EVERY = 20;
/** Share of a limited time that is kept for the last validation until one was timed. */
const VALIDATION_SHARE = 0.03;

function curveLine(point: LearningPoint): string {
  return `${CURVE_COLUMNS.map((column) => Number(point[column].toPrecision(5))).join(',')}\n`;
}

/** The learning curve of a run folder, up to and including `samplesSeen`. */
export function readLearningCurve(runFolder: string, samplesSeen = Infinity): LearningPoint[] {
  const file = join(runFolder, CURVE_FILE);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n').slice(1);
  return lines
    .map((line) => {
      const values = line.split(',').map(Number);
      return Object.fromEntries(
        CURVE_COLUMNS.map((column, i) => [column, values[i]]),
      ) as unknown as LearningPoint;
    })
    .filter(({ samples }) => samples <= samplesSeen);
}

/** Lines after the checkpoint belong to steps that will be taken again. */
function restartedCurve(runFolder: string, samplesSeen: number): LearningPoint[] {
  const curve = samplesSeen > 0 ? readLearningCurve(runFolder, samplesSeen) : [];
  const text = `${CURVE_COLUMNS.join(',')}\n${curve.map(curveLine).join('')}`;
  writeFileSync(join(runFolder, CURVE_FILE), text);
  return curve;
}

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
  if (options.startFrom) copyMatchingWeights(options.startFrom.network, network);
  const trainer = new Trainer(tf, spec, network, settings);
  const startedFromSamples = options.startFrom?.samplesSeen ?? 0;
  trainer.resume(checkpointFile);
  const { batchSize } = settings;
  const curve = restartedCurve(runFolder, trainer.step * batchSize);
  const validation = await simulateValidation(source, options.validationCounts, spec.inputSize);
  const batches = trainer.batches(source);

  const limit = new TimeLimit(trainer, options.endsAt);
  const validate = async (loss: number) => {
    const began = performance.now();
    const samples = trainer.step * batchSize;
    const figures = await trainer.withAveragedWeights(() =>
      Promise.resolve(validationFigures(tf, trainer.network, validation)),
    );
    const point: LearningPoint = {
      samples,
      loss,
      publishedError: figures.published.medianError,
      alignmentError: figures.alignment.medianError,
      laddersOrdered: figures.laddersOrdered,
      negativesMaxScore: figures.negativesMaxScore,
    };
    curve.push(point);
    appendFileSync(join(runFolder, CURVE_FILE), curveLine(point));
    options.onValidation?.(samples, figures);
    limit.validated(performance.now() - began);
  };
  const every = (samples: number) => Math.max(1, Math.round(samples / batchSize));
  const started = performance.now();
  const firstStep = trainer.step;
  const losses: number[] = [];
  limit.plan();
  while (trainer.step < trainer.stepCount && !signal?.aborted) {
    const loss = trainer.train(await batches.next());
    if (!Number.isFinite(loss)) {
      throw new SweetSpotError('internal', `The training loss became ${loss}.`, {
        hint: 'Lower the learning rate and start a new run.',
      });
    }
    losses.push(loss);
    // Native steps block this thread; worker messages and signals need their turn.
    await nextTurn();
    limit.plan();
    const { step, stepCount } = trainer;
    if (step % REPORT_EVERY === 0) {
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
  return {
    trainer,
    finished: trainer.step >= trainer.stepCount,
    samplesSeen: trainer.step * batchSize,
    startedFromSamples,
    curve,
  };
}
