import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundTicks } from './ticks';

describe('roundTicks', () => {
  it('places ticks at round values', () => {
    expect(roundTicks(0, 10, 5)).toEqual({ values: [0, 2, 4, 6, 8, 10], decimals: 0 });
    expect(roundTicks(-0.61, -0.09, 5)).toEqual({
      values: [-0.6, -0.4, -0.2],
      decimals: 1,
    });
  });

  it('has distinct values within the limits, as many as asked for up to a factor of 2.5', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e5, max: 1e5, noNaN: true }),
        fc.double({ min: 1e-4, max: 1e5, noNaN: true }),
        fc.integer({ min: 2, max: 12 }),
        (minimum, span, count) => {
          const { values } = roundTicks(minimum, minimum + span, count);
          const slack = span * 1e-6;
          expect(new Set(values).size).toBe(values.length);
          expect(values.length).toBeLessThanOrEqual(count + 1);
          expect(values.length).toBeGreaterThanOrEqual(Math.floor(count / 2.5));
          for (const value of values) {
            expect(value).toBeGreaterThanOrEqual(minimum - slack);
            expect(value).toBeLessThanOrEqual(minimum + span + slack);
          }
        },
      ),
    );
  });

  it('copes with an axis of no length', () => {
    expect(roundTicks(2, 2, 5).values).toEqual([2]);
  });
});
