import { describe, expect, it } from 'vitest';
import { componentRows } from './component-rows';

const assessment = {
  expectation: 6.2,
  median: 6.5,
  standardDeviation: 0.8,
  expectedPenalty: {
    sharpness: 0.6,
    signalToBackground: 2,
    counts: 0.8,
    feature: 0.4,
    combined: 0.2,
  },
  expectedBonus: 0.1,
  probabilities: {
    sharpness: [0.5, 0.3, 0.2, 0, 0, 0],
    signalToBackground: [0, 0, 1, 0, 0, 0],
    counts: [0.1, 0.2, 0.7, 0, 0, 0, 0],
    featureMissing: 0.1,
    lowSignalAndCounts: 0.1,
  },
};

describe('componentRows', () => {
  const benchmark = {
    score: 6.4,
    sharpness: 0.55,
    signalToBackground: 0.95,
    countRatio: 1,
    penalty: { sharpness: 1.2, signalToBackground: 0, counts: 0, feature: 0, combined: 0 },
    bonus: 2,
  };
  const rows = componentRows(assessment, benchmark, {
    sharpness: 0.8,
    signalToBackground: 0.6,
    counts: 0.7,
    feature: 0.9,
  });

  it('lists S, B, N and F with what each cost', () => {
    expect(rows.map(({ symbol, mls }) => [symbol, mls.value, mls.penalty])).toEqual([
      ['S', 0.8, 0.6],
      ['B', 0.6, 2],
      ['N', 0.7, 0.8],
      ['F', 0.9, 0.4],
    ]);
  });

  it('sets the benchmark score beside it in the same terms, as far as it is known', () => {
    expect(rows.map(({ bms }) => bms)).toEqual([
      { value: 0.55, penalty: 1.2 },
      { value: 0.95, penalty: 0 },
      { value: 1, penalty: 0 },
      { value: NaN, penalty: 0 },
    ]);
    const values = { sharpness: 1, signalToBackground: 1, counts: 1, feature: 1 };
    expect(componentRows(assessment, null, values).map(({ bms }) => bms)).toEqual(
      Array.from({ length: 4 }, () => null),
    );
  });

  it('shows all probabilities of every component, with the bonus first for N', () => {
    for (const row of rows) {
      const sum = row.brackets.reduce((total, bracket) => total + bracket.probability, 0);
      expect(sum).toBeCloseTo(1, 12);
    }
    expect(rows[2].brackets[0]).toEqual({ range: '1', effect: 'bonus', probability: 0.1 });
    expect(rows[2].brackets[2]).toEqual({ range: '0.7 – 0.9', effect: '−1', probability: 0.7 });
  });
});
