import fc from 'fast-check';
import { expect, it } from 'vitest';
import { normalisedScore, scoreNormalisation } from './normalisation';

it('maps the smallest score to 0, the largest to 10, and keeps the order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 2, maxLength: 50 }),
      (scores) => {
        const normalisation = scoreNormalisation(scores);
        if (new Set(scores).size < 2) {
          expect(normalisation).toBeNull();
          return;
        }
        const shown = scores.map((score) => normalisedScore(score, normalisation!));
        expect(Math.min(...shown)).toBe(0);
        expect(Math.max(...shown)).toBe(10);
        const order = (values: number[]) => values.map((v) => values.filter((w) => w < v).length);
        // Rounding may merge neighbours, never swap them.
        order(shown).forEach((rank, i) => expect(rank).toBeLessThanOrEqual(order(scores)[i]));
      },
    ),
  );
});

it('looks past scores that are not known', () => {
  expect(scoreNormalisation([NaN, 2, NaN, 5])).toEqual({ minimum: 2, maximum: 5 });
  expect(scoreNormalisation([NaN, 2])).toBeNull();
});
