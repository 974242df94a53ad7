import { describe, expect, it } from 'vitest';
import { rankScore, type RankInputs } from './rank-score';

const good: RankInputs = {
  probabilities: { sharpnessGrade: 1, signalToBackgroundGrade: 0.2, featureMissing: 0 },
  evidence: 8e4,
  totalCounts: 1e5,
  fullScoreCounts: 1e5,
};

describe('rankScore', () => {
  it('falls with everything that is worse, without ends', () => {
    const { probabilities } = good;
    const worse: RankInputs[] = [
      { ...good, probabilities: { ...probabilities, sharpnessGrade: 14 } },
      { ...good, probabilities: { ...probabilities, signalToBackgroundGrade: 9 } },
      { ...good, probabilities: { ...probabilities, featureMissing: 0.9 } },
      { ...good, evidence: 4e4 },
      { ...good, totalCounts: 5e5 },
    ];
    for (const inputs of worse) expect(rankScore(inputs)).toBeLessThan(rankScore(good));
    expect(rankScore({ ...good, evidence: 8e5, totalCounts: 1e6 })).toBeGreaterThan(10);
    expect(rankScore({ ...good, evidence: 100, totalCounts: 1e5 })).toBeLessThan(0);
  });

  it('orders rates as it orders counts, and by another full score count alike', () => {
    const dim = { ...good, evidence: 3e4 };
    const distance = rankScore(good) - rankScore(dim);
    for (const factor of [1e-3, 7, 1e4]) {
      const scaled = (inputs: RankInputs) => ({
        ...inputs,
        evidence: inputs.evidence * factor,
        totalCounts: inputs.totalCounts * factor,
      });
      expect(rankScore(scaled(good)) - rankScore(scaled(dim))).toBeCloseTo(distance, 9);
      const whole = { ...scaled(good), fullScoreCounts: good.fullScoreCounts * factor };
      expect(rankScore(whole)).toBeCloseTo(rankScore(good), 9);
    }
  });

  it('is a number for a dark frame', () => {
    expect(rankScore({ ...good, evidence: 0, totalCounts: 0 })).toBeLessThan(0);
  });
});
