import { describe, expect, it } from 'vitest';
import { publishedWeights } from '#core/quality/label';
import { createRandom } from '#core/simulate/random';
import {
  medianOf,
  orderedPairs,
  pairShare,
  randomisedPit,
  spearman,
  uniformityGap,
} from './statistics';

describe('medianOf', () => {
  it('is the middle value, or the mean of the middle two', () => {
    expect(medianOf([5, 1, 3])).toBe(3);
    expect(medianOf([10, 2, 4, 1])).toBe(3);
  });
});

describe('spearman', () => {
  it('is 1 − 6 Σd² / (n³ − n) without ties', () => {
    // Rank differences 1, 1, 1, 1, 0: 1 − 6 · 4 / 120.
    expect(spearman([1, 2, 3, 4, 5], [20, 10, 40, 30, 50])).toBeCloseTo(0.8, 12);
    expect(spearman([1, 2, 3], [1, 8, 27])).toBeCloseTo(1, 12);
    expect(spearman([1, 2, 3], [0, -1, -9])).toBeCloseTo(-1, 12);
  });

  it('gives ties their mean rank, and a constant no correlation', () => {
    // Ranks 1.5, 1.5, 3 against 1, 2, 3: 1.5 / √(1.5 · 2).
    expect(spearman([4, 4, 9], [1, 2, 3])).toBeCloseTo(1.5 / Math.sqrt(3), 12);
    expect(spearman([2, 2, 2], [1, 2, 3])).toBe(0);
  });
});

describe('orderedPairs', () => {
  it('counts the pairs whose truths differ, equal predictions as wrong', () => {
    // Of the six pairs one is a tie of truths; 9 > 7 is put as 5 < 6, and 9 > 2 as a tie.
    expect(orderedPairs([9, 7, 7, 2], [5, 6, 5.5, 5])).toEqual({ right: 2, total: 5 });
    expect(orderedPairs([4, 3, 2], [0.3, 0.2, 0.1])).toEqual({ right: 3, total: 3 });
    expect(orderedPairs([4, 4], [1, 2])).toEqual({ right: 0, total: 0 });
  });

  it('pools ladders by pairs, not by ladders', () => {
    expect(
      pairShare([
        { right: 9, total: 10 },
        { right: 0, total: 2 },
      ]),
    ).toBe(0.75);
    expect(pairShare([{ right: 0, total: 0 }])).toBeNull();
  });
});

describe('randomisedPit', () => {
  const oneHot = (length: number, index: number) =>
    Float64Array.from({ length }, (_, i) => (i === index ? 1 : 0));
  // N = 0.2 alone scores 10 − 0.8 · 5 + 1 = 7, and with the feature missing 3.
  const prediction = {
    sharpness: oneHot(6, 0),
    signalToBackground: oneHot(6, 0),
    counts: oneHot(7, 5),
    featureMissing: 0.25,
    lowSignalAndCounts: 0,
  };

  it('lies within the step of the true score', () => {
    expect(randomisedPit(prediction, publishedWeights, 3, 0)).toBeCloseTo(0, 12);
    expect(randomisedPit(prediction, publishedWeights, 3, 0.4)).toBeCloseTo(0.1, 12);
    expect(randomisedPit(prediction, publishedWeights, Math.fround(7), 0)).toBeCloseTo(0.25, 12);
    expect(randomisedPit(prediction, publishedWeights, 7, 0.5)).toBeCloseTo(0.625, 12);
    expect(randomisedPit(prediction, publishedWeights, 10, 0.5)).toBeCloseTo(1, 12);
  });

  it('is uniform when the prediction is true, and not when it is sure and wrong', () => {
    const random = createRandom(6);
    const draws = Array.from({ length: 4000 }, () => (random.next() < 0.25 ? 3 : 7));
    const gapOf = (featureMissing: number) =>
      uniformityGap(
        draws.map((score) =>
          randomisedPit({ ...prediction, featureMissing }, publishedWeights, score, random.next()),
        ),
      );
    expect(gapOf(0.25)).toBeLessThan(0.03);
    expect(gapOf(0.05)).toBeGreaterThan(0.15);
  });
});

describe('uniformityGap', () => {
  it('is the Kolmogorov distance', () => {
    // Steps at 0.5 and 0.9: the empirical distribution is 0 just below 0.5.
    expect(uniformityGap([0.9, 0.5])).toBeCloseTo(0.5, 12);
    expect(uniformityGap([0.125, 0.375, 0.625, 0.875])).toBeCloseTo(0.125, 12);
    expect(uniformityGap([0, 0, 0])).toBe(1);
  });
});
