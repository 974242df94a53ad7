import { describe, expect, it } from 'vitest';
import { rasterPositions } from '#core/simulate/raster';
import { createScene } from '#core/simulate/scene';
import { sceneSpectrumAt } from '#core/simulate/scene-spectrum';
import type { Spectrum } from '#shared/spectrum';
import { benchmarkParts, benchmarkScore, proposeBackgroundThreshold } from './bms';
import { momentumDistributionCurve, proposeMdcWindow } from './mdc';

const weights = { sharpness: 0.6, signalToBackground: 1, counts: 0.8 };

/** A band that disperses from −6° to 6° with a Lorentzian MDC, on a flat background, cut at 0 eV. */
function bandSpectrum(fwhmDeg: number, angleStep = 0.1): Spectrum {
  const energy = { name: 'E − E_F', unit: 'eV', start: -0.5, step: 0.005, count: 140 };
  const angle = {
    name: 'Angle',
    unit: 'deg',
    start: -Math.sign(angleStep) * 15,
    step: angleStep,
    count: 301,
  };
  const counts = new Float32Array(energy.count * angle.count);
  for (let e = 0; e < energy.count; e++) {
    const ev = energy.start + e * energy.step;
    for (let a = 0; a < angle.count; a++) {
      const deg = angle.start + a * angle.step;
      const centre = -6 + 24 * (ev + 0.5);
      const gamma = fwhmDeg / 2;
      const band = ev <= 0 ? 40 / (1 + ((deg - centre) / gamma) ** 2) : 0;
      counts[e * angle.count + a] = 2 + band;
    }
  }
  return { counts, energy, angle };
}

describe('momentumDistributionCurve', () => {
  it('sums the energy window, angles ascending whatever the file’s order', () => {
    const spectrum: Spectrum = {
      counts: Float32Array.of(1, 2, 3, 10, 20, 30, 100, NaN, 300),
      energy: { name: '', unit: 'eV', start: 0, step: 1, count: 3 },
      angle: { name: '', unit: 'deg', start: 1, step: -1, count: 3 },
    };
    const curve = momentumDistributionCurve(spectrum, { energyEv: [2, 1], angle: [-1, 1] });
    expect([...curve.angle]).toEqual([-1, 0, 1]);
    expect([...curve.intensity]).toEqual([330, 20, 110]);
  });
});

describe('proposeMdcWindow', () => {
  it.each([0.1, -0.1])('encloses the band (angle step %s)', (angleStep) => {
    const spectrum = bandSpectrum(1.2, angleStep);
    const window = proposeMdcWindow(spectrum)!;
    const middle = (window.energyEv[0] + window.energyEv[1]) / 2;
    // Near the Fermi level, where bands are sharpest and farthest apart.
    expect(middle).toBeGreaterThan(-0.1);
    expect(middle).toBeLessThan(0.005);
    const centre = -6 + 24 * (middle + 0.5);
    expect(Math.min(...window.angle)).toBeLessThan(centre - 1.2);
    expect(Math.max(...window.angle)).toBeGreaterThan(centre + 1.2);
    const { fit } = benchmarkParts(spectrum, { window, backgroundThreshold: 5 });
    expect(fit.kind).toBe('fitted');
    if (fit.kind !== 'fitted') return;
    expect(Math.abs(fit.position - centre)).toBeLessThan(0.2);
    // The band disperses by 0.12° per pixel row within the window, which adds little.
    expect(fit.fwhm).toBeGreaterThan(1.15);
    expect(fit.fwhm).toBeLessThan(1.5);
  });

  it('proposes nothing on an even image, nor on noise alone', () => {
    const spectrum = bandSpectrum(1);
    spectrum.counts.fill(7);
    expect(proposeMdcWindow(spectrum)).toBeNull();
    let state = 5;
    spectrum.counts = spectrum.counts.map(() => {
      state = (state * 48271) % 2147483647;
      return state % 10;
    });
    expect(proposeMdcWindow(spectrum)).toBeNull();
  });
});

describe('benchmark score', () => {
  it('separates background from features in the histogram', () => {
    const threshold = proposeBackgroundThreshold(bandSpectrum(1.2));
    expect(threshold).toBeGreaterThan(2);
    expect(threshold).toBeLessThan(40);
    const counted = bandSpectrum(1.2);
    counted.counts = counted.counts.map((_, i) => (i % 10 === 0 ? 1 : 0));
    expect(proposeBackgroundThreshold(counted)).toBeCloseTo(1.5, 9);
    counted.counts.fill(0);
    expect(proposeBackgroundThreshold(counted)).toBe(0);
  });

  it('proposes one threshold that gives dim spots of a scan their true B too', () => {
    const scene = createScene('bi2se3', 1, { widthUm: 200, heightUm: 140 });
    const places = rasterPositions({
      kind: 'line',
      columns: 11,
      rows: 8,
      stepUm: 20,
      origin: { xUm: 0, yUm: 0 },
      seed: 1,
    });
    const spots = places.map(({ xUm, yUm }, index) => {
      const sampling = { energyCount: 100, angleCount: 80 };
      const { spectrum, components } = sceneSpectrumAt(scene, xUm, yUm, index, sampling);
      return { spectrum, truth: components.signalToBackground };
    });
    spots.sort((a, b) => b.truth - a.truth);
    const backgroundThreshold = proposeBackgroundThreshold(spots[0].spectrum);
    const window = proposeMdcWindow(spots[0].spectrum)!;
    const measured = spots.map(
      ({ spectrum }) =>
        1 - benchmarkParts(spectrum, { window, backgroundThreshold }).backgroundFraction,
    );
    // The background's level is what decides; counting noise and weak flanks shift B a little.
    const errors = spots.map(({ truth }, i) => Math.abs(measured[i] - truth));
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.1);
    expect(Math.min(...measured.slice(0, 5))).toBeGreaterThan(0.8);
    expect(Math.max(...measured.slice(-5))).toBeLessThan(0.35);
  });

  it('adds up by hand', () => {
    const extremes = { fwhm: 2, totalCounts: 1000 };
    const point = { fwhm: 0.5, backgroundFraction: 0.05, totalCounts: 1000 };
    // S = 0.75 (1 point), B = 0.95 (0 points, bonus 1), N = 1 (bonus 1): 10 − 0.6 + 2, clipped.
    expect(benchmarkScore(point, extremes, weights)).toBe(10);
    // S = 0 (8 points), B = 0.4 (3), N = 0.05 (8), B + N ≤ 0.5 (2): 10 − 4.8 − 3 − 6.4 − 2 < 0.
    const poor = { fwhm: null, backgroundFraction: 0.6, totalCounts: 50 };
    expect(benchmarkScore(poor, extremes, weights)).toBe(0);
    // S = 0.75 (1), B = 0.6 (2), N = 0.6 (2): 10 − 0.6 − 2 − 1.6.
    const middling = { fwhm: 0.5, backgroundFraction: 0.4, totalCounts: 600 };
    expect(benchmarkScore(middling, extremes, weights)).toBeCloseTo(5.8, 12);
  });

  it('falls with the width and with the background', () => {
    const settings = { window: proposeMdcWindow(bandSpectrum(1))!, backgroundThreshold: 10 };
    const narrow = benchmarkParts(bandSpectrum(1), settings);
    const wide = benchmarkParts(bandSpectrum(3), settings);
    expect(narrow.fit).toMatchObject({ kind: 'fitted' });
    expect(wide.fit).toMatchObject({ kind: 'fitted' });
    if (narrow.fit.kind !== 'fitted' || wide.fit.kind !== 'fitted') return;
    const extremes = { fwhm: wide.fit.fwhm, totalCounts: 1 };
    const score = (fwhm: number, backgroundFraction: number) =>
      benchmarkScore({ fwhm, backgroundFraction, totalCounts: 0.6 }, extremes, weights);
    expect(score(narrow.fit.fwhm, 0.5)).toBeGreaterThan(score(wide.fit.fwhm, 0.5));
    expect(score(wide.fit.fwhm, 0.2)).toBeGreaterThan(score(wide.fit.fwhm, 0.8));
  });
});
