import { contours } from 'd3-contour';
import type { BandModel } from './band-model';
import { brillouinZone, type Momentum } from './brillouin-zone';

/** Points of the zone along each reciprocal vector that fillings are counted on. */
const FILLING_POINTS = 240;
/** Points across a window in which contours are drawn. */
const CONTOUR_POINTS = 241;

/** Lines of one energy in the k plane, by band. */
export interface EnergyContour {
  band: number;
  /** Open or closed lines, Å⁻¹. */
  lines: Momentum[][];
}

/** Filling of the bands: of states (0 … 1 a band) and as area in k. */
export interface Filling {
  /** Electrons a unit cell with two spins; for single-spin families one. */
  electrons: number;
  /** Of each band: occupied share of the zone and area enclosed below the Fermi level, Å⁻². */
  bands: { share: number; areaPerAngstrom2: number }[];
}

/** Occupied share of the zone, by counting a fine grid of it; null for states without a zone. */
export function fillingOf(model: BandModel, parameters: ArrayLike<number>): Filling | null {
  const zone = brillouinZone(model.family.lattice, model.latticeAngstrom);
  if (zone === null) return null;
  const [b1, b2] = zone.reciprocal;
  const occupied = new Float64Array(model.bandCount);
  const count = FILLING_POINTS * FILLING_POINTS;
  // Energy over which a cell's share passes from full to empty: its own extent.
  const half = 1 / (2 * FILLING_POINTS);
  for (let i = 0; i < FILLING_POINTS; i++) {
    for (let j = 0; j < FILLING_POINTS; j++) {
      const x = (i + 0.5) / FILLING_POINTS;
      const y = (j + 0.5) / FILLING_POINTS;
      const { energies, byMomentum } = model.at(
        parameters,
        x * b1[0] + y * b2[0],
        x * b1[1] + y * b2[1],
      );
      for (let band = 0; band < model.bandCount; band++) {
        const [vx, vy] = [byMomentum[2 * band], byMomentum[2 * band + 1]];
        const reach =
          half * (Math.abs(vx * b1[0] + vy * b1[1]) + Math.abs(vx * b2[0] + vy * b2[1])) + 1e-12;
        occupied[band] += Math.min(1, Math.max(0, 0.5 - energies[band] / (2 * reach))) / count;
      }
    }
  }
  return {
    electrons: 2 * occupied.reduce((sum, share) => sum + share, 0),
    bands: [...occupied].map((share) => ({ share, areaPerAngstrom2: share * zone.area })),
  };
}

/** Contours of one energy (eV) within |kx|, |ky| ≤ `reach` (Å⁻¹). */
export function energyContours(
  model: BandModel,
  parameters: ArrayLike<number>,
  energyEv: number,
  reach: number,
): EnergyContour[] {
  const n = CONTOUR_POINTS;
  const step = (2 * reach) / (n - 1);
  const values = Array.from({ length: model.bandCount }, () => new Array<number>(n * n));
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      const { energies } = model.at(parameters, -reach + i * step, -reach + j * step);
      for (let band = 0; band < model.bandCount; band++) values[band][j * n + i] = energies[band];
    }
  }
  const draw = contours().size([n, n]).smooth(true);
  return values.map((grid, band) => {
    const { coordinates } = draw.contour(grid, energyEv);
    // d3 puts samples at the middle of cells, and closes contours along the frame.
    const lines = coordinates.flatMap((polygon) =>
      polygon.flatMap((ring) =>
        withoutFrame(
          ring.map(([x, y]): Momentum => [-reach + (x - 0.5) * step, -reach + (y - 0.5) * step]),
          reach - step / 4,
        ),
      ),
    );
    return { band, lines };
  });
}

/** Parts of a ring that do not run along the frame of the window. */
function withoutFrame(ring: Momentum[], inside: number): Momentum[][] {
  const parts: Momentum[][] = [];
  let part: Momentum[] = [];
  for (const point of ring) {
    if (Math.abs(point[0]) < inside && Math.abs(point[1]) < inside) part.push(point);
    else {
      if (part.length > 1) parts.push(part);
      part = [];
    }
  }
  if (part.length > 1) parts.push(part);
  return parts;
}

/** A crossing of the Fermi level on a straight path. */
export interface FermiCrossing {
  band: number;
  k: Momentum;
  /** ∂E/∂k along the path, eV Å, and the gradient's length. */
  velocityAlong: number;
  velocity: number;
}

/** Crossings of the Fermi level from one momentum to another. */
export function fermiCrossings(
  model: BandModel,
  parameters: ArrayLike<number>,
  from: Momentum,
  to: Momentum,
): FermiCrossing[] {
  const steps = 600;
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const along: Momentum = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
  const at = (step: number): Momentum => [
    from[0] + ((to[0] - from[0]) * step) / steps,
    from[1] + ((to[1] - from[1]) * step) / steps,
  ];
  const crossings: FermiCrossing[] = [];
  let before = Float64Array.from(model.at(parameters, ...at(0)).energies);
  for (let step = 1; step <= steps; step++) {
    const here = Float64Array.from(model.at(parameters, ...at(step)).energies);
    for (let band = 0; band < model.bandCount; band++) {
      if (before[band] * here[band] > 0 || before[band] === here[band]) continue;
      const share = before[band] / (before[band] - here[band]);
      const k = at(step - 1 + share);
      const { byMomentum } = model.at(parameters, ...k);
      const [vx, vy] = [byMomentum[2 * band], byMomentum[2 * band + 1]];
      crossings.push({
        band,
        k,
        velocityAlong: vx * along[0] + vy * along[1],
        velocity: Math.hypot(vx, vy),
      });
    }
    before = here;
  }
  return crossings;
}
