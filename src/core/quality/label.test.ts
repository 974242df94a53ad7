import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/simulate/random';
import {
  countRatioOf,
  featureOf,
  featureThreshold,
  publishedWidth,
  signalToBackgroundOf,
} from './components';
import { bracketOf, bracketRange, BRACKET_PENALTIES, labelOf, publishedWeights } from './label';
import type { QualityComponents, QualityWeights } from './types';

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const components = fc.record({
  feature: fc.double({ min: 0, max: 0.5, noNaN: true }),
  sharpness: unit,
  signalToBackground: unit,
  countRatio: unit,
});
const clean: QualityComponents = {
  feature: 0.2,
  sharpness: 0.95,
  signalToBackground: 0.95,
  countRatio: 1,
};

/** Eq. 13 written out once more, straight from the paper's list of criteria. */
function paperScore(c: QualityComponents, weights: QualityWeights, threshold: number): number {
  const penalty = (value: number): number => {
    if (value >= 0.9) return 0;
    if (value >= 0.7) return 1;
    if (value >= 0.5) return 2;
    if (value >= 0.3) return 3;
    return value >= 0.1 ? 5 : 8;
  };
  let score = 10;
  if (c.feature < threshold) score -= 4;
  score -= weights.sharpness * penalty(c.sharpness);
  score -= weights.signalToBackground * penalty(c.signalToBackground);
  score -= weights.counts * penalty(c.countRatio);
  if (c.countRatio >= 1) score += 1;
  if (c.signalToBackground >= 0.9) score += 1;
  if (c.signalToBackground + c.countRatio <= 0.5) score -= 2;
  return Math.min(10, Math.max(0, score));
}

describe('labelOf', () => {
  it('is Eq. 13 for any components and weights', () => {
    const weights = fc.record({ sharpness: unit, signalToBackground: unit, counts: unit });
    fc.assert(
      fc.property(components, weights, (c, w) => {
        const { score } = labelOf(c, { weights: w, featureThreshold: 0.02 });
        expect(score).toBeCloseTo(paperScore(c, w, 0.02), 9);
      }),
    );
  });

  it('never rises when one component gets worse', () => {
    const options = { weights: publishedWeights, angleCount: 454 };
    fc.assert(
      fc.property(
        components,
        fc.constantFrom('feature', 'sharpness', 'signalToBackground', 'countRatio'),
        unit,
        (c, name, factor) => {
          const worse = { ...c, [name]: c[name] * factor };
          expect(labelOf(worse, options).score).toBeLessThanOrEqual(labelOf(c, options).score);
        },
      ),
    );
  });

  it('gives the worked cases of the paper', () => {
    const options = { weights: publishedWeights, angleCount: 454 };
    expect(labelOf(clean, options)).toEqual({
      sharpnessBracket: 0,
      signalToBackgroundBracket: 0,
      countClass: 0,
      featureMissing: false,
      lowSignalAndCounts: false,
      score: 10,
    });
    expect(labelOf({ ...clean, feature: 0.012 }, options).score).toBe(8);
    // N = 0.2 alone: 10 − 0.8 · 5 + 1.
    expect(labelOf({ ...clean, countRatio: 0.2 }, options).score).toBeCloseTo(7, 9);
    const poor = { feature: 0.1, sharpness: 0.8, signalToBackground: 0.25, countRatio: 0.2 };
    // 10 − 0.6 − 5 − 4 − 2, clipped at 0.
    expect(labelOf(poor, options)).toMatchObject({ lowSignalAndCounts: true, score: 0 });
  });

  it('compares F at the image’s own width', () => {
    const atWidth = (angleCount: number): boolean =>
      labelOf({ ...clean, feature: 0.03 }, { weights: publishedWeights, angleCount })
        .featureMissing;
    expect(atWidth(454)).toBe(false);
    expect(atWidth(128)).toBe(true);
  });
});

describe('brackets', () => {
  it('cover [0, 1] without gaps, better brackets owning their lower edge', () => {
    expect([1, 0.9, 0.7, 0.5, 0.3, 0.1, 0].map(bracketOf)).toEqual([0, 0, 1, 2, 3, 4, 5]);
    expect([0.899, 0.699, 0.499, 0.299, 0.099].map(bracketOf)).toEqual([1, 2, 3, 4, 5]);
    expect(BRACKET_PENALTIES).toEqual([0, 1, 2, 3, 5, 8]);
    fc.assert(
      fc.property(unit, (value) => {
        const { low, high } = bracketRange(bracketOf(value));
        expect(value).toBeGreaterThanOrEqual(low);
        expect(value).toBeLessThanOrEqual(high);
      }),
    );
  });
});

describe('components', () => {
  it('sums the changes along the angle over the total (F)', () => {
    // Rows (1, 3, 2) and (0, 0, 4): changes 2 + 1 + 0 + 4, total 10.
    expect(featureOf([1, 3, 2, 0, 0, 4], 3)).toBeCloseTo(0.7, 12);
    expect(featureOf([5, 5, 5, 7, 7, 7], 3)).toBe(0);
    expect(featureOf([0, 0, 0, 0], 2)).toBe(0);
  });

  it('halves F and its threshold when the sampling doubles', () => {
    const sampled = (count: number): number[] =>
      Array.from({ length: count }, (_, i) => {
        const angle = (i + 0.5) / count;
        return Math.exp(-(((angle - 0.4) / 0.1) ** 2));
      });
    const coarse = featureOf(sampled(400), 400) / featureThreshold(400);
    const fine = featureOf(sampled(800), 800) / featureThreshold(800);
    expect(fine / coarse).toBeCloseTo(1, 2);
    expect(featureThreshold(454)).toBeCloseTo(0.013, 12);
  });

  it('adds widths in quadrature (S)', () => {
    expect(publishedWidth(0.03, 0, 0.04)).toBeCloseTo(0.05, 12);
    expect(publishedWidth(2, 0, 0)).toBe(2);
  });

  it('compares maxima (B) and caps counts (N)', () => {
    expect(signalToBackgroundOf(0.2, 1)).toBeCloseTo(0.8, 12);
    expect(signalToBackgroundOf(0, 0)).toBe(0);
    expect(countRatioOf(5e4)).toBe(0.5);
    expect(countRatioOf(3e5)).toBe(1);
    expect(countRatioOf(50, 200)).toBe(0.25);
  });

  it('finds more variation in noise than in a smooth surface, as F is meant for noise-free images', () => {
    const random = createRandom(4);
    const smooth = Array.from({ length: 900 }, () => 10);
    const noisy = smooth.map((mean) => random.poisson(mean));
    expect(featureOf(noisy, 30)).toBeGreaterThan(featureOf(smooth, 30) + 0.1);
  });
});
