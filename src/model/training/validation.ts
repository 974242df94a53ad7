import type { Tensor } from '@tensorflow/tfjs';
import type { ProfileName } from '#core/quality/profiles';
import type { ComponentProbabilities } from '#core/quality/types';
import type { QualityNetwork } from '../architecture';
import { decodeLogits } from '../decode-logits';
import { ladderPairs } from '../evaluation/ladder-set';
import { pairShare } from '../evaluation/statistics';
import { OUTPUT_SIZE } from '../output-layout';
import { SCALAR_NAMES } from '../preprocess';
import { scoreFigures, type ScoreFigures } from '../score-figures';
import type { Tensorflow } from '../tensorflow';
import type { SampleBatch, SampleSet, SampleSource } from './sample-batch';
import { simulateSet } from './simulate-set';

const PREDICTION_BATCH = 64;
const VALIDATION_SETS = [
  'published',
  'alignment',
  'ladders',
  'negatives',
] as const satisfies SampleSet[];
export type ValidationSet = (typeof VALIDATION_SETS)[number];
export type ValidationSamples = Record<ValidationSet, SampleBatch>;

/** What a validation tells of a network. */
export interface ValidationFigures {
  published: ScoreFigures;
  alignment: ScoreFigures;
  /** Highest expected score of any negative under either profile. */
  negativesMaxScore: number;
  /** Share of ladder pairs with differing truths that are in the right order. */
  laddersOrdered: number;
}

/** Logits of prepared samples (count rows) from a network in TensorFlow.js, in inference mode. */
export function sampleLogits(
  tf: Tensorflow,
  { trunk, head }: QualityNetwork,
  { count, images, scalars }: SampleBatch,
): Float32Array[] {
  const pixels = images.length / count;
  const size = Math.sqrt(pixels);
  const found: Float32Array[] = [];
  for (let start = 0; start < count; start += PREDICTION_BATCH) {
    const rows = Math.min(PREDICTION_BATCH, count - start);
    const part = (of: Float32Array, width: number) =>
      of.subarray(start * width, (start + rows) * width);
    const logits = tf.tidy(() => {
      const image = tf.tensor4d(part(images, pixels), [rows, size, size, 1]);
      const numbers = tf.tensor2d(part(scalars, SCALAR_NAMES.length), [rows, SCALAR_NAMES.length]);
      const output = head.predict([trunk.predict(image) as Tensor, numbers]) as Tensor;
      return output.dataSync<'float32'>();
    });
    for (let row = 0; row < rows; row++) {
      found.push(logits.slice(row * OUTPUT_SIZE, (row + 1) * OUTPUT_SIZE));
    }
  }
  return found;
}

/** Simulates the validation sets once; they stay in memory for the run. */
export async function simulateValidation(
  source: SampleSource,
  counts: Record<ValidationSet, number>,
  inputSize: number,
): Promise<ValidationSamples> {
  const [published, alignment, ladders, negatives] = await Promise.all(
    VALIDATION_SETS.map((set) =>
      simulateSet(source, { set, purpose: 'validation', seed: 0, count: counts[set], inputSize }),
    ),
  );
  return { published, alignment, ladders, negatives };
}

/** Figures of a network on every validation set. */
export function validationFigures(
  tf: Tensorflow,
  network: QualityNetwork,
  samples: ValidationSamples,
): ValidationFigures {
  const predicted = (set: ValidationSet, ...profiles: ProfileName[]) => {
    const logits = sampleLogits(tf, network, samples[set]);
    return profiles.map((profile) => logits.map((row) => decodeLogits(row, profile)));
  };
  const figures = (
    set: ValidationSet,
    predictions: ComponentProbabilities[],
    profile: ProfileName,
  ) => scoreFigures(predictions, samples[set].targets, profile);
  const [published] = predicted('published', 'published');
  const [alignment] = predicted('alignment', 'alignment');
  const [ladders] = predicted('ladders', 'alignment');
  const negatives = predicted('negatives', 'published', 'alignment');
  const pairs = ladderPairs(ladders, samples.ladders.targets);
  return {
    published: figures('published', published, 'published'),
    alignment: figures('alignment', alignment, 'alignment'),
    negativesMaxScore: Math.max(
      figures('negatives', negatives[0], 'published').maxScore,
      figures('negatives', negatives[1], 'alignment').maxScore,
    ),
    laddersOrdered: pairShare(pairs.map(({ byTruth }) => byTruth)) ?? 0,
  };
}
