import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fullScoreCounts } from './calibration';

it('rounds the largest total up to a quarter octave, never below 1e4', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e12, noNaN: true }), (largest) => {
      const counts = fullScoreCounts({ mode: 'scan-maximum' }, largest);
      expect(counts).toBeGreaterThanOrEqual(Math.max(1e4, largest) * (1 - 1e-9));
      expect(counts).toBeLessThanOrEqual(Math.max(1e4, largest) * 2 ** 0.25);
      const steps = 4 * Math.log2(counts);
      expect(steps).toBeCloseTo(Math.round(steps), 9);
      // A step stays where it is.
      expect(fullScoreCounts({ mode: 'scan-maximum' }, counts)).toBeCloseTo(counts, 3);
    }),
  );
  expect(fullScoreCounts({ mode: 'fixed', fullScoreCounts: 5e5 }, 1e9)).toBe(5e5);
});
