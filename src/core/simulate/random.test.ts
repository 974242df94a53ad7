import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from './random';
import { binomialVariate } from './random-counts';

/** Mean and variance of `count` draws. */
function momentsOf(draw: () => number, count: number): { mean: number; variance: number } {
  let sum = 0;
  let squares = 0;
  for (let index = 0; index < count; index++) {
    const value = draw();
    sum += value;
    squares += value * value;
  }
  const mean = sum / count;
  return { mean, variance: squares / count - mean * mean };
}

describe('createRandom', () => {
  it('gives the same bits for the same seed and others for the next seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER - 1 }), (seed) => {
        const first = createRandom(seed);
        const again = createRandom(seed);
        const other = createRandom(seed + 1);
        const values = Array.from({ length: 8 }, () => first.next());
        expect(Array.from({ length: 8 }, () => again.next())).toEqual(values);
        expect(Array.from({ length: 8 }, () => other.next())).not.toEqual(values);
      }),
    );
  });

  it('keeps to values recorded once, so that seeds stay valid between versions', () => {
    const random = createRandom(2024);
    expect([random.nextUint32(), random.nextUint32(), random.nextUint32()]).toMatchInlineSnapshot(`
      [
        199863789,
        2852757606,
        2580234078,
      ]
    `);
  });

  it('forks streams that do not depend on use and do not repeat each other', () => {
    const fresh = createRandom(7);
    const used = createRandom(7);
    used.next();
    used.normal();
    expect(used.fork(3).next()).toBe(fresh.fork(3).next());
    const firsts = new Set(Array.from({ length: 2000 }, (_, label) => fresh.fork(label).next()));
    expect(firsts.size).toBe(2000);
    const grandchildren = new Set<number>();
    for (let a = 0; a < 40; a++) {
      for (let b = 0; b < 40; b++) grandchildren.add(fresh.fork(a).fork(b).next());
    }
    expect(grandchildren.size).toBe(1600);
  });

  it('draws first values of neighbouring seeds uniformly', () => {
    const { mean, variance } = momentsOf(
      (
        (seed) => () =>
          createRandom(seed++).next()
      )(0),
      20000,
    );
    expect(mean).toBeCloseTo(0.5, 1.9);
    expect(variance).toBeCloseTo(1 / 12, 1.9);
  });

  it('has the moments of the normal distribution', () => {
    const random = createRandom(11);
    const { mean, variance } = momentsOf(() => random.normal(), 40000);
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.03);
  });

  it.each([0.02, 0.7, 4, 9.9, 10.1, 55, 3000, 2e6])(
    'draws Poisson counts of mean and variance %d',
    (expected) => {
      const random = createRandom(5);
      const count = 30000;
      const { mean, variance } = momentsOf(() => random.poisson(expected), count);
      expect(Math.abs(mean - expected)).toBeLessThan(4.5 * Math.sqrt(expected / count));
      const varianceError = Math.sqrt((2 * expected * expected + expected) / count);
      expect(Math.abs(variance - expected)).toBeLessThan(4.5 * varianceError);
    },
  );

  it('draws Poisson counts with the exact probabilities on both sides of the switch', () => {
    for (const expected of [3, 12]) {
      const random = createRandom(17);
      const draws = 60000;
      const histogram = new Map<number, number>();
      for (let draw = 0; draw < draws; draw++) {
        const count = random.poisson(expected);
        histogram.set(count, (histogram.get(count) ?? 0) + 1);
      }
      let probability = Math.exp(-expected);
      for (let count = 0; count < 25; count++) {
        const error = Math.sqrt((probability * (1 - probability)) / draws);
        const share = (histogram.get(count) ?? 0) / draws;
        expect(Math.abs(share - probability)).toBeLessThan(4.5 * error + 1e-4);
        probability *= expected / (count + 1);
      }
    }
  });

  it.each([
    [20, 0.1],
    [20, 0.9],
    [400, 0.5],
    [100000, 0.003],
    [5000000, 0.2],
  ])('draws binomial counts of %d trials at %d', (trials, probability) => {
    const random = createRandom(23);
    const draws = 30000;
    const { mean, variance } = momentsOf(() => binomialVariate(random, trials, probability), draws);
    const expected = trials * probability;
    const spread = expected * (1 - probability);
    expect(Math.abs(mean - expected)).toBeLessThan(4.5 * Math.sqrt(spread / draws));
    expect(Math.abs(variance / spread - 1)).toBeLessThan(4.5 * Math.sqrt((2 + 1 / spread) / draws));
  });

  it('returns the limits of the binomial', () => {
    const random = createRandom(1);
    expect(binomialVariate(random, 50, 0)).toBe(0);
    expect(binomialVariate(random, 50, 1)).toBe(50);
    expect(binomialVariate(random, 0, 0.4)).toBe(0);
  });
});
