import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawSpectrumParameters } from '#core/simulate/distributions';
import { createRandom } from '#core/simulate/random';
import { simulateSpectrum } from '#core/simulate/spectrum';
import type { Spectrum } from '#shared/spectrum';
import { estimateGain } from './count-gain';

const axis = { name: 'x', unit: '', start: 0, step: 1 };

/** A frame of counts given pixel by pixel. */
function frame(rows: number, columns: number, value: (row: number, column: number) => number) {
  const counts = new Float32Array(rows * columns);
  for (let i = 0; i < counts.length; i++) counts[i] = value(Math.floor(i / columns), i % columns);
  const spectrum: Spectrum = {
    counts,
    energy: { ...axis, count: rows },
    angle: { ...axis, count: columns },
  };
  return spectrum;
}

function simulated(seed: number, electrons: number, readoutSpreadPoints: number): Spectrum {
  const sampling = { energyCount: 240, angleCount: 260 };
  const drawn = drawSpectrumParameters('published', createRandom(seed), sampling);
  const { spectrum } = simulateSpectrum({
    ...drawn,
    readoutSpreadPoints,
    counting: { kind: 'fixed-count', electronCount: electrons },
  });
  return spectrum;
}

function scaled(spectrum: Spectrum, gain: number): Spectrum {
  return { ...spectrum, counts: spectrum.counts.map((value) => value * gain) };
}

const gains = fc.double({ min: Math.log(0.1), max: Math.log(100), noNaN: true }).map(Math.exp);

describe('estimateGain', () => {
  it('finds the counts of one electron in simulated spectra, read out sharp or spread', () => {
    const answers: number[] = [];
    fc.assert(
      fc.property(
        gains,
        fc.integer({ min: 1, max: 1e6 }),
        fc.constantFrom(3e3, 3e4, 3e5, 1e6),
        fc.constantFrom(1, 3, 5),
        (gain, seed, electrons, spread) => {
          const found = estimateGain(scaled(simulated(seed, electrons, spread), gain));
          if (found !== null) answers.push(found / gain);
          return found === null || (found / gain > 0.65 && found / gain < 1.5);
        },
      ),
      { numRuns: 30 },
    );
    expect(answers.length).toBeGreaterThan(24);
    const sorted = answers.toSorted((a, b) => a - b);
    expect(sorted[sorted.length >> 1]).toBeGreaterThan(0.9);
    expect(sorted[sorted.length >> 1]).toBeLessThan(1.1);
  });

  it('scales with the counts', () => {
    const spectrum = simulated(5, 3e5, 3);
    const once = estimateGain(spectrum) ?? NaN;
    expect(estimateGain(scaled(spectrum, 17)) ?? NaN).toBeCloseTo(17 * once, 3);
  });

  it('looks past parts without counts, NaN and a hot pixel', () => {
    const random = createRandom(4);
    const spoilt = frame(128, 128, (row, column) => {
      if (column < 20) return 0;
      if (row === 40) return NaN;
      if (row === 70 && column === 70) return 1e6;
      return 8 * random.poisson(5);
    });
    const found = estimateGain(spoilt) ?? NaN;
    expect(found / 8).toBeGreaterThan(0.85);
    expect(found / 8).toBeLessThan(1.15);
  });

  it('says nothing where noise says nothing', () => {
    const random = createRandom(7);
    const wave = (row: number, column: number) => 3 + Math.sin(row / 5) + Math.cos(column / 7);
    const cases: Record<string, Spectrum> = {
      empty: frame(128, 128, () => 0),
      constant: frame(128, 128, () => 12),
      'free of noise': frame(128, 128, wave),
      'too small': frame(20, 20, () => random.poisson(10)),
      'all NaN': frame(128, 128, () => NaN),
      'below zero': frame(128, 128, () => random.poisson(10) - 10),
      'on a dark level': frame(128, 128, (row) => 40 + 6 * random.poisson(0.1 + row / 4)),
    };
    for (const [name, spectrum] of Object.entries(cases)) {
      expect(estimateGain(spectrum), name).toBeNull();
    }
  });
});
