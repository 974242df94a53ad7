import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Spectrum } from '#shared/spectrum';
import { createRandom } from '#core/simulate/random';
import { areaSums } from './area-average';
import {
  prepareSpectrum,
  PUBLISHED_CALIBRATION,
  SCALAR_NAMES,
  spectrumScalars,
} from './preprocess';

function spectrumWith(rows: number, columns: number, counts: Float32Array): Spectrum {
  return {
    counts,
    energy: { name: 'Kinetic energy', unit: 'eV', start: 16, step: 0.7 / rows, count: rows },
    angle: { name: 'Angle', unit: 'deg', start: -15, step: 30 / columns, count: columns },
  };
}

/** A smooth band over a background, sampled by integration, so that any grid sees the same scene. */
function bandSpectrum(rows: number, columns: number): Spectrum {
  const counts = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [e, a] = [(row + 0.5) / rows, (column + 0.5) / columns];
      const distance = (e - 0.2 - 2 * (a - 0.5) ** 2) / 0.15;
      counts[row * columns + column] =
        (1e6 * (0.2 + Math.exp(-distance * distance))) / rows / columns;
    }
  }
  return spectrumWith(rows, columns, counts);
}

function sumOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0);
}

describe('areaSums', () => {
  it('keeps the total for finer and coarser grids', () => {
    const size = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(
        size,
        size,
        size,
        size,
        fc.integer(),
        (rows, columns, outRows, outColumns, seed) => {
          const random = createRandom(seed);
          const image = Float32Array.from({ length: rows * columns }, () => random.poisson(3));
          const sums = areaSums(image, rows, columns, outRows, outColumns);
          expect(sumOf(sums)).toBeCloseTo(sumOf(image), 6);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('shares a pixel by overlapped area', () => {
    expect([...areaSums(Float32Array.of(3, 6, 9), 1, 3, 1, 2)]).toEqual([6, 12]);
    expect([...areaSums(Float32Array.of(8, 4), 2, 1, 4, 1)]).toEqual([4, 4, 2, 2]);
    expect([...areaSums(Float32Array.of(1, 2, 3, 4), 2, 2, 2, 2)]).toEqual([1, 2, 3, 4]);
  });
});

describe('prepareSpectrum', () => {
  it('whitens and reports counts and pixel widths', () => {
    const prepared = prepareSpectrum(bandSpectrum(300, 200), 32);
    const mean = sumOf(prepared.image) / prepared.image.length;
    const variance = sumOf(prepared.image.map((value) => value * value)) / prepared.image.length;
    expect(mean).toBeCloseTo(0, 5);
    expect(variance).toBeCloseTo(1, 4);
    expect(prepared.meanCounts * 32 * 32).toBeCloseTo(prepared.totalCounts, 3);
    expect(prepared.energyPerPixelEv).toBeCloseTo(0.7 / 32, 9);
    expect(prepared.anglePerPixelDeg).toBeCloseTo(30 / 32, 9);
  });

  it('gives the same input whatever the sampling was', () => {
    const coarse = prepareSpectrum(bandSpectrum(128, 128), 64);
    const fine = prepareSpectrum(bandSpectrum(1000, 901), 64);
    const gap = Math.max(...fine.image.map((value, i) => Math.abs(value - coarse.image[i])));
    expect(gap).toBeLessThan(0.02);
    expect(fine.energyPerPixelEv).toBeCloseTo(coarse.energyPerPixelEv ?? 0, 9);
    const [a, b] = [fine, coarse].map((one) => spectrumScalars(one, PUBLISHED_CALIBRATION));
    a.forEach((value, i) => expect(value).toBeCloseTo(b[i], 2));
  });

  it('does not depend on the scale of the counts', () => {
    const spectrum = bandSpectrum(90, 70);
    const scaled = { ...spectrum, counts: spectrum.counts.map((value) => 7 * value) };
    const [a, b] = [spectrum, scaled].map((one) => prepareSpectrum(one, 32).image);
    a.forEach((value, i) => expect(value).toBeCloseTo(b[i], 4));
  });

  it('takes empty, constant, NaN, infinite and negative frames', () => {
    const frames: Float32Array[] = [
      new Float32Array(400),
      new Float32Array(400).fill(5),
      Float32Array.from({ length: 400 }, (_, i) => (i % 7 === 0 ? NaN : i)),
      Float32Array.from({ length: 400 }, (_, i) => (i === 9 ? Infinity : i)),
      Float32Array.from({ length: 400 }, (_, i) => -i),
    ];
    for (const counts of frames) {
      const prepared = prepareSpectrum(spectrumWith(20, 20, counts), 16);
      expect(prepared.image.every(Number.isFinite)).toBe(true);
      expect(Number.isFinite(prepared.totalCounts)).toBe(true);
      const scalars = spectrumScalars(prepared, PUBLISHED_CALIBRATION);
      expect(scalars.every(Number.isFinite)).toBe(true);
    }
    const empty = prepareSpectrum(spectrumWith(20, 20, frames[0]), 16);
    expect(empty.image.every((value) => value === 0)).toBe(true);
  });
});

describe('spectrumScalars', () => {
  const prepared = prepareSpectrum(bandSpectrum(90, 70), 32);

  it('has one value per name', () => {
    expect(spectrumScalars(prepared, PUBLISHED_CALIBRATION)).toHaveLength(SCALAR_NAMES.length);
  });

  it('undoes gain and full-score counts', () => {
    const spectrum = bandSpectrum(90, 70);
    const digitised = { ...spectrum, counts: spectrum.counts.map((value) => 12 * value) };
    const calibrated = spectrumScalars(prepareSpectrum(digitised, 32), {
      fullScoreCounts: 4e5,
      gain: 3,
    });
    spectrumScalars(prepared, PUBLISHED_CALIBRATION).forEach((value, i) =>
      expect(calibrated[i]).toBeCloseTo(value, 4),
    );
  });

  it('flags axes without a physical unit', () => {
    const spectrum = bandSpectrum(90, 70);
    const pixels = { ...spectrum, angle: { ...spectrum.angle, unit: 'pixel' } };
    const scalars = spectrumScalars(prepareSpectrum(pixels, 32), PUBLISHED_CALIBRATION);
    const at = (name: string) => scalars[SCALAR_NAMES.indexOf(name)];
    expect(at('deg per pixel unknown')).toBe(1);
    expect(at('eV per pixel unknown')).toBe(0);
  });

  it('reads milli-electronvolts and radians as what they are', () => {
    const spectrum = bandSpectrum(90, 70);
    const { energy, angle } = spectrum;
    const other = {
      ...spectrum,
      energy: { ...energy, unit: 'meV', step: energy.step * 1000 },
      angle: { ...angle, unit: 'rad', step: (angle.step * Math.PI) / 180 },
    };
    const a = prepareSpectrum(spectrum, 32);
    const b = prepareSpectrum(other, 32);
    expect(b.energyPerPixelEv).toBeCloseTo(a.energyPerPixelEv ?? 0, 9);
    expect(b.anglePerPixelDeg).toBeCloseTo(a.anglePerPixelDeg ?? 0, 9);
  });
});
