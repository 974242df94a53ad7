import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/simulate/random';
import { representMap } from './representation';

const options = {
  seed: 1,
  mostEpochs: 15,
  onProgress: () => undefined,
  signal: new AbortController().signal,
};

describe('representation of a map', () => {
  it('goes through a noisy map, leaves gaps open, and is never worse than smoothing by 5 %', () => {
    const random = createRandom(7);
    const [rows, columns] = [30, 40];
    const truth = (row: number, column: number): number =>
      4 + 40 * Math.exp(-(((Math.hypot(row - 15, column - 20) - 9) / 2.5) ** 2));
    const values = Float32Array.from({ length: rows * columns }, (_, at) =>
      random.poisson(truth(Math.floor(at / columns), at % columns)),
    );
    values[5] = Number.NaN;
    const found = representMap({ rows, columns, values }, options);
    const used = found.method === 'sines' ? found.errors.sines : found.errors.smoothing;
    expect(used).toBeLessThanOrEqual(1.05 * found.errors.smoothing);
    expect(Number.isNaN(found.residual[5])).toBe(true);
    // Between pixels, on the ring: nearer to the truth than the noise of one pixel.
    const places = Array.from({ length: 40 }, (_, i) => (2 * Math.PI * i) / 40).flatMap((angle) => [
      15 + 9 * Math.sin(angle),
      20 + 9 * Math.cos(angle),
    ]);
    const between = found.at(places);
    const mean = between.reduce((sum, value) => sum + value, 0) / between.length;
    expect(Math.abs(mean - 44)).toBeLessThan(8);
  });
});
