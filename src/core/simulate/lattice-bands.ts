import type { Lattice, TightBindingBand } from './parameters';
import { imaginarySelfEnergy, realSelfEnergy } from './self-energy';

const SQRT_3 = Math.sqrt(3);
const INVERSE_TWO_PI = 1 / (2 * Math.PI);
const TWO_PI = 2 * Math.PI;

/**
 * cos(x) by folding to a sine on [−π/2, π/2] and its series to x¹³: within 1e-9
 * for |x| < 1e4, several times faster than the library call and, being plain
 * arithmetic, the same bits everywhere.
 */
export function fastCosine(x: number): number {
  const turns = x * INVERSE_TWO_PI;
  const fraction = turns - Math.floor(turns + 0.5);
  const z = (0.25 - Math.abs(fraction)) * TWO_PI;
  const s = z * z;
  return (
    z *
    (1 +
      s *
        (-1 / 6 +
          s *
            (1 / 120 + s * (-1 / 5040 + s * (1 / 362880 + s * (-1 / 39916800 + s / 6227020800))))))
  );
}

/**
 * Wave-number factors whose cosines a lattice's bands are made of: every band is
 * a polynomial in cos(kx · x) and cos(ky · y) through the multiple-angle
 * identities, so two cosines per pixel serve all bands.
 */
export function cosineFactors(lattice: Lattice): { x: number; y: number } {
  const a = lattice.aAngstrom;
  switch (lattice.kind) {
    case 'rectangle':
      return { x: a, y: lattice.bAngstrom };
    case 'square':
      return { x: a, y: a };
    case 'hexagonal':
      return { x: a / 2, y: (SQRT_3 * a) / 2 };
    case 'honeycomb':
      return { x: (SQRT_3 * a) / 2, y: 1.5 * a };
  }
}

/**
 * Squared half-width that a pixel's own extent adds to a line, over the squared
 * energy change between its two neighbours: the half change across the pixel
 * (a quarter of it), with a factor of 1.2 that leaves less than 7 % of ripple
 * along a line much steeper than it is wide.
 */
const PIXEL_SPREAD = 1.2 / 16;

/**
 * Adds the line amplitude · M s / (d² + s²) to `row`, d being the distance in
 * energy between the pixel and the band, and s the half-width `sigma` widened in
 * quadrature by the band's energy change across the pixel: a detector collects
 * over the whole pixel, and sampling at its centre alone would break steep bands
 * into beads.
 */
export function addLineRow(
  distance: Float64Array,
  sigma: number,
  amplitude: number,
  modulation: Float64Array,
  row: Float64Array,
): void {
  const last = row.length - 1;
  const sigmaSquared = sigma * sigma;
  let before = 2 * distance[0] - distance[Math.min(1, last)];
  let here = distance[0];
  for (let j = 0; j < last; j++) {
    const after = distance[j + 1];
    const change = after - before;
    const widthSquared = sigmaSquared + PIXEL_SPREAD * change * change;
    row[j] += (amplitude * modulation[j] * Math.sqrt(widthSquared)) / (here * here + widthSquared);
    before = here;
    here = after;
  }
  const change = 2 * here - before - before;
  const widthSquared = sigmaSquared + PIXEL_SPREAD * change * change;
  row[last] +=
    (amplitude * modulation[last] * Math.sqrt(widthSquared)) / (here * here + widthSquared);
}

/**
 * Adds one row (fixed energy) of a band's spectral function,
 * M Σ″ / ((ω − ε − Σ′)² + Σ″²), to `row`. `u` and `v` hold the two cosines per angle,
 * `modulation` the matrix element per angle; `distance` is scratch.
 */
export function addBandRow(
  lattice: Lattice,
  band: TightBindingBand,
  omegaEv: number,
  weight: number,
  u: Float64Array,
  v: Float64Array,
  modulation: Float64Array,
  distance: Float64Array,
  row: Float64Array,
): void {
  const sigma = imaginarySelfEnergy(band.selfEnergy, omegaEv);
  const amplitude = weight * band.matrixAmplitude;
  const offset = omegaEv - realSelfEnergy(band.selfEnergy, omegaEv) - band.energyEv;
  const t = band.hoppingEv;
  const r = band.nextNearestRatio;
  const count = row.length;
  switch (lattice.kind) {
    case 'rectangle': {
      // E − E0 = 2 tx cos + rx tx cos 2 + the same along y, with cos 2x = 2 cos² x − 1.
      const ty = band.hoppingYEv;
      const ry = band.nextNearestRatioY;
      const shifted = offset + r * t + ry * ty;
      for (let j = 0; j < count; j++) {
        const x = u[j];
        const y = v[j];
        distance[j] = shifted - 2 * (t * (x + r * x * x) + ty * (y + ry * y * y));
      }
      break;
    }
    case 'square': {
      const shifted = offset + 2 * r * t;
      for (let j = 0; j < count; j++) {
        const x = u[j];
        const y = v[j];
        distance[j] = shifted - 2 * t * (x + y + r * (x * x + y * y));
      }
      break;
    }
    case 'hexagonal': {
      // u = cos(kx a/2), v = cos(√3 ky a/2); cos(3z) = 4 cos³ z − 3 cos z.
      for (let j = 0; j < count; j++) {
        const x = u[j];
        const y = v[j];
        const xx = x * x;
        const near = 2 * x * y + 2 * xx - 1;
        const next = 2 * x * (4 * xx - 3) * y + 2 * y * y - 1;
        distance[j] = offset - 2 * t * (near + r * next);
      }
      break;
    }
    case 'honeycomb':
      fillHoneycombDistance(offset, t, r, 1, u, v, distance);
      addLineRow(distance, sigma, amplitude, modulation, row);
      fillHoneycombDistance(offset, t, r, -1, u, v, distance);
  }
  addLineRow(distance, sigma, amplitude, modulation, row);
}

/** E± = E0 ± t √(3 + g) + r t g; rounding may take 3 + g just below 0 at the Dirac point. */
function fillHoneycombDistance(
  offset: number,
  t: number,
  r: number,
  sign: 1 | -1,
  u: Float64Array,
  v: Float64Array,
  distance: Float64Array,
): void {
  for (let j = 0; j < distance.length; j++) {
    const x = u[j];
    const g = 4 * x * x - 2 + 4 * x * v[j];
    distance[j] = offset - r * t * g - sign * t * Math.sqrt(Math.max(0, 3 + g));
  }
}
