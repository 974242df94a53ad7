import type { Tensor } from '@tensorflow/tfjs';
import { LABEL_PROFILES, type ProfileName } from '#core/quality/profiles';
import { summariseScore } from '#core/quality/score-distribution';
import type { QualityNetwork } from '#model/model-files';
import { decodeLogits } from '#model/decode-logits';
import { ladderPairs } from '../evaluation/ladder-set';
import { pairShare } from '../evaluation/statistics';
import { OUTPUT_SIZE, PROFILE_GROUPS, PROFILE_NAMES } from '#model/output-layout';
import { SCALAR_NAMES } from '#model/preprocess';
import { scoreErrors, type ScoreErrors, type ScoreEstimate } from '../evaluation/score-figures';
import type { Tensorflow } from '#model/tensorflow';
import type { TrainingProcedure } from '#model/training-procedure';
import { batchLoss } from './loss';
import type { SampleBatch, SampleRequest, SampleSet, SampleSource } from './sample-batch';
import { trueScoreOf } from './sample-target';
import { joinedArrays, simulateSet } from './simulate-set';

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
  published: ScoreErrors;
  alignment: ScoreErrors;
  /** Mean loss of the published and of the alignment set. */
  loss: number;
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
      return head.predict([trunk.predict(image) as Tensor, numbers]) as Tensor;
    });
    const values = logits.dataSync<'float32'>();
    logits.dispose();
    for (let row = 0; row < rows; row++) {
      found.push(values.slice(row * OUTPUT_SIZE, (row + 1) * OUTPUT_SIZE));
    }
  }
  return found;
}

/** Simulates the validation sets once; they stay in memory for the run. */
export async function simulateValidation(
  source: SampleSource,
  counts: Record<ValidationSet, number>,
  form: Pick<SampleRequest, 'inputSize' | 'withoutScales'>,
): Promise<ValidationSamples> {
  const [published, alignment, ladders, negatives] = await Promise.all(
    VALIDATION_SETS.map((set) =>
      simulateSet(source, { set, purpose: 'validation', seed: 0, count: counts[set], ...form }),
    ),
  );
  return { published, alignment, ladders, negatives };
}

/** Scores that a network predicts under a profile, by its components or by its total alone. */
function estimates(
  logits: readonly Float32Array[],
  profile: ProfileName,
  heads: TrainingProcedure['heads'],
): ScoreEstimate[] {
  if (heads === 'total') {
    const { start } = PROFILE_GROUPS[profile].total;
    return logits.map((row) => {
      const score = Math.min(10, Math.max(0, 10 * row[start]));
      return { median: score, expectation: score };
    });
  }
  const { weights } = LABEL_PROFILES[profile];
  return logits.map((row) => summariseScore(decodeLogits(row, profile), weights));
}

/** Mean loss of a set's spectra, as in training. */
function meanLoss(
  tf: Tensorflow,
  logits: readonly Float32Array[],
  { count, targets }: SampleBatch,
  heads: TrainingProcedure['heads'],
): number {
  return tf.tidy(() => {
    const shape: [number, number] = [count, OUTPUT_SIZE];
    const predicted = tf.tensor2d(joinedArrays(logits), shape);
    return batchLoss(tf, predicted, tf.tensor2d(targets, shape), heads).dataSync()[0];
  });
}

/** Figures of a network on every validation set. */
export function validationFigures(
  tf: Tensorflow,
  network: QualityNetwork,
  samples: ValidationSamples,
  heads?: TrainingProcedure['heads'],
): ValidationFigures {
  const logitsOf = (set: ValidationSet) => sampleLogits(tf, network, samples[set]);
  const judged = (profile: ProfileName) => {
    const logits = logitsOf(profile);
    const { count, targets } = samples[profile];
    const scores = Array.from({ length: count }, (_, i) => trueScoreOf(targets, i, profile));
    return {
      errors: scoreErrors(estimates(logits, profile, heads), scores),
      loss: meanLoss(tf, logits, samples[profile], heads),
    };
  };
  const published = judged('published');
  const alignment = judged('alignment');
  const negatives = logitsOf('negatives');
  const negativeScores = PROFILE_NAMES.flatMap((profile) =>
    estimates(negatives, profile, heads).map(({ expectation }) => expectation),
  );
  const ladderScores = estimates(logitsOf('ladders'), 'alignment', heads);
  const pairs = ladderPairs(
    ladderScores.map(({ expectation }) => expectation),
    samples.ladders.targets,
  );
  return {
    published: published.errors,
    alignment: alignment.errors,
    loss: (published.loss + alignment.loss) / 2,
    negativesMaxScore: Math.max(...negativeScores),
    laddersOrdered: pairShare(pairs.map(({ byTruth }) => byTruth)) ?? 0,
  };
}
