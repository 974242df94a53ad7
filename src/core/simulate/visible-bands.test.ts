import { describe, expect, it } from 'vitest';
import { BOLTZMANN_EV_PER_K } from './kinematics';
import type { SpectrumParameters, TightBindingBand } from './parameters';
import { flatBand, referenceParameters } from './reference.test-support';
import { angleStep, energyStep } from './signal';
import { expectedImages } from './spectrum';
import { visibleBands } from './visible-bands';

function withBand(band: Partial<TightBindingBand>, rest: Partial<SpectrumParameters> = {}) {
  const parameters = { ...referenceParameters, ...rest };
  return {
    ...parameters,
    material: { ...parameters.material, bands: [{ ...flatBand, ...band }] },
  } as SpectrumParameters;
}

/** Width of the lines, eV, where they hardly disperse. */
function widthEv(parameters: SpectrumParameters): number {
  const [low, high] = parameters.sampling.energyWindowEv;
  return visibleBands(parameters).relativeWidth * (high - low);
}

/** Width at half of the highest value, in samples, by linear interpolation on both flanks. */
function halfWidth(curve: readonly number[]): number {
  const peak = curve.indexOf(Math.max(...curve));
  const half = curve[peak] / 2;
  const flank = (direction: 1 | -1) => {
    let i = peak;
    while (curve[i + direction] > half) i += direction;
    return Math.abs(i - peak) + (curve[i] - half) / (curve[i] - curve[i + direction]);
  };
  return flank(1) + flank(-1);
}

describe('the width of the lines in sight', () => {
  const finer = { energyCount: 1000, angleCount: 21 };
  it.each([
    { energyResolutionEv: 0.005, offsetEv: 0.04 },
    { energyResolutionEv: 0.1, offsetEv: 0.002 },
    { energyResolutionEv: 0.06, offsetEv: 0.03 },
  ])(
    'is what one measures on an energy distribution curve: %o',
    ({ energyResolutionEv, offsetEv }) => {
      const parameters = withBand(
        { selfEnergy: { curvaturePerEv: 0, offsetEv } },
        { energyResolutionEv, sampling: { ...referenceParameters.sampling, ...finer } },
      );
      const { signal } = expectedImages(parameters);
      const curve = Array.from({ length: 1000 }, (_, i) => signal[i * 21 + 10]);
      const measuredEv = halfWidth(curve) * energyStep(parameters.sampling);
      expect(widthEv(parameters) / measuredEv).toBeCloseTo(1, 1.5);
    },
  );

  it('is that of the momentum distribution curve where a band is steep', () => {
    const steep = withBand(
      { energyEv: -16.67, hoppingEv: 5, selfEnergy: { curvaturePerEv: 0, offsetEv: 0.01 } },
      {
        angleResolutionDeg: 0.6,
        sampling: { ...referenceParameters.sampling, energyCount: 80, angleCount: 2000 },
      },
    );
    const { signal } = expectedImages(steep);
    // Where the frame shows the band, away from its own edges.
    const widthsDeg = [20, 25, 30, 35, 40].map((row) => {
      const half = Array.from(signal.subarray(row * 2000, row * 2000 + 1000));
      return halfWidth(half) * angleStep(steep.sampling);
    });
    const meanDeg = widthsDeg.reduce((sum, width) => sum + width, 0) / widthsDeg.length;
    const [first, last] = steep.sampling.angleWindowDeg;
    const share = meanDeg / (last - first);
    expect(visibleBands(steep).relativeWidth / share).toBeCloseTo(1, 0.9);
  });

  it('takes the Fermi step for a width where a line lies at it, and nowhere else', () => {
    const hot = { temperatureK: 300, energyResolutionEv: 0.01 };
    const narrow = { curvaturePerEv: 0, offsetEv: 1e-4 };
    const at = widthEv(withBand({ energyEv: -1e-6, selfEnergy: narrow }, hot));
    // −df/dE = sech²(E / 2 k_BT) / 4 k_BT is half its height at 2 k_BT · arcosh √2 on either side.
    const stepEv = 4 * BOLTZMANN_EV_PER_K * 300 * Math.log(1 + Math.SQRT2);
    expect(at).toBeCloseTo(Math.hypot(0.01, stepEv), 3);
    const below = widthEv(withBand({ energyEv: -0.3, selfEnergy: narrow }, hot));
    expect(below).toBeCloseTo(0.01, 3);
    const window = { ...referenceParameters.sampling, energyWindowEv: [-0.8, -1e-9] } as const;
    const outside = {
      ...hot,
      sampling: { ...window, energyWindowEv: [-0.8, -1e-9] as [number, number] },
    };
    const cut = widthEv(withBand({ energyEv: -1e-6, selfEnergy: narrow }, outside));
    expect(cut).toBeCloseTo(0.01, 3);
  });

  it('does not see the angular resolution on a level without dispersion', () => {
    const blurred = withBand({}, { angleResolutionDeg: 3 });
    expect(widthEv(blurred)).toBe(widthEv(withBand({})));
    const dispersing = (angleResolutionDeg: number) =>
      widthEv(withBand({ hoppingEv: 0.1 }, { angleResolutionDeg }));
    expect(dispersing(1)).toBeGreaterThan(dispersing(0.1));
  });

  it('grows with a second crystallite, up to where its lines look doubled', () => {
    const [main] = referenceParameters.domains;
    const beside = (polarOffsetDeg: number) =>
      widthEv(
        withBand({ hoppingEv: 0.3 }, { domains: [main, { ...main, weight: 0.5, polarOffsetDeg }] }),
      );
    expect(beside(1)).toBeGreaterThan(beside(0));
    expect(beside(3)).toBeGreaterThan(beside(1));
    // Eq. for two lines of weights 1 and ½ no farther apart than they count: 2.355 · 6 % of the window · √(½ / 4).
    const [low, high] = referenceParameters.sampling.energyWindowEv;
    const most = 2.355 * 0.06 * (high - low) * Math.sqrt(0.125);
    expect(beside(8)).toBeLessThan(beside(0) + most);
  });
});
