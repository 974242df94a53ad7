import { describe, expect, it } from 'vitest';
import { labelStatistics } from './label-statistics';
import type { QualityLabel } from './types';

const label = (score: number, over: Partial<QualityLabel> = {}): QualityLabel => ({
  sharpnessBracket: 0,
  signalToBackgroundBracket: 0,
  countClass: 1,
  featureMissing: false,
  lowSignalAndCounts: false,
  score,
  ...over,
});

describe('labelStatistics', () => {
  it('gives all variance to the only component that varies, and none to the others', () => {
    const labels = [0, 1, 2, 3].flatMap((bracket) =>
      [0, 0, 0].map(() => label(9 - 2 * bracket, { sharpnessBracket: bracket })),
    );
    const { varianceExplained, mean, standardDeviation } = labelStatistics(labels);
    expect(varianceExplained).toEqual({
      sharpness: 1,
      signalToBackground: 0,
      counts: 0,
      feature: 0,
      combined: 0,
    });
    expect(mean).toBe(6);
    expect(standardDeviation).toBeCloseTo(Math.sqrt(5), 12);
  });

  it('shares the variance between independent components by their effect', () => {
    // Score = 8 − 3 · missing − 1 · combined over all four cases: variances 9/4 and 1/4.
    const labels = [0, 1].flatMap((missing) =>
      [0, 1].map((combined) =>
        label(8 - 3 * missing - combined, {
          featureMissing: missing === 1,
          lowSignalAndCounts: combined === 1,
        }),
      ),
    );
    const { varianceExplained } = labelStatistics(labels);
    expect(varianceExplained.feature).toBeCloseTo(0.9, 12);
    expect(varianceExplained.combined).toBeCloseTo(0.1, 12);
  });

  it('counts scores by their whole part, with a bin of its own for 10', () => {
    const { histogram, median, medianPredictorError } = labelStatistics(
      [0, 0.9, 3.2, 9.99, 10, 10].map((score) => label(score)),
    );
    expect(histogram).toEqual([2, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2]);
    expect(median).toBeCloseTo((3.2 + 9.99) / 2, 12);
    expect(medianPredictorError).toBeCloseTo((6.595 + 5.695 + 2 * 3.395 + 2 * 3.405) / 6, 9);
  });

  it('explains nothing where all scores agree', () => {
    expect(labelStatistics([label(4), label(4)]).varianceExplained.sharpness).toBe(0);
  });
});
