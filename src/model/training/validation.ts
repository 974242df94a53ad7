import type { Tensor } from '@tensorflow/tfjs';
import type { ComponentProbabilities } from '#core/quality/types';
import type { QualityNetwork } from '../architecture';
import { decodeLogits } from '../decode-logits';
import { OUTPUT_SIZE } from '../output-layout';
import { SCALAR_NAMES } from '../preprocess';
import { scoreFigures, type ScoreFigures } from '../score-figures';
import type { Tensorflow } from '../tensorflow';
import type { SampleBatch, SampleSet, SampleSource } from './sample-batch';
import { simulateSet } from './simulate-set';

const PREDICTION_BATCH = 64;
const VALIDATION_SETS = ['published', 'widened', 'negatives'] as const satisfies SampleSet[];
export type ValidationSet = (typeof VALIDATION_SETS)[number];
export type ValidationSamples = Record<ValidationSet, SampleBatch>;
export type ValidationFigures = Record<ValidationSet, ScoreFigures>;

/** What a network in TensorFlow.js says of prepared samples, in inference mode. */
function predictions(
  tf: Tensorflow,
  { trunk, head }: QualityNetwork,
  { count, images, scalars }: SampleBatch,
): ComponentProbabilities[] {
  const pixels = images.length / count;
  const size = Math.sqrt(pixels);
  const found: ComponentProbabilities[] = [];
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
      found.push(decodeLogits(logits.subarray(row * OUTPUT_SIZE, (row + 1) * OUTPUT_SIZE)));
    }
  }
  return found;
}

/** One value per validation set, in parallel. */
async function perSet<Value>(
  make: (set: ValidationSet) => Value | Promise<Value>,
): Promise<Record<ValidationSet, Value>> {
  const [published, widened, negatives] = await Promise.all(VALIDATION_SETS.map(make));
  return { published, widened, negatives };
}

/** Simulates the validation sets once; they stay in memory for the run. */
export function simulateValidation(
  source: SampleSource,
  counts: Record<ValidationSet, number>,
  inputSize: number,
): Promise<ValidationSamples> {
  return perSet((set) =>
    simulateSet(source, { set, purpose: 'validation', seed: 0, count: counts[set], inputSize }),
  );
}

/** Figures of a network on every validation set. */
export function validationFigures(
  tf: Tensorflow,
  network: QualityNetwork,
  samples: ValidationSamples,
): Promise<ValidationFigures> {
  return perSet((set) =>
    scoreFigures(predictions(tf, network, samples[set]), samples[set].targets),
  );
}
