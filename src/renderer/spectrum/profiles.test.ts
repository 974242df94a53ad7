import { describe, expect, it } from 'vitest';
import {
  brightestPlace,
  edcAt,
  fitScale,
  fittedMdc,
  intensityQuantile,
  mdcAt,
  mdcOfWindow,
} from './profiles';

/** 4 energies × 5 angles; intensity 10 · row + column. */
const spectrum = {
  energy: { name: 'Kinetic energy', unit: 'eV', start: 16, step: 0.5, count: 4 },
  angle: { name: 'Angle', unit: 'deg', start: -2, step: 1, count: 5 },
  intensity: Float32Array.from({ length: 20 }, (_, i) => 10 * Math.floor(i / 5) + (i % 5)),
};

describe('profiles', () => {
  it('averages an MDC over the rows next to the cursor, fewer at the edge', () => {
    expect([...mdcAt(spectrum, 16.5)]).toEqual([10, 11, 12, 13, 14]);
    expect([...mdcAt(spectrum, 16)]).toEqual([5, 6, 7, 8, 9]);
  });

  it('averages an EDC over the columns next to the cursor', () => {
    expect([...edcAt(spectrum, 0)]).toEqual([2, 12, 22, 32]);
  });

  it('averages an MDC over the energies of a window, in either order', () => {
    const mdc = mdcOfWindow(spectrum, { energyEv: [17.5, 17], angle: [-1, 1] });
    expect([...mdc]).toEqual([25, 26, 27, 28, 29]);
  });

  it('finds the brightest pixel', () => {
    expect(brightestPlace(spectrum)).toEqual({ energy: 17.5, angle: 2 });
  });

  it('draws a Lorentzian of the fitted height and width on its background', () => {
    const fit = {
      position: -7,
      positionError: 0,
      fwhm: 0.8,
      fwhmError: 0,
      amplitude: 6,
      background: [1, 0.1] as [number, number],
    };
    const background = (angle: number) => 1 + 0.1 * angle;
    expect(fittedMdc(fit, -7) - background(-7)).toBeCloseTo(6, 12);
    expect(fittedMdc(fit, -6.6) - background(-6.6)).toBeCloseTo(3, 12);
    expect(fittedMdc(fit, -7.4) - background(-7.4)).toBeCloseTo(3, 12);
  });

  it('brings a fit of summed counts to the height of a drawn mean', () => {
    const fit = {
      position: 0,
      positionError: 0,
      fwhm: 1,
      fwhmError: 0,
      amplitude: 400,
      background: [50, 2] as [number, number],
    };
    const window = { energyEv: [16, 17] as [number, number], angle: [1, -1] as [number, number] };
    const drawn = Float64Array.from([-2, -1, 0, 1, 2], (at) => fittedMdc(fit, at) / 20);
    drawn[0] = 1e6;
    expect(fitScale(fit, drawn, spectrum.angle, window)).toBeCloseTo(1 / 20, 12);
    const beyond = { ...window, angle: [50, 60] as [number, number] };
    expect(fitScale(fit, drawn, spectrum.angle, beyond)).toBe(0);
  });

  it('takes quantiles without reordering the intensities', () => {
    const before = spectrum.intensity.slice();
    expect(intensityQuantile(spectrum.intensity, 0.5)).toBe(20);
    expect(intensityQuantile(spectrum.intensity, 1)).toBe(34);
    expect(spectrum.intensity).toEqual(before);
  });
});
