import { describe, expect, it } from 'vitest';
import { arrivalNumberAt, timelineSeries } from './timeline';

describe('timelineSeries', () => {
  it('keeps every score of a short scan and the staircase of the best', () => {
    const { scores, running } = timelineSeries([3, 1, NaN, 5, 4], 5, 100);
    expect([...scores]).toEqual([1, 3, 2, 1, 4, 5, 5, 4]);
    expect(running).toEqual([
      [1, 3],
      [4, 5],
      [5, 5],
    ]);
  });

  it('thins a long scan without losing its extremes', () => {
    const mls = Float32Array.from({ length: 10_000 }, (_, id) => 5 + Math.sin(id / 50));
    mls[4321] = 9.5;
    mls[7000] = 0.5;
    const { scores, running } = timelineSeries(mls, mls.length, 500);
    expect(scores.length / 2).toBeLessThanOrEqual(500);
    expect(scores[scores.indexOf(4322) + 1]).toBe(9.5);
    expect(scores[scores.indexOf(7001) + 1]).toBe(0.5);
    expect(running.at(-1)).toEqual([10_000, 9.5]);
  });
});

describe('arrivalNumberAt', () => {
  it('counts the points that were there by then', () => {
    const arrivedAt = [10, 20, 20, 30];
    expect([5, 10, 20, 25, 99].map((time) => arrivalNumberAt(arrivedAt, 4, time))).toEqual([
      0, 1, 3, 3, 4,
    ]);
  });
});
