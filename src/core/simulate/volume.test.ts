import { describe, expect, it } from 'vitest';
import type { SpectrumParameters } from './parameters';
import { flatBand, referenceParameters } from './reference.test-support';
import { omegaAt } from './signal';
import { expectedImages } from './spectrum';
import type { CrossSampling } from './volume';
import {
  crossAngleAt,
  expectedConstantEnergyMap,
  expectedCube,
  simulateConstantEnergyMap,
  simulateCube,
} from './volume';

const cross: CrossSampling = { crossCount: 21, crossWindowDeg: [-21, 21] };
const crystal: SpectrumParameters = {
  ...referenceParameters,
  material: {
    kind: 'tight-binding',
    lattice: { kind: 'hexagonal', aAngstrom: 4.2, bAngstrom: 4.2 },
    bands: [{ ...flatBand, energyEv: -0.5, hoppingEv: 0.12, nextNearestRatio: 0.1 }],
    matrixElement: { coefficients: [[1]], rotationOrder: 0, minimum: 0, scale: 1 },
  },
  sampling: {
    energyCount: 40,
    angleCount: 31,
    energyWindowEv: [-0.8, 0.2],
    angleWindowDeg: [-31, 31],
  },
};
const total = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0);
const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, index) => Math.max(most, Math.abs(value - b[index])), 0);

describe('cubes', () => {
  it('hold the cut at every cross angle', () => {
    const cube = expectedCube(crystal, cross);
    const { energyCount, angleCount } = crystal.sampling;
    for (const c of [0, 7, 20]) {
      const kinematics = { ...crystal.kinematics, crossAngleDeg: crossAngleAt(cross, c) };
      const { signal } = expectedImages({ ...crystal, kinematics });
      const cut = Float32Array.from({ length: energyCount * angleCount }, (_, pixel) => {
        const i = Math.floor(pixel / angleCount);
        return cube[(i * cross.crossCount + c) * angleCount + (pixel % angleCount)];
      });
      const brightest = Math.max(...cut);
      expect(
        largestDifference(
          cut.map((value) => value / brightest),
          signal,
        ),
      ).toBeLessThan(1e-5);
    }
  });

  it('count every electron once, the same ones for a seed', () => {
    const noisy: SpectrumParameters = {
      ...crystal,
      background: { ...crystal.background, flat: 0.1, shirley: 0.1 },
      counting: { kind: 'fixed-count', electronCount: 12_345 },
    };
    const cube = simulateCube(noisy, cross);
    expect(total(cube.counts)).toBe(12_345);
    expect(cube.counts.length).toBe(40 * 21 * 31);
    expect(simulateCube(noisy, cross).counts).toEqual(cube.counts);
    expect(simulateCube({ ...noisy, countingSeed: 2 }, cross).counts).not.toEqual(cube.counts);
  });

  it('are blurred by the same angle along both directions', () => {
    const point: SpectrumParameters = {
      ...crystal,
      material: {
        kind: 'dirac',
        diracPointEv: -0.3,
        velocityEvAngstrom: 0.2,
        curvatureEvAngstrom2: 0,
        selfEnergy: { curvaturePerEv: 0, offsetEv: 0.01 },
        conduction: { edgeEv: 5, curvatureEvAngstrom2: 0, onsetEv: 0.1, weight: 0 },
        valence: { edgeEv: -9, curvatureEvAngstrom2: 0, onsetEv: 0.1, weight: 0 },
        asymmetry: 0,
      },
      angleResolutionDeg: 4,
      sampling: { ...crystal.sampling, angleCount: 81, angleWindowDeg: [-20.25, 20.25] },
    };
    const fine: CrossSampling = { crossCount: 81, crossWindowDeg: [-20.25, 20.25] };
    const map = expectedConstantEnergyMap(point, fine, -0.3);
    for (const away of [4, 8, 12]) {
      const ratio = map[40 * 81 + 40 + away] / map[(40 + away) * 81 + 40];
      // A cone is round; only the pixel's extent along the image angle enters its line width.
      expect(Math.abs(ratio - 1)).toBeLessThan(0.04);
    }
  });
});

describe('constant-energy maps', () => {
  it('show the sixfold symmetry of the lattice', () => {
    const map = expectedConstantEnergyMap(crystal, cross, -0.7);
    const turned = expectedConstantEnergyMap(
      { ...crystal, kinematics: { ...crystal.kinematics, azimuthDeg: 60 } },
      cross,
      -0.7,
    );
    expect(largestDifference(map, turned)).toBeLessThan(1e-4);
    const halfWay = expectedConstantEnergyMap(
      { ...crystal, kinematics: { ...crystal.kinematics, azimuthDeg: 30 } },
      cross,
      -0.7,
    );
    expect(largestDifference(map, halfWay)).toBeGreaterThan(0.1);
  });

  it('are the plane of the cube where the resolution is fine', () => {
    const { energyCount, angleCount } = crystal.sampling;
    const row = 25;
    const cube = expectedCube(crystal, cross);
    const planeSize = cross.crossCount * angleCount;
    const plane = cube.slice(row * planeSize, (row + 1) * planeSize);
    const brightest = Math.max(...plane);
    const map = expectedConstantEnergyMap(crystal, cross, omegaAt(crystal.sampling, row));
    expect(energyCount).toBeGreaterThan(row);
    expect(
      largestDifference(
        plane.map((value) => value / brightest),
        map,
      ),
    ).toBeLessThan(0.01);
  });

  it('are the average of two rotational domains, each by its weight', () => {
    const domain = crystal.domains[0];
    const sharp = { ...crystal, signalAmplitude: 1 };
    const at = (domains: SpectrumParameters['domains']): Float32Array =>
      expectedConstantEnergyMap({ ...sharp, domains }, cross, -0.2);
    const turned = { ...domain, azimuthOffsetDeg: 30 };
    const apart = [at([domain]), at([turned])];
    const both = at([domain, { ...turned, weight: 0.35 }]);
    // Both domains see the same brightest intensity at normal emission's ring, so scale by fit.
    let numerator = 0;
    let denominator = 0;
    const mixed = apart[0].map((value, pixel) => value + 0.35 * apart[1][pixel]);
    both.forEach((value, pixel) => {
      numerator += value * mixed[pixel];
      denominator += mixed[pixel] * mixed[pixel];
    });
    const scale = numerator / denominator;
    expect(
      largestDifference(
        mixed.map((value) => value * scale),
        both,
      ),
    ).toBeLessThan(0.02);
  });

  it('count every electron once', () => {
    const map = simulateConstantEnergyMap(
      { ...crystal, background: { ...crystal.background, flat: 0.05 } },
      cross,
      -0.2,
    );
    expect(total(map.counts)).toBe(20_000);
    expect(map.counts.length).toBe(21 * 31);
  });
});
