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
  const rows = componentRows(assessment, {
    sharpness: 0.8,
    signalToBackground: 0.6,
    counts: 0.7,
    feature: 0.9,
  });

  it('lists S, B, N and F with what each cost', () => {
    expect(rows.map(({ symbol, value, penalty }) => [symbol, value, penalty])).toEqual([
      ['S', 0.8, 0.6],
      ['B', 0.6, 2],
      ['N', 0.7, 0.8],
      ['F', 0.9, 0.4],
    ]);
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
