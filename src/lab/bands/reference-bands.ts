/**
 * Bands by closed forms, written out apart from `core/bands`, so that what fits is not what made
 * the spectra. Energies in eV relative to the Fermi level, k in Å⁻¹.
 */

export type ReferenceBands = (kx: number, ky: number) => number[];

export interface SquareValues {
  t: number;
  tPrime: number;
  tDoublePrime: number;
  mu: number;
}

/** −μ − 2t(cx + cy) − 4t′ cx cy − 2t″(c2x + c2y). */
export function squareBands(
  a: number,
  { t, tPrime, tDoublePrime, mu }: SquareValues,
): ReferenceBands {
  return (kx, ky) => {
    const cx = Math.cos(kx * a);
    const cy = Math.cos(ky * a);
    const double = 2 * cx * cx - 1 + 2 * cy * cy - 1;
    return [-mu - 2 * t * (cx + cy) - 4 * tPrime * cx * cy - 2 * tDoublePrime * double];
  };
}

export interface T2gValues {
  t1: number;
  t2: number;
  t3: number;
  t4: number;
  t5: number;
  mu: number;
  lambda: number;
}

/** Roots of the 3 × 3 secular equation by the cosine formula. */
export function t2gBands(a: number, values: T2gValues): ReferenceBands {
  const { t1, t2, t3, t4, t5, mu, lambda } = values;
  return (kx, ky) => {
    const cx = Math.cos(kx * a);
    const cy = Math.cos(ky * a);
    const xz = -2 * t1 * cx - 2 * t2 * cy;
    const yz = -2 * t1 * cy - 2 * t2 * cx;
    const xy =
      -2 * t3 * (cx + cy) -
      4 * t4 * cx * cy -
      2 * t5 * (Math.cos(2 * kx * a) + Math.cos(2 * ky * a));
    const h = lambda / 2;
    const mean = (xz + yz + xy) / 3;
    const [x, y, z] = [xz - mean, yz - mean, xy - mean];
    const p = Math.sqrt((x * x + y * y + z * z + 6 * h * h) / 6);
    if (p === 0) return [mean - mu, mean - mu, mean - mu];
    const determinant = x * y * z + 2 * h ** 3 - h * h * (x + y + z);
    const phi = Math.acos(Math.max(-1, Math.min(1, determinant / (2 * p ** 3)))) / 3;
    return [2, 1, 0]
      .map((n) => mean - mu + 2 * p * Math.cos(phi + (2 * Math.PI * ((n + 2) % 3)) / 3))
      .sort((low, high) => low - high);
  };
}
