import { describe, expect, it } from 'vitest';
import {
  bracketSums,
  expectedGrade,
  gradeBinOf,
  SHARPNESS_SCALE,
  SIGNAL_SCALE,
  type GradeScale,
} from './grades';
import { BRACKET_PENALTIES, bracketOf } from './label';

const SCALES: [string, GradeScale, number][] = [
  ['S', SHARPNESS_SCALE, 12],
  ['B', SIGNAL_SCALE, 1],
];

describe.each(SCALES)('the ordinal scale of %s', (_, scale, largest) => {
  it('has bins that add up to the brackets of Eq. 8', () => {
    const bins = scale.brackets.map((_bracket, bin) => bin + 1);
    const total = bins.reduce((sum, value) => sum + value, 0);
    const sums = bracketSums(
      scale,
      bins.map((value) => value / total),
    );
    expect(sums.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    expect(sums.every((value) => value > 0)).toBe(true);
    expect(scale.brackets).toEqual(scale.brackets.toSorted((a, b) => a - b));
  });

  it('grades without steps what Eq. 8 gives steps, and goes on at both ends', () => {
    const { penalties, brackets } = scale;
    expect(penalties).toEqual(penalties.toSorted((a, b) => a - b));
    expect(new Set(penalties).size).toBe(penalties.length);
    expect(penalties[0]).toBeLessThan(0);
    expect(penalties.at(-1)).toBeGreaterThan(8.5);
    penalties.forEach((penalty, bin) => {
      const bracket = brackets[bin];
      if (bracket === 0 || bracket === 5) return;
      expect(penalty).toBeGreaterThan(BRACKET_PENALTIES[bracket - 1]);
      expect(penalty).toBeLessThan(BRACKET_PENALTIES[bracket + 1]);
    });
    const sure = penalties.map((_penalty, bin) => (bin === 4 ? 1 : 0));
    expect(expectedGrade(scale, sure)).toBe(penalties[4]);
  });

  it('puts every deficit into a bin of its own bracket, at the edges too', () => {
    const deficits = [0, 1e-9, ...Array.from({ length: 400 }, (__, i) => (largest * i) / 400)];
    for (const edge of [0.1, 0.3, 0.5, 0.7, 0.9]) deficits.push(edge, edge - 1e-12, edge + 1e-12);
    for (const deficit of [...deficits, Infinity]) {
      const bracket = bracketOf(Math.max(0, 1 - deficit));
      const bin = gradeBinOf(scale, deficit, bracket);
      expect(scale.brackets[bin]).toBe(bracket);
    }
    expect(gradeBinOf(scale, Infinity, 5)).toBe(scale.brackets.length - 1);
  });
});
