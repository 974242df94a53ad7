import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { BRACKET_COUNT } from '#core/quality/types';
import { decodeLogits } from '#model/decode-logits';
import type { QualityNetwork } from '#model/model-files';
import {
  LOGITS_LAYER,
  NAMED_OUTPUT_GROUPS,
  OUTPUT_SIZE,
  PROFILE_NAMES,
  type OutputGroup,
} from '#model/output-layout';
import { copyMatchingWeights } from './copy-weights';

/** A network of one layer, whose logits follow five numbers. */
function network(outputs: number, seed: number): QualityNetwork {
  const input = tf.input({ shape: [5] });
  const layer = (units: number, name: string) => {
    const kernelInitializer = tf.initializers.randomNormal({ seed });
    const biasInitializer = tf.initializers.randomNormal({ seed: seed + 1 });
    return tf.layers.dense({ units, name, kernelInitializer, biasInitializer });
  };
  const head = layer(outputs, LOGITS_LAYER).apply(input) as tf.SymbolicTensor;
  const trunk = layer(3, 'first').apply(input) as tf.SymbolicTensor;
  return {
    trunk: tf.model({ inputs: input, outputs: trunk }),
    head: tf.model({ inputs: input, outputs: head }),
  };
}

/** The layout of models that have S and B as brackets alone. */
function bracketLayout(): Record<string, OutputGroup> {
  let start = 0;
  return Object.fromEntries(
    Object.entries(NAMED_OUTPUT_GROUPS).map(([name, { length }]) => {
      const isBracketed = /sharpness|signalToBackground/.test(name);
      const group = { start, length: isBracketed ? BRACKET_COUNT : length };
      start += group.length;
      return [name, group];
    }),
  );
}

it('starts with bins that say what the brackets of an older model said', () => {
  const outputs = bracketLayout();
  const oldSize = Object.values(outputs).reduce((sum, { length }) => sum + length, 0);
  expect(oldSize).toBeLessThan(OUTPUT_SIZE);
  const [older, today] = [network(oldSize, 3), network(OUTPUT_SIZE, 8)];
  copyMatchingWeights(tf, { network: older, outputs }, today);
  const numbers = tf.tensor2d([[0.3, -1, 0.7, 2, 0.1]]);
  const logits = ({ head }: QualityNetwork) =>
    (head.predict(numbers) as tf.Tensor).dataSync<'float32'>().slice();
  for (const profile of PROFILE_NAMES) {
    const before = decodeLogits(logits(older), profile, outputs);
    const after = decodeLogits(logits(today), profile);
    for (const name of ['sharpness', 'signalToBackground', 'counts'] as const) {
      Array.from(after[name]).forEach((value, i) => {
        expect(value).toBeCloseTo(before[name][i], 5);
      });
    }
    expect(after.featureMissing).toBeCloseTo(before.featureMissing, 5);
  }
  const [first, second] = [older, today].map(({ trunk }) => trunk.getWeights()[0].dataSync());
  expect(second).toEqual(first);
});
