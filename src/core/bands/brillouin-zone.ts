import type { PlanarLattice } from './band-family';

/** A point of the k plane, Å⁻¹. */
export type Momentum = readonly [number, number];

/** The first zone of a planar lattice. */
export interface BrillouinZone {
  /** Corners in order, Å⁻¹. */
  corners: Momentum[];
  points: { name: string; at: Momentum }[];
  /** Reciprocal lattice vectors, Å⁻¹. */
  reciprocal: readonly [Momentum, Momentum];
  /** Å⁻². */
  area: number;
}

/** Zone of a lattice constant in Å; null for states that repeat nowhere. */
export function brillouinZone(lattice: PlanarLattice, a: number): BrillouinZone | null {
  if (lattice === 'none') return null;
  if (lattice === 'square') {
    const half = Math.PI / a;
    return {
      corners: [
        [half, half],
        [-half, half],
        [-half, -half],
        [half, -half],
      ],
      points: [
        { name: 'Γ', at: [0, 0] },
        { name: 'X', at: [half, 0] },
        { name: 'M', at: [half, half] },
      ],
      reciprocal: [
        [2 * half, 0],
        [0, 2 * half],
      ],
      area: 4 * half * half,
    };
  }
  // Real lattice (a, 0), (a/2, √3 a/2): M lies along ky, K along kx at 4π/3a.
  const toCorner = (4 * Math.PI) / (3 * a);
  const height = (4 * Math.PI) / (Math.sqrt(3) * a);
  return {
    corners: Array.from({ length: 6 }, (_, i): Momentum => {
      const angle = (i * Math.PI) / 3;
      return [toCorner * Math.cos(angle), toCorner * Math.sin(angle)];
    }),
    points: [
      { name: 'Γ', at: [0, 0] },
      { name: 'M', at: [0, height / 2] },
      { name: 'K', at: [toCorner, 0] },
    ],
    reciprocal: [
      [0, height],
      [height * Math.cos(Math.PI / 6), height * Math.sin(Math.PI / 6)],
    ],
    area: ((3 * Math.sqrt(3)) / 2) * toCorner * toCorner,
  };
}
