import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latticeModulationAt, latticeShells } from './lattice-modulation';
import type { Lattice, LatticeKind, SpectrumParameters } from './parameters';
import { flatBand, referenceParameters } from './reference.test-support';
import { expectedImages } from './spectrum';

const A = 3.7;
const B = 5.2;

interface Symmetry {
  /** Primitive reciprocal vectors, Å⁻¹. */
  reciprocal: [number, number][];
  /** Order of the rotation axis. */
  order: number;
}

const TWO_PI = 2 * Math.PI;
/** Reciprocal vectors of a triangular lattice of constant `a` with a vector along x in real space. */
const triangular = (a: number): [number, number][] => [
  [TWO_PI / a, -TWO_PI / (Math.sqrt(3) * a)],
  [0, (2 * TWO_PI) / (Math.sqrt(3) * a)],
];
const SYMMETRIES: Record<LatticeKind, Symmetry> = {
  rectangle: {
    reciprocal: [
      [TWO_PI / A, 0],
      [0, TWO_PI / B],
    ],
    order: 2,
  },
  square: {
    reciprocal: [
      [TWO_PI / A, 0],
      [0, TWO_PI / A],
    ],
    order: 4,
  },
  hexagonal: { reciprocal: triangular(A), order: 6 },
  honeycomb: { reciprocal: triangular(Math.sqrt(3) * A), order: 6 },
};
const kinds = Object.keys(SYMMETRIES) as LatticeKind[];

/** A window that reaches into the next zone. */
const wide: SpectrumParameters = {
  ...referenceParameters,
  sampling: { ...referenceParameters.sampling, angleWindowDeg: [-35, 35] },
};

describe.each(kinds)('modulation of the %s lattice', (kind) => {
  const lattice: Lattice = { kind, aAngstrom: A, bAngstrom: B };
  const { reciprocal, order } = SYMMETRIES[kind];
  const momentum = fc.double({ min: -3, max: 3, noNaN: true });

  it('has the lattice’s period, rotations and mirrors, and stays within bounds', () => {
    fc.assert(
      fc.property(momentum, momentum, (kx, ky) => {
        const shells = latticeShells(lattice, kx, ky);
        const turn = TWO_PI / order;
        const images: [number, number][] = [
          ...reciprocal.map(([x, y]): [number, number] => [kx + x, ky + y]),
          [kx * Math.cos(turn) - ky * Math.sin(turn), kx * Math.sin(turn) + ky * Math.cos(turn)],
          [-kx, ky],
          [kx, -ky],
        ];
        for (const [x, y] of images) {
          latticeShells(lattice, x, y).forEach((value, shell) => {
            expect(value).toBeCloseTo(shells[shell], 9);
          });
        }
        for (const value of shells) expect(Math.abs(value)).toBeLessThanOrEqual(1 + 1e-12);
        const factor = latticeModulationAt({ depths: [0.5, -0.3, 0.2] }, lattice, kx, ky);
        expect(factor).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

it('turns with the crystal: a hexagonal cut repeats every 60°, and not at 30°', () => {
  const { material, kinematics } = wide;
  if (material.kind !== 'tight-binding') throw new Error('a tight-binding reference');
  const cutAt = (azimuthDeg: number): Float32Array =>
    expectedImages({
      ...wide,
      material: {
        ...material,
        lattice: { kind: 'hexagonal', aAngstrom: 4, bAngstrom: 4 },
        bands: [{ ...flatBand, latticeModulation: { depths: [0.6, 0.3, 0] } }],
      },
      kinematics: { ...kinematics, azimuthDeg },
    }).signal;
  const largest = (a: Float32Array, b: Float32Array): number =>
    a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index])), 0);
  expect(largest(cutAt(0), cutAt(60))).toBeLessThan(1e-5);
  expect(largest(cutAt(0), cutAt(30))).toBeGreaterThan(0.05);
});

it('differs between bands of one material', () => {
  const { material, sampling } = wide;
  if (material.kind !== 'tight-binding') throw new Error('a tight-binding reference');
  const { signal } = expectedImages({
    ...wide,
    material: {
      ...material,
      bands: [
        { ...flatBand, energyEv: -0.2, latticeModulation: { depths: [0.9] } },
        { ...flatBand, energyEv: -0.6, latticeModulation: { depths: [-0.9] } },
      ],
    },
  });
  const at = (energyEv: number, share: number): number => {
    const [low, high] = sampling.energyWindowEv;
    const row = Math.floor(((energyEv - low) / (high - low)) * sampling.energyCount);
    return signal[row * sampling.angleCount + Math.floor(share * sampling.angleCount)];
  };
  // At normal emission the first band is brighter than at the zone edge, the second darker.
  expect(at(-0.2, 0.5)).toBeGreaterThan(1.5 * at(-0.2, 0.186));
  expect(at(-0.6, 0.5)).toBeLessThan(0.5 * at(-0.6, 0.186));
});
