import { expect, it } from 'vitest';
import { robustMaximum } from './robust-maximum';

it('is a maximum that no single value sets', () => {
  const values = Float64Array.from({ length: 144 }, (_, i) => 1000 + i);
  const calm = robustMaximum(values);
  expect(calm).toBeGreaterThan(1130);
  values[70] = 20_000;
  expect(robustMaximum(values) / calm).toBeLessThan(1.001);
  expect(robustMaximum([5, 7, 100])).toBe(7);
  expect(robustMaximum([5])).toBe(5);
  expect(robustMaximum([0, NaN, -3])).toBe(0);
});
