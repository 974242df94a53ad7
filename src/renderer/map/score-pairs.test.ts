import { expect, test } from 'vitest';
import { byDisagreement, pointsInBox } from './score-pairs';

const pairs = { length: 5, mls: [1, 9, 5, 5, 8, 0], bms: [1, 3, NaN, 6, 4, 9] };

test('points within a rectangle, its edges included', () => {
  expect(pointsInBox(pairs, { mls: [5, 9], bms: [3, 6] })).toEqual([1, 3, 4]);
});

test('a point without a benchmark score lies in no rectangle', () => {
  expect(pointsInBox(pairs, { mls: [0, 10], bms: [0, 10] })).not.toContain(2);
});

test('the widest disagreement comes first, unknown ones not at all', () => {
  expect(byDisagreement(pairs, 10)).toEqual([1, 4, 3, 0]);
  expect(byDisagreement(pairs, 2)).toEqual([1, 4]);
});
