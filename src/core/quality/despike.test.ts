import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/simulate/random';
import type { Spectrum } from '#shared/spectrum';
import { despikedCounts } from './despike';

const ROWS = 60;
const COLUMNS = 80;

/** A band of counts on a weak background: a sharp line, and noise. */
function band(scale = 1, perPixel = 8): Spectrum {
  const random = createRandom(4);
  const counts = Float32Array.from({ length: ROWS * COLUMNS }, (_, index) => {
    const [row, column] = [Math.floor(index / COLUMNS), index % COLUMNS];
    const distance = (row - 15 - ((column - 40) * (column - 40)) / 60) / 1.2;
    return random.poisson(perPixel * (0.2 + 6 * Math.exp(-0.5 * distance * distance))) * scale;
  });
  const axis = { name: '', unit: '', start: 0, step: 1 };
  return {
    counts,
    energy: { ...axis, count: ROWS },
    angle: { ...axis, count: COLUMNS },
  };
}

const at = (row: number, column: number) => row * COLUMNS + column;

describe('despikedCounts', () => {
  it('hands on a frame without spikes as it is, dim or bright', () => {
    for (const perPixel of [0.01, 0.3, 8, 4000]) {
      const { counts, ...axes } = band(1, perPixel);
      expect(despikedCounts({ counts, ...axes })).toBe(counts);
    }
  });

  it('takes hot pixels of 10³ to 10⁶ counts down to what is about them, and changes nothing else', () => {
    for (const hot of [1e3, 5e3, 1e6]) {
      const spectrum = band();
      const clean = spectrum.counts.slice();
      const places = [at(0, 0), at(30, 10), at(59, 79), at(45, 41)];
      for (const place of places) spectrum.counts[place] += hot;
      const mended = despikedCounts(spectrum);
      for (const place of places) expect(mended[place]).toBeLessThan(60);
      const others = mended.map((value, i) => (places.includes(i) ? clean[i] : value));
      expect(others).toEqual(clean);
      expect(spectrum.counts[places[1]]).toBeGreaterThan(hot - 1);
    }
  });

  it('takes out a cosmic that covers 3 × 3 pixels', () => {
    const spectrum = band();
    for (let i = 40; i < 43; i++) for (let j = 5; j < 8; j++) spectrum.counts[at(i, j)] += 2000;
    const mended = despikedCounts(spectrum);
    expect(Math.max(...mended)).toBeLessThan(200);
  });

  it('fills dead columns between their neighbours', () => {
    const spectrum = band();
    const clean = spectrum.counts.slice();
    for (let row = 0; row < ROWS; row++) {
      spectrum.counts[at(row, 30)] = 0;
      spectrum.counts[at(row, 31)] = 0;
    }
    const mended = despikedCounts(spectrum);
    expect(mended[at(16, 30)]).toBe((clean[at(16, 29)] + clean[at(16, 32)]) / 2);
    expect(mended[at(50, 60)]).toBe(clean[at(50, 60)]);
  });

  it('mends rates as it mends counts', () => {
    const [counts, rates] = [band(1), band(1 / 1024)];
    counts.counts[at(20, 20)] = 4096;
    rates.counts[at(20, 20)] = 4;
    const expected = despikedCounts(counts).map((value) => value / 1024);
    expect(despikedCounts(rates)).toEqual(expected);
  });

  it('leaves a black border, and a frame whose counts are all lone pixels', () => {
    const bordered = band();
    for (let row = 0; row < ROWS; row++) bordered.counts.fill(0, at(row, 0), at(row, 9));
    expect(despikedCounts(bordered)).toBe(bordered.counts);
    const sparse = band();
    sparse.counts.fill(0);
    for (let i = 0; i < 200; i++) sparse.counts[(i * 7919) % sparse.counts.length] = 1;
    expect(despikedCounts(sparse)).toBe(sparse.counts);
  });
});
