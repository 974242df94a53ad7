import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tightBindingEnergies } from './band-energies';
import { drawSpectrumParameters } from './distributions';
import { radiansOf, waveVectorAt } from './kinematics';
import type { SpectrumParameters } from './parameters';
import { createRandom } from './random';
import { reference } from './reference.test-support';
import { angleAt, omegaAt } from './signal';
import { expectedComponents, expectedImages } from './spectrum';

/** Full width at half maximum of a peak sampled at unit steps, by linear interpolation. */
function fullWidth(values: number[]): number {
  const half = Math.max(...values) / 2;
  const first = values.findIndex((value) => value >= half);
  const last = values.length - 1 - [...values].reverse().findIndex((value) => value >= half);
  const left = first - (values[first] - half) / (values[first] - values[first - 1]);
  const right = last + (values[last] - half) / (values[last] - values[last + 1]);
  return right - left;
}

const column = (image: Float32Array, width: number, j: number): number[] =>
  Array.from({ length: image.length / width }, (_, i) => image[i * width + j]);

describe('expectedImages', () => {
  it('gives a flat band the Voigt width of its self-energy and resolution', () => {
    for (const energyResolutionEv of [0.01, 0.06, 0.15]) {
      const parameters = reference('square', {}, { energyResolutionEv });
      parameters.sampling = { ...parameters.sampling, energyCount: 1000, angleCount: 12 };
      const { signal } = expectedImages(parameters);
      const width = fullWidth(column(signal, 12, 6)) * 0.001;
      const lorentzian = 2 * 0.02;
      // Olivero and Longbothum's approximation, within 0.02 %.
      const voigt =
        0.5346 * lorentzian + Math.sqrt(0.2166 * lorentzian ** 2 + energyResolutionEv ** 2);
      expect(width / voigt).toBeGreaterThan(0.995);
      expect(width / voigt).toBeLessThan(1.005);
    }
  });

  it('gives a steep line the width of the angular resolution in an MDC', () => {
    const parameters = reference(
      'square',
      { energyEv: 0.4, hoppingEv: -0.4, selfEnergy: { curvaturePerEv: 0, offsetEv: 0.004 } },
      { angleResolutionDeg: 1 },
    );
    parameters.sampling = {
      energyCount: 40,
      angleCount: 600,
      energyWindowEv: [-0.3, -0.1],
      angleWindowDeg: [2, 17],
    };
    const { signal } = expectedImages(parameters);
    const mdc = Array.from(signal.subarray(20 * 600, 21 * 600));
    const width = fullWidth(mdc) * (15 / 600);
    expect(width).toBeGreaterThan(1);
    expect(width).toBeLessThan(1.06);
  });

  it.each(['rectangle', 'square', 'hexagonal', 'honeycomb'] as const)(
    'peaks on the closed-form band of the %s lattice',
    (kind) => {
      const band = {
        energyEv: -0.5,
        hoppingEv: 0.05,
        hoppingYEv: -0.04,
        nextNearestRatio: 0.4,
        nextNearestRatioY: 0.7,
        selfEnergy: { curvaturePerEv: 0, offsetEv: 0.004 },
      };
      const parameters = reference(kind, band);
      parameters.kinematics = {
        ...parameters.kinematics,
        polarDeg: 3,
        tiltDeg: -2,
        azimuthDeg: 17,
        crossAngleDeg: 4,
      };
      parameters.sampling = { ...parameters.sampling, energyCount: 500, angleCount: 41 };
      const { signal } = expectedImages(parameters);
      const { material, sampling } = parameters;
      if (material.kind !== 'tight-binding') throw new Error('expected a lattice');
      for (const j of [3, 20, 36]) {
        const edc = column(signal, 41, j);
        const peak = edc.indexOf(Math.max(...edc));
        const omega = omegaAt(sampling, peak);
        // The inverse rotation written out once more, at the peak's own energy.
        const theta = radiansOf(angleAt(sampling, j));
        const phi = radiansOf(4);
        const d = [Math.cos(phi) * Math.sin(theta), Math.sin(phi), Math.cos(phi) * Math.cos(theta)];
        const t = radiansOf(-2);
        const y = d[1] * Math.cos(t) + d[2] * Math.sin(t);
        const z = d[2] * Math.cos(t) - d[1] * Math.sin(t);
        const p = radiansOf(3);
        const x = d[0] * Math.cos(p) + z * Math.sin(p);
        const a = radiansOf(17);
        const k = waveVectorAt(21.2 - 4.3 + omega);
        const kx = k * (x * Math.cos(a) + y * Math.sin(a));
        const ky = k * (y * Math.cos(a) - x * Math.sin(a));
        const energies = tightBindingEnergies(material.lattice, material.bands[0], kx, ky);
        const nearest = Math.min(...energies.map((energy) => Math.abs(energy - omega)));
        expect(nearest).toBeLessThan(0.0035);
      }
    },
  );

  it.each([
    ['square', 90],
    ['rectangle', 180],
    ['hexagonal', 60],
    ['honeycomb', 60],
  ] as const)('repeats the %s lattice after a turn of %d degrees', (kind, turn) => {
    const band = { energyEv: -0.4, hoppingEv: 0.15, hoppingYEv: 0.1, nextNearestRatio: 0.3 };
    fc.assert(
      fc.property(fc.double({ min: -180, max: 180, noNaN: true }), (azimuthDeg) => {
        const at = (degrees: number): Float32Array => {
          const parameters = reference(kind, band);
          parameters.sampling = { ...parameters.sampling, energyCount: 40, angleCount: 30 };
          parameters.kinematics = { ...parameters.kinematics, azimuthDeg: degrees };
          return expectedImages(parameters).signal;
        };
        const first = at(azimuthDeg);
        at(azimuthDeg + turn).forEach((value, index) => {
          expect(Math.abs(value - first[index])).toBeLessThan(2e-5);
        });
      }),
      { numRuns: 10 },
    );
  });

  it('mirrors at −θ0', () => {
    const parameters = reference('hexagonal', { energyEv: -0.7, hoppingEv: -0.2 });
    parameters.kinematics = { ...parameters.kinematics, polarDeg: 5 };
    parameters.sampling = { ...parameters.sampling, angleWindowDeg: [-17, 7] };
    const { signal } = expectedImages(parameters);
    for (let i = 0; i < 200; i += 7) {
      for (let j = 0; j < 60; j++) {
        expect(Math.abs(signal[i * 120 + j] - signal[i * 120 + 119 - j])).toBeLessThan(1e-5);
      }
    }
  });

  it('follows the Fermi function where the spectral weight is even', () => {
    const parameters = reference('square', {
      energyEv: 0,
      selfEnergy: { curvaturePerEv: 0, offsetEv: 50 },
    });
    parameters.temperatureK = 300;
    const { signal } = expectedImages(parameters);
    const edc = column(signal, 120, 10);
    edc.forEach((value, i) => {
      const omega = omegaAt(parameters.sampling, i);
      const fermi = 1 / (1 + Math.exp(omega / (8.617333262e-5 * 300)));
      expect(Math.abs(value - fermi * edc[0])).toBeLessThan(1e-3);
    });
  });

  it('sums domains by their weights', () => {
    const parameters = reference('square', { energyEv: -0.6, hoppingEv: -0.3 });
    const shifted = { weight: 1, polarOffsetDeg: 4, tiltOffsetDeg: 1, azimuthOffsetDeg: 12 };
    const main = parameters.domains[0];
    const imageOf = (domains: SpectrumParameters['domains']): Float32Array =>
      expectedImages({ ...parameters, domains }).signal;
    const alone = imageOf([main]);
    const other = imageOf([shifted]);
    /** Every image is scaled to a maximum of 1, so only the ratio of the two shares is known. */
    const shareRatio = (weight: number): number => {
      const mixed = imageOf([main, { ...shifted, weight }]);
      // Least squares for mixed = p · alone + q · other.
      let [aa, ab, bb, am, bm] = [0, 0, 0, 0, 0];
      mixed.forEach((m, index) => {
        aa += alone[index] ** 2;
        ab += alone[index] * other[index];
        bb += other[index] ** 2;
        am += alone[index] * m;
        bm += other[index] * m;
      });
      const determinant = aa * bb - ab * ab;
      const p = (am * bb - bm * ab) / determinant;
      const q = (bm * aa - am * ab) / determinant;
      mixed.forEach((m, index) => {
        expect(Math.abs(p * alone[index] + q * other[index] - m)).toBeLessThan(1e-4);
      });
      return q / p;
    };
    expect(shareRatio(0.4) / shareRatio(0.1)).toBeCloseTo(4, 3);
  });

  it('keeps every background within its amplitude and every image non-negative', () => {
    const root = createRandom(8);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (label) => {
        const parameters = drawSpectrumParameters('published', root.fork(label), {
          energyCount: 40,
          angleCount: 36,
        });
        const { signal, background } = expectedImages(parameters);
        const { flat, shirley, polynomial } = parameters.background;
        const limit = (flat + shirley + polynomial) * (1 + 1e-6);
        for (const value of background) {
          expect(value).toBeGreaterThanOrEqual(flat * (1 - 1e-6));
          expect(value).toBeLessThanOrEqual(limit);
        }
        expect(Math.min(...signal)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...signal)).toBeCloseTo(1, 5);
      }),
      { numRuns: 60 },
    );
  });

  it('changes B by little between samplings of the same spectrum', () => {
    const root = createRandom(31);
    const differences = Array.from({ length: 60 }, (_, label) => {
      const at = (count: number): number =>
        expectedComponents(
          drawSpectrumParameters('published', root.fork(label), {
            energyCount: count,
            angleCount: count,
          }),
        ).signalToBackground;
      return Math.abs(at(96) - at(220));
    }).sort((a, b) => a - b);
    expect(differences[54]).toBeLessThan(0.03);
  });
});
