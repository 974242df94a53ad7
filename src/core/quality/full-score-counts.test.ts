import { describe, expect, it } from 'vitest';
import { scanFullScoreCounts } from './full-score-counts';

describe('scanFullScoreCounts', () => {
  it('follows the brightest frames, in sixteenths of an octave, and no single one', () => {
    const totals = Float64Array.from({ length: 144 }, (_, i) => 1e5 + 100 * i);
    const calm = scanFullScoreCounts(totals);
    expect(calm).toBeGreaterThanOrEqual(1.13e5);
    expect(calm).toBeLessThan(1.13e5 * 2 ** 0.07);
    for (const factor of [5, 20, 1e4]) {
      const brighter = totals.map((total, i) => (i === 70 ? factor * total : total));
      expect(scanFullScoreCounts(brighter)).toBe(calm);
    }
    expect(scanFullScoreCounts([4e4, 5e4, 9e5])).toBeCloseTo(scanFullScoreCounts([5e4]), 9);
  });

  it.each([2 ** 14, 2 ** 20, 1.5e7])('holds the maximum of equal frames, %d', (total) => {
    const full = scanFullScoreCounts(new Float64Array(30).fill(total));
    expect(full).toBeGreaterThanOrEqual(total * (1 - 1e-9));
    expect(full).toBeLessThan(total * 2 ** 0.07);
  });

  it('never gives a handful of electrons the full score, but follows values without a unit', () => {
    expect(scanFullScoreCounts([300, 420, 380])).toBeGreaterThanOrEqual(1e4);
    expect(scanFullScoreCounts([0.31, 0.42, 0.38])).toBeLessThan(0.6);
    expect(scanFullScoreCounts([])).toBeGreaterThan(0);
    expect(scanFullScoreCounts([0, NaN])).toBeGreaterThan(0);
  });
});
