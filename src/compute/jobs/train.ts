import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SweetSpotError } from '#shared/errors';
import type { TrainingRequest } from '#shared/features/training';
import type { JobCurve } from '#shared/jobs';
import { COMPACT, type ArchitectureSpec } from '#model/architecture-spec';
import { readModelCard, type LearningPoint } from '#model/model-card';
import { loadNetwork } from '#model/model-files';
import { networkDirectory, networkFolderName, SHIPPED_NETWORK } from '#model/network-folders';
import { loadNativeTensorflow, loadPlainTensorflow, type Tensorflow } from '#model/tensorflow';
import { exportRun } from '#lab/training/export-run';
import { createSampleSource } from '#lab/training/sample-source';
import { trainNetwork, type StartingPoint } from '#lab/training/train';
import { DEFAULT_TRAINING, type TrainingSettings } from '#lab/training/training-settings';
import type { ValidationSet } from '#lab/training/validation';
import type { JobKind } from '../job-kind';

/** Spectra of a step: native TensorFlow takes them at once, plain JavaScript one by one. */
const BATCH = { native: DEFAULT_TRAINING.batchSize, plain: 4 };
/** Spectra that a run is validated on; in plain JavaScript each takes a good part of a second. */
const VALIDATION: Record<'native' | 'plain', Record<ValidationSet, number>> = {
  native: { published: 200, alignment: 200, ladders: 450, negatives: 60 },
  plain: { published: 8, alignment: 8, ladders: 5, negatives: 6 },
};
/** Points of the learning curve of a whole run. */
const VALIDATIONS = 10;

/** Trains a network on simulated spectra, from scratch or from another, and keeps it beside the others. */
export const trainJob: JobKind<TrainingRequest> = {
  alone: true,
  describe: ({ name, samples }) => {
    assertFreeName(name);
    return {
      kind: 'train',
      label: `Training ${name}`,
      total: samples,
      unit: 'spectra',
      cancellable: true,
      pausable: true,
    };
  },
  async work(request, job, { configuration, threads }) {
    const { name, samples, learningRate, seed, from } = request;
    const id = networkFolderName(name);
    const runFolder = join(configuration.dataDirectory, 'training', id);
    const { tf, kind } = await tensorflow();
    const start =
      from === null ? null : await startingPoint(tf, networkDirectory(configuration, from));
    const spec = start?.spec ?? COMPACT;
    const settings: TrainingSettings = {
      ...DEFAULT_TRAINING,
      samples,
      batchSize: BATCH[kind],
      peakLearningRate: learningRate,
      seed,
    };
    // One thread computes the steps; what is left simulates.
    const source = createSampleSource(threads - 1);
    try {
      const outcome = await trainNetwork({
        tf,
        spec,
        settings,
        source,
        runFolder,
        startFrom: start?.point,
        validationCounts: VALIDATION[kind],
        validateEvery: samples / VALIDATIONS,
        checkpointEvery: samples / VALIDATIONS,
        signal: job.signal,
        // A job that was ended is left by its signal, once its checkpoint is written.
        betweenSteps: (samplesSeen) => {
          job.progress(Math.min(samplesSeen, samples));
          return job.turn().catch(() => undefined);
        },
        onValidation: (_seen, _figures, curve) => job.showCurve(learningCurve(curve)),
      });
      if (!outcome.finished) {
        const seen = `${outcome.samplesSeen} of ${samples} spectra`;
        job.cancel(`Stopped after ${seen}; a training of the same name and settings goes on.`);
        return '';
      }
      const { modelDirectory } = await exportRun(tf, outcome, {
        spec,
        runFolder,
        minutes: null,
        name,
      });
      await install(modelDirectory, networkDirectory(configuration, id));
      await rm(runFolder, { recursive: true, force: true });
    } finally {
      await source.dispose();
    }
    return `${name} is ready: choose it under Networks.`;
  },
};

/** @throws SweetSpotError `invalid-request` for a name that leaves no folder of its own. */
function assertFreeName(name: string): void {
  const folder = networkFolderName(name);
  if (folder !== '' && folder !== SHIPPED_NETWORK) return;
  throw new SweetSpotError('invalid-request', `A network cannot be called ${name}.`, {
    hint: 'Give it a name with letters or digits.',
  });
}

async function tensorflow(): Promise<{ tf: Tensorflow; kind: 'native' | 'plain' }> {
  const native = loadNativeTensorflow();
  if (native.available) return { tf: native.tf, kind: 'native' };
  return { tf: await loadPlainTensorflow(), kind: 'plain' };
}

async function startingPoint(
  tf: Tensorflow,
  directory: string,
): Promise<{ spec: ArchitectureSpec; point: StartingPoint }> {
  const card = await readModelCard(directory);
  const network = await loadNetwork(tf, directory, card);
  return {
    spec: card.architecture,
    point: { network, outputs: card.outputs, samplesSeen: card.training.samplesSeen },
  };
}

/** Moves a finished network to where networks are kept, in place of one of the same name. */
async function install(from: string, to: string): Promise<void> {
  try {
    await mkdir(dirname(to), { recursive: true });
    await rm(to, { recursive: true, force: true });
    await rename(from, to);
  } catch (cause) {
    throw new SweetSpotError('write-failed', `${to} cannot be written.`, { cause });
  }
}

function learningCurve(curve: readonly LearningPoint[]): JobCurve {
  return {
    x: 'spectra',
    names: ['loss', 'error of the score'],
    rows: curve.map(({ samples, loss, alignmentError }) => [samples, loss, alignmentError]),
  };
}
