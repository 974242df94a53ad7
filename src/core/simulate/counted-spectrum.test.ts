import { describe, expect, it } from 'vitest';
import { axisValue } from '#shared/axis';
import { drawSpectrumParameters } from './distributions';
import type { SpectrumParameters } from './parameters';
import { createRandom } from './random';
import { reference, total } from './reference.test-support';
import { simulateSpectrum } from './spectrum';

describe('simulateSpectrum', () => {
  it('counts exactly the fixed number of electrons', () => {
    for (const electronCount of [0, 1, 777, 20000, 3_000_000]) {
      const { spectrum } = simulateSpectrum(
        reference('square', {}, { counting: { kind: 'fixed-count', electronCount } }),
      );
      expect(total(spectrum.counts)).toBe(electronCount);
    }
  });

  it('counts a Poisson total at fixed exposure', () => {
    const totals = Array.from({ length: 300 }, (_, countingSeed) => {
      const parameters = reference('square', {}, { countingSeed });
      parameters.counting = { kind: 'exposure', meanElectronCount: 400 };
      parameters.sampling = { ...parameters.sampling, energyCount: 20, angleCount: 20 };
      return total(simulateSpectrum(parameters).spectrum.counts);
    });
    const mean = total(totals) / 300;
    const variance = total(totals.map((value) => (value - mean) ** 2)) / 300;
    expect(Math.abs(mean - 400)).toBeLessThan(5);
    expect(variance / mean).toBeGreaterThan(0.75);
    expect(variance / mean).toBeLessThan(1.25);
  });

  it('keeps the total under the read-out’s spread', () => {
    const { spectrum } = simulateSpectrum(reference('square', {}, { readoutSpreadPoints: 5 }));
    expect(total(spectrum.counts) / 20000).toBeCloseTo(1, 2);
    expect(new Set(spectrum.counts).size).toBeGreaterThan(100);
  });

  it('gives the same bits for the same parameters, also after a trip through JSON', () => {
    const parameters = drawSpectrumParameters('published', createRandom(5), {
      energyCount: 64,
      angleCount: 48,
    });
    const first = simulateSpectrum(parameters);
    // Another size in between must not disturb the reused buffers.
    simulateSpectrum(reference('honeycomb', { hoppingEv: 0.2 }));
    const again = simulateSpectrum(JSON.parse(JSON.stringify(parameters)) as SpectrumParameters);
    expect(again.spectrum.counts).toEqual(first.spectrum.counts);
    expect(again.components).toEqual(first.components);
    const other = simulateSpectrum({ ...parameters, countingSeed: parameters.countingSeed + 1 });
    expect(other.spectrum.counts).not.toEqual(first.spectrum.counts);
    expect(other.components).toEqual(first.components);
  });

  it('keeps to bits recorded once, on every machine', () => {
    const { spectrum } = simulateSpectrum(
      drawSpectrumParameters('published', createRandom(42), { energyCount: 48, angleCount: 48 }),
    );
    let hash = 0x811c9dc5;
    for (const byte of new Uint8Array(spectrum.counts.buffer)) {
      hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    }
    expect(hash.toString(16)).toMatchInlineSnapshot(`"f00221d7"`);
  });

  it('labels the axes with kinetic energy and angle at the pixel centres', () => {
    const { spectrum } = simulateSpectrum(reference('square', {}));
    expect(spectrum.energy).toMatchObject({ unit: 'eV', count: 200 });
    expect(axisValue(spectrum.energy, 160)).toBeCloseTo(16.9 + 0.0025, 9);
    expect(axisValue(spectrum.angle, 60)).toBeCloseTo(0.125, 9);
  });

  it('puts no counts where the detector is blind', () => {
    const { spectrum } = simulateSpectrum(
      reference(
        'square',
        {},
        {
          artefacts: [{ kind: 'border', left: 0.2, right: 0, bottom: 0, top: 0, slope: 0 }],
        },
      ),
    );
    const { counts } = spectrum;
    let inBorder = 0;
    for (let i = 0; i < 200; i++) inBorder += total(counts.subarray(i * 120, i * 120 + 24));
    expect(inBorder).toBe(0);
    expect(total(counts)).toBe(20000);
  });
});
