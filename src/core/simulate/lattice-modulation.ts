import type { Lattice, LatticeModulation } from './parameters';

const SQRT_3 = Math.sqrt(3);

/** Number of shells that a modulation may use. */
export const SHELL_COUNT = 3;

/**
 * Sums of plane waves over the nearest three shells of lattice vectors, each 1 at
 * k = 0 and between −1 and 1: functions with the lattice's period and its full
 * point symmetry. kx, ky in Å⁻¹.
 */
export function latticeShells(lattice: Lattice, kx: number, ky: number): number[] {
  switch (lattice.kind) {
    case 'rectangle': {
      const x = Math.cos(kx * lattice.aAngstrom);
      const y = Math.cos(ky * lattice.bAngstrom);
      return [x, y, x * y];
    }
    case 'square': {
      const x = Math.cos(kx * lattice.aAngstrom);
      const y = Math.cos(ky * lattice.aAngstrom);
      return [(x + y) / 2, x * y, x * x + y * y - 1];
    }
    case 'hexagonal':
      return threefoldShells(kx * lattice.aAngstrom, ky * lattice.aAngstrom);
    case 'honeycomb': {
      // The Bravais lattice's constant is √3 site–site distances.
      const a = SQRT_3 * lattice.aAngstrom;
      return threefoldShells(kx * a, ky * a);
    }
  }
}

function threefoldShells(x: number, y: number): number[] {
  const near = Math.cos(x) + 2 * Math.cos(x / 2) * Math.cos((SQRT_3 * y) / 2);
  const next = Math.cos(SQRT_3 * y) + 2 * Math.cos(1.5 * x) * Math.cos((SQRT_3 * y) / 2);
  const third = Math.cos(2 * x) + 2 * Math.cos(x) * Math.cos(SQRT_3 * y);
  return [near / 3, next / 3, third / 3];
}

/** Intensity factor 1 + Σ depth · shell at kx, ky in Å⁻¹, never below 0. */
export function latticeModulationAt(
  modulation: LatticeModulation,
  lattice: Lattice,
  kx: number,
  ky: number,
): number {
  const shells = latticeShells(lattice, kx, ky);
  let factor = 1;
  modulation.depths.forEach((depth, shell) => {
    factor += depth * (shells[shell] ?? 0);
  });
  return Math.max(0, factor);
}
