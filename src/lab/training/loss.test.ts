import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { OUTPUT_SIZE, PROFILE_GROUPS } from '#model/output-layout';
import { rankingLoss } from './loss';

const { sharpness, total } = PROFILE_GROUPS.alignment;

/** Targets of given scores, as `targetOf` writes the total. */
function targets(...scores: number[]): tf.Tensor2D {
  return tf.tensor2d(
    scores.map((score) => {
      const row = new Array<number>(OUTPUT_SIZE).fill(0);
      row[total.start] = score / 10;
      return row;
    }),
  );
}

/** Logits that are sure of a bracket of S each, and undecided in all else. */
function logits(...brackets: number[]): tf.Tensor2D {
  return tf.tensor2d(
    brackets.map((bracket) => {
      const row = new Array<number>(OUTPUT_SIZE).fill(0);
      row[sharpness.start + bracket] = 20;
      return row;
    }),
  );
}

const lossOf = (predicted: tf.Tensor2D, truth: tf.Tensor2D) =>
  rankingLoss(tf, predicted, truth).dataSync()[0];

describe('the loss of the order of neighbours', () => {
  it('costs what the wrong order is off by, and hardly anything in the right order', () => {
    // S in its fourth bracket costs 0.7 · 3 points; the margin is 0.5, one pair of one counts half.
    const distance = 0.7 * 3;
    const cost = (d: number) => Math.log1p(Math.exp(-d / 0.5)) / 2;
    expect(lossOf(logits(0, 3), targets(8, 5))).toBeCloseTo(cost(distance), 4);
    expect(lossOf(logits(3, 0), targets(8, 5))).toBeCloseTo(cost(-distance), 4);
    expect(lossOf(logits(3, 0), targets(5, 8))).toBeCloseTo(cost(distance), 4);
  });

  it('says nothing of equals, nor of the last row of an odd batch', () => {
    expect(lossOf(logits(3, 0), targets(6, 6))).toBe(0);
    expect(lossOf(logits(3), targets(6))).toBe(0);
    expect(lossOf(logits(0, 3, 5), targets(8, 5, 1))).toBe(lossOf(logits(0, 3), targets(8, 5)));
  });

  it('moves the brackets of both neighbours towards the right order', () => {
    const truth = targets(8, 5);
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
