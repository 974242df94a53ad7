import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/simulate/random';
import { labelOf, publishedWeights } from './label';
import { scoreDistribution, summariseScore } from './score-distribution';
import type { ComponentProbabilities } from './types';

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const probabilitiesOf = (length: number): fc.Arbitrary<number[]> =>
  fc
    .array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: length, maxLength: length })
    .map((raw) => {
      const total = raw.reduce((sum, value) => sum + value, 0);
      return raw.map((value) => value / total);
    });
const componentProbabilities: fc.Arbitrary<ComponentProbabilities> = fc.record({
  sharpness: probabilitiesOf(6),
  signalToBackground: probabilitiesOf(6),
  counts: probabilitiesOf(7),
  featureMissing: unit,
  lowSignalAndCounts: unit,
});
const weightsArbitrary = fc.record({ sharpness: unit, signalToBackground: unit, counts: unit });

const PENALTIES = [0, 1, 2, 3, 5, 8];
/** Bracket pairs (B, N class) whose every value has B + N ≤ 0.5, and those with some that have. */
const ALWAYS = ['4,6', '5,5', '5,6'];
const SOMETIMES = ['3,5', '3,6', '4,4', '4,5', '5,4'];

/** All outcomes by plain enumeration of Eq. 13, as a sorted list of (score, probability). */
function enumerated(
  p: ComponentProbabilities,
  weights: typeof publishedWeights,
): Map<string, number> {
  const b = Array.from(p.signalToBackground);
  const n = Array.from(p.counts);
  const massOf = (pairs: string[]): number =>
    pairs.reduce((sum, pair) => {
      const [i, j] = pair.split(',').map(Number);
      return sum + b[i] * n[j];
    }, 0);
  const open = Math.min(
    1,
    Math.max(0, (p.lowSignalAndCounts - massOf(ALWAYS)) / massOf(SOMETIMES)),
  );
  const result = new Map<string, number>();
  Array.from(p.sharpness).forEach((ps, i) => {
    b.forEach((pb, j) => {
      n.forEach((pn, k) => {
        const key = `${j},${k}`;
        const low = ALWAYS.includes(key) ? 1 : SOMETIMES.includes(key) ? open : 0;
        for (const [missing, pf] of [
          [4, p.featureMissing],
          [0, 1 - p.featureMissing],
        ]) {
          for (const [combined, pc] of [
            [2, low],
            [0, 1 - low],
          ]) {
            const bonus = (j === 0 ? 1 : 0) + (k === 0 ? 1 : 0);
            const penalty =
              weights.sharpness * PENALTIES[i] +
              weights.signalToBackground * PENALTIES[j] +
              weights.counts * PENALTIES[Math.max(0, k - 1)];
            const score = Math.min(10, Math.max(0, 10 - penalty - missing - combined + bonus));
            const name = score.toFixed(6);
            result.set(name, (result.get(name) ?? 0) + ps * pb * pn * pf * pc);
          }
        }
      });
    });
  });
  return result;
}

describe('scoreDistribution', () => {
  it('equals plain enumeration of all outcomes for any probabilities and weights', () => {
    fc.assert(
      fc.property(componentProbabilities, weightsArbitrary, (p, weights) => {
        const { values, probabilities } = scoreDistribution(p, weights);
        let total = 0;
        const merged = new Map<string, number>();
        values.forEach((value, index) => {
          if (index > 0) expect(value).toBeGreaterThan(values[index - 1]);
          total += probabilities[index];
          const name = value.toFixed(6);
          merged.set(name, (merged.get(name) ?? 0) + probabilities[index]);
        });
        expect(total).toBeCloseTo(1, 9);
        for (const [name, probability] of enumerated(p, weights)) {
          // Values within 1e-9 of a rounding edge may print one digit apart.
          const near = [-1e-6, 0, 1e-6].map((shift) => (Number(name) + shift).toFixed(6));
          const found = near.reduce((sum, key) => sum + (merged.get(key) ?? 0), 0);
          expect(found).toBeGreaterThan(probability - 1e-9);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('agrees with drawing B and N themselves where the flag follows from them', () => {
    const random = createRandom(99);
    const draws = 40000;
    const p = {
      sharpness: [0.2, 0.3, 0.1, 0.1, 0.2, 0.1],
      signalToBackground: [0.1, 0.1, 0.2, 0.2, 0.2, 0.2],
      counts: [0.1, 0.1, 0.1, 0.2, 0.1, 0.2, 0.2],
      featureMissing: 0.3,
      lowSignalAndCounts: 0,
    };
    const lows = [0.9, 0.7, 0.5, 0.3, 0.1, 0];
    const highs = [1, 0.9, 0.7, 0.5, 0.3, 0.1];
    const pick = (weights: number[]): number => {
      let left = random.next();
      for (let index = 0; index < weights.length - 1; index++) {
        left -= weights[index];
        if (left < 0) return index;
      }
      return weights.length - 1;
    };
    let sum = 0;
    let low = 0;
    for (let draw = 0; draw < draws; draw++) {
      const [s, b, n] = [pick(p.sharpness), pick(p.signalToBackground), pick(p.counts)];
      const label = labelOf(
        {
          feature: random.next() < p.featureMissing ? 0 : 1,
          sharpness: random.uniform(lows[s], highs[s]),
          signalToBackground: random.uniform(lows[b], highs[b]),
          countRatio: n === 0 ? 1 : random.uniform(lows[n - 1], highs[n - 1]),
        },
        { weights: publishedWeights, angleCount: 454 },
      );
      sum += label.score;
      if (label.lowSignalAndCounts) low++;
    }
    const summary = summariseScore({ ...p, lowSignalAndCounts: low / draws }, publishedWeights);
    // The common probability of undecided pairs ignores which of them is likelier: a few hundredths.
    expect(summary.expectation).toBeCloseTo(sum / draws, 0.9);
    expect(summary.expectedPenalty.combined).toBeCloseTo((2 * low) / draws, 6);
  });

  it('is a certainty where every probability is', () => {
    const certain = (length: number, index: number): number[] =>
      Array.from({ length }, (_, i) => (i === index ? 1 : 0));
    const p = {
      sharpness: certain(6, 1),
      signalToBackground: certain(6, 0),
      counts: certain(7, 0),
      featureMissing: 0,
      lowSignalAndCounts: 0,
    };
    const summary = summariseScore(p, publishedWeights);
    expect(summary).toMatchObject({ expectation: 10, median: 10, standardDeviation: 0 });
    expect(summary.expectedPenalty.sharpness).toBeCloseTo(0.6);
    expect(summary.expectedBonus).toBe(2);
    const worst = summariseScore(
      { ...p, signalToBackground: certain(6, 5), counts: certain(7, 6), lowSignalAndCounts: 0 },
      publishedWeights,
    );
    // Both brackets lie below 0.1, so Eq. 12 applies whatever the flag says.
    expect(worst.expectedPenalty.combined).toBe(2);
    expect(worst.expectation).toBe(0);
  });
});

describe('summariseScore', () => {
  it('gives the moments and the median of the distribution', () => {
    fc.assert(
      fc.property(componentProbabilities, weightsArbitrary, (p, weights) => {
        const { values, probabilities } = scoreDistribution(p, weights);
        const summary = summariseScore(p, weights);
        let mean = 0;
        let absolute = 0;
        values.forEach((value, index) => {
          mean += value * probabilities[index];
          absolute += Math.abs(value - summary.median) * probabilities[index];
        });
        expect(summary.expectation).toBeCloseTo(mean, 9);
        let variance = 0;
        values.forEach((value, index) => {
          variance += (value - mean) ** 2 * probabilities[index];
        });
        expect(summary.standardDeviation).toBeCloseTo(Math.sqrt(variance), 6);
        // No other point has a smaller mean absolute error.
        for (const candidate of values) {
          let error = 0;
          values.forEach((value, index) => {
            error += Math.abs(value - candidate) * probabilities[index];
          });
          expect(error).toBeGreaterThan(absolute - 1e-9);
        }
      }),
      { numRuns: 40 },
    );
  });
});
