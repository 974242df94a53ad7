import { describe, expect, it } from 'vitest';
import type { BosonKink, SelfEnergy } from './parameters';
import { flatBand, referenceParameters } from './reference.test-support';
import { imaginarySelfEnergy, realSelfEnergy, renormalisedEnergy } from './self-energy';
import { omegaAt } from './signal';
import { expectedImages } from './spectrum';

const kink: BosonKink = {
  form: 'kramers-kronig',
  bosonEnergyEv: 0.08,
  stepHeightEv: 0.06,
  widthEv: 0.01,
};
const coupled: SelfEnergy = { curvaturePerEv: 0, offsetEv: 0.01, kink };

describe('the kink in its default form', () => {
  it('is a Kramers–Kronig pair', () => {
    for (const omegaEv of [-0.3, -0.08, -0.05, 0, 0.02, 0.08, 0.4]) {
      // Σ′(ω) = −(1/π) P∫ Σ″(ω′) / (ω′ − ω) dω′, pairs of points around the pole.
      const step = 2e-4;
      const asymptote = coupled.offsetEv + kink.stepHeightEv;
      let integral = 0;
      for (let n = 0.5; n * step < 60; n++) {
        const away = n * step;
        const above = imaginarySelfEnergy(coupled, omegaEv + away) - asymptote;
        const below = imaginarySelfEnergy(coupled, omegaEv - away) - asymptote;
        integral += ((above - below) / away) * step;
      }
      expect(realSelfEnergy(coupled, omegaEv)).toBeCloseTo(-integral / Math.PI, 5);
    }
  });

  it('rises by its step at the boson energy on both sides of the Fermi level', () => {
    expect(imaginarySelfEnergy(coupled, 0)).toBeLessThan(0.01 + 0.1 * kink.stepHeightEv);
    for (const far of [-3, 3]) {
      expect(imaginarySelfEnergy(coupled, far)).toBeCloseTo(0.01 + kink.stepHeightEv, 4);
    }
    const middle = imaginarySelfEnergy(coupled, -kink.bosonEnergyEv);
    expect(middle).toBeCloseTo(0.01 + kink.stepHeightEv / 2, 2);
    expect(imaginarySelfEnergy(coupled, 0.3)).toBeCloseTo(imaginarySelfEnergy(coupled, -0.3), 12);
  });

  it('makes electrons heavier at the Fermi level by 2 h ω₀ / π (ω₀² + w²)', () => {
    const { bosonEnergyEv, stepHeightEv, widthEv } = kink;
    const slope = (realSelfEnergy(coupled, 1e-5) - realSelfEnergy(coupled, -1e-5)) / 2e-5;
    const expected =
      (-2 * stepHeightEv * bosonEnergyEv) /
      (Math.PI * (bosonEnergyEv * bosonEnergyEv + widthEv * widthEv));
    expect(slope).toBeCloseTo(expected, 5);
  });

  it('keeps the sum rule: one electron per state', () => {
    for (const bareEv of [-0.4, -0.05, 0.1]) {
      let sum = 0;
      // ω = sinh(s) covers the far wings, which fall as Σ″ / ω².
      const step = 5e-4;
      for (let s = -12; s < 12; s += step) {
        const omegaEv = 0.05 * Math.sinh(s);
        const sigma = imaginarySelfEnergy(coupled, omegaEv);
        const distance = omegaEv - bareEv - realSelfEnergy(coupled, omegaEv);
        const density = sigma / (distance * distance + sigma * sigma) / Math.PI;
        sum += density * 0.05 * Math.cosh(s) * step;
      }
      expect(sum).toBeCloseTo(1, 3);
    }
  });
});

describe('the kink as printed', () => {
  it('is Eq. 3, with width and rate apart', () => {
    const printed: SelfEnergy = {
      curvaturePerEv: 0,
      offsetEv: 0.02,
      kink: {
        form: 'published',
        bosonEnergyEv: 0.3,
        stepHeightEv: 0.073,
        stepRatePerEv: 21.4,
        strengthEv2: 0.007,
        widthEv: 0.05,
      },
    };
    const omega = -0.21;
    const near = 0.05 / (0.09 * 0.09 + 0.0025);
    const far = 0.05 / (0.51 * 0.51 + 0.0025);
    expect(realSelfEnergy(printed, omega)).toBeCloseTo(0.007 * (near - far), 12);
    const filled = 1 / (1 + Math.exp(-(omega + 0.3) * 21.4));
    expect(imaginarySelfEnergy(printed, omega)).toBeCloseTo(0.093 - 0.073 * filled, 12);
  });

  it('leaves no visible kink with the paper’s own figures', () => {
    const gamma = 21.4;
    const printed: SelfEnergy = {
      curvaturePerEv: 0,
      offsetEv: 0.02,
      kink: {
        form: 'published',
        bosonEnergyEv: 0.3,
        stepHeightEv: 0.073,
        stepRatePerEv: gamma,
        strengthEv2: 0.007,
        widthEv: gamma,
      },
    };
    const shifts = Array.from({ length: 200 }, (_, i) =>
      Math.abs(realSelfEnergy(printed, -1 + i * 0.01)),
    );
    expect(Math.max(...shifts)).toBeLessThan(1e-6);
  });
});

describe('bands with a kink', () => {
  it('appear where E = ε + Σ′(E)', () => {
    for (const bareEv of [-0.4, -0.2, -0.12, -0.03]) {
      const energyEv = renormalisedEnergy(coupled, bareEv);
      expect(energyEv).toBeCloseTo(bareEv + realSelfEnergy(coupled, energyEv), 4);
    }
  });

  it('are drawn there', () => {
    const sharp: SelfEnergy = { ...coupled, offsetEv: 0.004, kink: { ...kink, widthEv: 0.004 } };
    const band = { ...flatBand, energyEv: -0.05, selfEnergy: sharp };
    const { sampling, material } = referenceParameters;
    if (material.kind !== 'tight-binding') throw new Error('a tight-binding reference');
    const { signal } = expectedImages({
      ...referenceParameters,
      material: { ...material, bands: [band] },
    });
    const column = Array.from(
      { length: sampling.energyCount },
      (_, i) => signal[i * sampling.angleCount],
    );
    const brightest = omegaAt(sampling, column.indexOf(Math.max(...column)));
    expect(Math.abs(brightest - renormalisedEnergy(sharp, -0.05))).toBeLessThan(0.006);
    expect(Math.abs(brightest + 0.05)).toBeGreaterThan(0.012);
  });
});
