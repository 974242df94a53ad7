import { SweetSpotError } from '#shared/errors';
import { writeArtifact } from './artifact';
import { readModelCard, type ModelCard } from '#model/model-card';
import { loadNetwork } from '#model/model-files';
import { NAMED_OUTPUT_GROUPS } from '#model/output-layout';
import type { Tensorflow } from '#model/tensorflow';
import { calibrateNetwork } from './training/calibrate';
import type { SampleSource } from './training/sample-batch';
import { simulateSet } from './training/simulate-set';

export interface CalibrationOptions {
  tf: Tensorflow;
  modelDirectory: string;
  source: SampleSource;
  /** Validation spectra of each label profile. */
  spectra: number;
  onProgress?(done: number): void;
  signal?: AbortSignal;
}

function hasTodaysLength({ outputs }: ModelCard, name: string): boolean {
  return name in outputs && outputs[name].length === NAMED_OUTPUT_GROUPS[name].length;
}

/**
 * Calibrates a model folder in place, as `train` does at its end, for models from before that or
 * for a changed simulator. Temperatures add up with those in the weights already; figures of an
 * earlier evaluation no longer hold and are dropped. Errors: those of `readModelCard`, unsupported.
 */
export async function calibrateModel(options: CalibrationOptions): Promise<ModelCard> {
  const { tf, modelDirectory, source, spectra, onProgress, signal } = options;
  const card = await readModelCard(modelDirectory);
  const { training, architecture } = card;
  if (training.procedure?.heads === 'total') {
    throw new SweetSpotError(
      'unsupported',
      `The model in ${modelDirectory} was trained on the total score alone.`,
      { hint: 'Only a model with trained component heads has probabilities to calibrate.' },
    );
  }
  if (Object.keys(NAMED_OUTPUT_GROUPS).some((name) => !hasTodaysLength(card, name))) {
    throw new SweetSpotError(
      'unsupported',
      `The model in ${modelDirectory} has the outputs of an earlier version.`,
      { hint: 'Train on from it with "train --start-from"; that ends with a calibration.' },
    );
  }
  const simulated = (set: 'published' | 'alignment', before: number) =>
    simulateSet(
      source,
      {
        set,
        purpose: 'validation',
        seed: 0,
        count: spectra,
        inputSize: architecture.inputSize,
        withoutScales: training.procedure?.withoutScales,
      },
      { onProgress: (done) => onProgress?.(before + done), signal },
    );
  const published = await simulated('published', 0);
  const alignment = await simulated('alignment', spectra);
  const network = await loadNetwork(tf, modelDirectory, card);
  const found = calibrateNetwork(tf, network, { published, alignment });
  const combined = Object.entries(found).map(([name, temperature]) => [
    name,
    temperature * (card.temperatures[name] ?? 1),
  ]);
  return writeArtifact(tf, network, modelDirectory, {
    ...card,
    temperatures: { ...card.temperatures, ...Object.fromEntries(combined) },
  });
}
