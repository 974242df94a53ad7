import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissingFile, SweetSpotError } from '#shared/errors';
import { recordFigures } from './artifact';
import { evaluateModel, type Evaluation, type EvaluationOptions } from './evaluation/evaluate';
import { figureLine } from './evaluation/figure-row';
import { ladderSpectra } from './evaluation/ladder-set';
import type { MeasuredFrames } from './evaluation/measured/measured-frames';
import type { RealBands } from './evaluation/real-ladder-set';
import {
  ablationSchema,
  readModelCard,
  type Ablation,
  type LearningPoint,
  type ModelCard,
} from '#model/model-card';
import { projectRoot } from '#model/project-root';
import { loadNetwork } from '#model/model-files';
import { loadNativeTensorflow, loadPlainTensorflow, type Tensorflow } from '#model/tensorflow';
import { exportRun } from './training/export-run';
import { createSampleSource } from './training/sample-source';
import { trainNetwork, type StartingPoint, type TrainingProgress } from './training/train';
import {
  chosenArchitecture,
  chosenSettings,
  type TrainingChoices,
} from './training/training-choices';

/** Spectra of the validation sets; the standard error of the published figure is about 0.015. */
const VALIDATION_COUNTS = { published: 800, alignment: 800, ladders: 1800, negatives: 240 };
/** Spectra of one ladder base: every degradation with all of its steps. */
const LADDER_BASE_SPECTRA = ladderSpectra(1);
/** Runs shorter than this validate on less, or simulating that would eat up their time. */
const FULL_VALIDATION_MINUTES = 20;
/** Samples between validations; the paper's epoch where the learning rate follows them. */
const SAMPLES_BETWEEN_VALIDATIONS = { cosine: 12_800, plateau: 50_000 };
const SAMPLES_BETWEEN_CHECKPOINTS = 6_400;
const CURVE_PICTURE = 'learning-curve.png';

export interface TrainCommandOptions extends TrainingChoices {
  /** Name of the run: its folder below `training-runs/`. Continued if it holds a checkpoint. */
  run: string;
  /** Threads that simulate. */
  workers?: number;
  /** Model folder whose weights a new run starts from. */
  startFrom?: string;
  /** Samples between validations. */
  validateEvery?: number;
  /** Leaves out the evaluation at the end of a run over a number of spectra. */
  skipEvaluation?: boolean;
  /** Draws the learning curve as a PNG. */
  drawCurve?(curve: readonly LearningPoint[]): Promise<Uint8Array>;
  /** Measured spectra for the evaluation; see `EvaluationOptions`. */
  realBands?: RealBands;
  measured?: MeasuredFrames;
  /** Lines for the user: progress, validation figures, where the model lies. */
  report(line: string): void;
  signal?: AbortSignal;
}

function validationCounts(minutes: number | undefined): typeof VALIDATION_COUNTS {
  const share = Math.min(1, (minutes ?? Infinity) / FULL_VALIDATION_MINUTES);
  const { published, alignment, ladders, negatives } = VALIDATION_COUNTS;
  const part = (count: number) => Math.max(12, Math.round(share * count));
  const bases = Math.max(1, Math.round((share * ladders) / LADDER_BASE_SPECTRA));
  return {
    published: part(published),
    alignment: part(alignment),
    ladders: bases * LADDER_BASE_SPECTRA,
    negatives: part(negatives),
  };
}

function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function progressLine(progress: TrainingProgress): string {
  const { samplesSeen, samples, loss, samplesPerSecond, secondsLeft } = progress;
  return (
    `${samplesSeen} of ${samples} spectra, loss ${loss.toFixed(3)}, ` +
    `${samplesPerSecond.toFixed(samplesPerSecond < 10 ? 1 : 0)}/s, ${duration(secondsLeft)} left`
  );
}

/** Spectra of a step in plain JavaScript, where each takes seconds. */
const PLAIN_BATCH = 4;

/**
 * Trains a network (or continues a run) and writes it as a model folder inside the run's folder;
 * after a run over a number of spectra the model is evaluated as well. Returns the model folder,
 * or null when stopped before the end.
 */
export async function trainModel(options: TrainCommandOptions): Promise<string | null> {
  const { report, signal, minutes } = options;
  const endsAt = minutes === undefined ? undefined : performance.now() + 60_000 * minutes;
  const { tf, device, isNative } = await trainingTensorflow(report);
  const spec = chosenArchitecture(options);
  const settings = chosenSettings(
    isNative ? options : { ...options, batchSize: options.batchSize ?? PLAIN_BATCH },
  );
  const { schedule = 'cosine' } = settings;
  const runFolder = join(projectRoot(), 'training-runs', options.run);
  const source = createSampleSource(options.workers ?? 2);
  report(`Training on ${device}, ${source.label}, in ${runFolder}`);
  try {
    const outcome = await trainNetwork({
      tf,
      spec,
      settings,
      source,
      runFolder,
      startFrom: options.startFrom ? await startingPoint(tf, options.startFrom) : undefined,
      validationCounts: validationCounts(isNative ? minutes : 0),
      endsAt,
      validateEvery: options.validateEvery ?? SAMPLES_BETWEEN_VALIDATIONS[schedule],
      checkpointEvery: SAMPLES_BETWEEN_CHECKPOINTS,
      onProgress: (progress) => report(progressLine(progress)),
      onValidation: async (samples, figures, curve) => {
        report(
          `Validation after ${samples}: published MAE ${figures.published.medianError.toFixed(3)} ` +
            `(median alone ${figures.published.baselineError.toFixed(2)}), ` +
            `alignment ${figures.alignment.medianError.toFixed(3)} ` +
            `(${figures.alignment.baselineError.toFixed(2)}), ` +
            `ladders ${(100 * figures.laddersOrdered).toFixed(1)} %, ` +
            `highest negative ${figures.negativesMaxScore.toFixed(2)}`,
        );
        if (options.drawCurve) {
          await writeFile(join(runFolder, CURVE_PICTURE), await options.drawCurve(curve));
        }
      },
      signal,
    });
    if (!outcome.finished) {
      report(`Stopped after ${outcome.samplesSeen} spectra; the same command continues.`);
      return null;
    }
    const { modelDirectory, card } = await exportRun(tf, outcome, {
      spec,
      runFolder,
      minutes: minutes ?? null,
    });
    const isJudged = minutes === undefined && !options.skipEvaluation;
    if (isJudged) await evaluateAndRecord(modelDirectory, card, options);
    report(`The model, ${card.training.samplesSeen} spectra seen, is in ${modelDirectory}`);
    return modelDirectory;
  } finally {
    await source.dispose();
  }
}

/** Native TensorFlow, or where there is none TensorFlow.js by itself, which only shows the way. */
async function trainingTensorflow(report: (line: string) => void) {
  const native = loadNativeTensorflow();
  if (native.available) return { ...native, isNative: true };
  report(
    `${native.reason} Without it training runs in plain JavaScript, more than a hundred times slower: ` +
      'enough to see how it works, not for a model to measure with.',
  );
  return { tf: await loadPlainTensorflow(), device: 'CPU in plain JavaScript', isNative: false };
}

async function startingPoint(tf: Tensorflow, directory: string): Promise<StartingPoint> {
  const card = await readModelCard(directory);
  return {
    network: await loadNetwork(tf, directory, card),
    outputs: card.outputs,
    samplesSeen: card.training.samplesSeen,
  };
}

async function evaluateAndRecord(
  modelDirectory: string,
  card: ModelCard,
  { report, workers, signal, realBands, measured }: TrainCommandOptions,
): Promise<void> {
  report('Evaluating …');
  const { rows } = await evaluateModel({ modelDirectory, workers, signal, realBands, measured });
  await recordFigures(modelDirectory, card, { evaluation: rows });
  for (const row of rows) report(figureLine(row));
}

/** Evaluates a model and prints a line per figure; returns the figures for `--json`. */
export async function evaluateCommand(
  options: EvaluationOptions & {
    report(line: string): void;
    /** Puts the figures into the model's card. */
    record?: boolean;
  },
): Promise<Evaluation> {
  const { modelDirectory, record } = options;
  const evaluation = await evaluateModel(options);
  if (record === true) {
    await recordFigures(modelDirectory, await readModelCard(modelDirectory), {
      evaluation: evaluation.rows,
    });
  }
  const { name, version, hash, engine } = evaluation.model;
  options.report(`${name} ${version} (${hash.slice(0, 12)}), ${engine}`);
  for (const row of evaluation.rows) options.report(figureLine(row));
  return evaluation;
}

/** Puts the runs that `npm run ablations` wrote into a model's card. Errors: not-found, invalid-format. */
export async function recordAblation(modelDirectory: string, file: string): Promise<void> {
  const card = await readModelCard(modelDirectory);
  let ablation: Ablation;
  try {
    ablation = ablationSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    const hint = '"npm run ablations" writes one.';
    throw isMissingFile(cause)
      ? new SweetSpotError('not-found', `${file}: expected ablation runs, found no file.`, { hint })
      : new SweetSpotError('invalid-format', `${file} is not a list of ablation runs.`, {
          hint,
          cause,
        });
  }
  await recordFigures(modelDirectory, card, { ablation });
}

/** The lines that describe a model folder, with its card for `--json`. */
export async function describeModel(
  modelDirectory: string,
): Promise<{ card: ModelCard; lines: string[] }> {
  const card = await readModelCard(modelDirectory);
  const { architecture, training } = card;
  return {
    card,
    lines: [
      `${card.name} ${card.version} (${card.hash.slice(0, 12)}), written ${card.created}`,
      `${architecture.name}, ${architecture.inputSize} × ${architecture.inputSize}, ` +
        `${card.parameterCount} parameters, ${training.samplesSeen} spectra seen`,
      ...card.evaluation.map(figureLine),
    ],
  };
}
