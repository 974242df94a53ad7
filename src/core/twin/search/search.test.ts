import { describe, expect, test } from 'vitest';
import { createRandom } from '#core/simulate/random';
import { SuccessiveHalving } from './halving';
import { suggest, type SearchSpace, type Trial } from './parzen';

const space: SearchSpace = {
  layers: { kind: 'integer', least: 2, largest: 10 },
  rate: { kind: 'logarithmic', least: 1e-5, largest: 1e-1 },
  batch: { kind: 'choice', values: [16, 32, 64, 128] },
};

/** Least at 7 layers, a rate of 1e-3 and batches of 64. */
const lossOf = ({ layers, rate, batch }: Record<string, number>) =>
  (layers - 7) ** 2 / 10 + Math.log10(rate / 1e-3) ** 2 + (batch === 64 ? 0 : 1);

function search(count: number, seed: number, isBlind: boolean): number {
  const random = createRandom(seed);
  const trials: Trial[] = [];
  for (let i = 0; i < count; i++) {
    const choice = suggest(space, isBlind ? [] : trials, random);
    trials.push({ choice, loss: lossOf(choice) });
  }
  return Math.min(...trials.map(({ loss }) => loss));
}

describe('Parzen estimator', () => {
  test('comes nearer to a known optimum than blind draws do', () => {
    const seeds = Array.from({ length: 12 }, (_, seed) => seed);
    const mean = (isBlind: boolean) =>
      seeds.reduce((sum, seed) => sum + search(60, seed, isBlind), 0) / seeds.length;
    expect(mean(false)).toBeLessThan(0.4 * mean(true));
    expect(mean(false)).toBeLessThan(0.2);
  });

  test('stays within the space and draws the same from the same seed', () => {
    const trials = Array.from({ length: 20 }, (_, i) => ({
      choice: { layers: 10, rate: 1e-1, batch: 128 },
      loss: i,
    }));
    const [a, b] = [1, 1].map((seed) => suggest(space, trials, createRandom(seed)));
    expect(a).toEqual(b);
    expect(Number.isInteger(a.layers) && a.layers >= 2 && a.layers <= 10).toBe(true);
    expect(a.rate >= 1e-5 && a.rate <= 1e-1).toBe(true);
    expect([16, 32, 64, 128]).toContain(a.batch);
  });

  test('trials without a loss teach nothing and break nothing', () => {
    const trials = Array.from({ length: 12 }, () => ({
      choice: { layers: 3, rate: 1e-2, batch: 16 },
      loss: NaN,
    }));
    expect(suggest(space, trials, createRandom(2)).layers).toBeGreaterThanOrEqual(2);
  });
});

describe('asynchronous successive halving', () => {
  test('the rungs are at powers of the reduction', () => {
    const halving = new SuccessiveHalving({ firstRung: 10, reduction: 3 });
    expect([1, 10, 20, 30, 60, 90, 270].filter((epoch) => halving.isRung(epoch))).toEqual([
      10, 30, 90, 270,
    ]);
  });

  test('the best of many goes on to the end, and most of the work is saved', () => {
    const halving = new SuccessiveHalving({ firstRung: 10, reduction: 3 });
    const random = createRandom(5);
    const finals = Array.from({ length: 27 }, () => random.next());
    let epochs = 0;
    const finished: number[] = [];
    for (const final of finals) {
      const rungs = [10, 30, 90];
      const stop = rungs.find((rung) => !halving.goesOn(rung, final + 2 / rung));
      epochs += stop ?? 270;
      if (stop === undefined) finished.push(final);
    }
    expect(Math.min(...finished)).toBe(Math.min(...finals));
    expect(epochs).toBeLessThan(0.4 * 27 * 270);
  });

  test('a loss that is no number ends the trial', () => {
    const halving = new SuccessiveHalving({ firstRung: 1, reduction: 2 });
    expect(halving.goesOn(1, NaN)).toBe(false);
  });
});
