import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { SHARPNESS_SCALE } from '#core/quality/grades';
import { OUTPUT_SIZE, PROFILE_GROUPS } from '#model/output-layout';
import { rankingLoss } from './loss';

const { sharpness } = PROFILE_GROUPS.alignment;

/** Targets that are sure of a bin of S each, and say nothing of all else. */
function targets(...bins: number[]): tf.Tensor2D {
  return tf.tensor2d(
    bins.map((bin) => {
      const row = new Array<number>(OUTPUT_SIZE).fill(0);
      row[sharpness.start + bin] = 1;
      return row;
    }),
  );
}

/** Logits that are sure of a bin of S each, and undecided in all else. */
function logits(...bins: number[]): tf.Tensor2D {
  return tf.tensor2d(
    bins.map((bin) => {
      const row = new Array<number>(OUTPUT_SIZE).fill(0);
      row[sharpness.start + bin] = 30;
      return row;
    }),
  );
}

const lossOf = (predicted: tf.Tensor2D, truth: tf.Tensor2D) =>
  rankingLoss(tf, predicted, truth).dataSync()[0];

describe('the loss of the order of neighbours', () => {
  it('costs what the wrong order is off by, and hardly anything in the right order', () => {
    // The margin is 0.5, one pair of one counts half.
    const { penalties } = SHARPNESS_SCALE;
    const distance = 0.7 * (penalties[12] - penalties[3]);
    const cost = (d: number) => Math.log1p(Math.exp(-d / 0.5)) / 2;
    expect(lossOf(logits(3, 12), targets(2, 20))).toBeCloseTo(cost(distance), 4);
    expect(lossOf(logits(12, 3), targets(2, 20))).toBeCloseTo(cost(-distance), 4);
    expect(lossOf(logits(12, 3), targets(20, 2))).toBeCloseTo(cost(distance), 4);
  });

  it('says nothing of equals, nor of the last row of an odd batch', () => {
    expect(lossOf(logits(12, 3), targets(6, 6))).toBe(0);
    expect(lossOf(logits(3), targets(6))).toBe(0);
    expect(lossOf(logits(3, 12, 20), targets(2, 20, 1))).toBe(
      lossOf(logits(3, 12), targets(2, 20)),
    );
  });

  it('moves the bins of both neighbours towards the right order', () => {
    const truth = targets(2, 20);
    const gradient = tf.grad((x) => rankingLoss(tf, x as tf.Tensor2D, truth))(
      tf.zeros([2, OUTPUT_SIZE]),
    ) as tf.Tensor2D;
    const [first, second] = gradient.arraySync();
    const worst = sharpness.start + sharpness.length - 1;
    expect(first[worst]).toBeGreaterThan(0);
    expect(second[worst]).toBeLessThan(0);
    expect(first[sharpness.start]).toBeLessThan(0);
    expect(second[sharpness.start]).toBeGreaterThan(0);
  });
});
