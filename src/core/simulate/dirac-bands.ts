import { addLineRow } from './lattice-bands';
import type { BulkContinuum, DiracMaterial } from './parameters';
import { imaginarySelfEnergy, realSelfEnergy } from './self-energy';

/** |k| at which `asymmetry` reaches its full effect, Å⁻¹. */
const ASYMMETRY_WAVE_NUMBER = 0.2;

/** Smooth 0 → 1 step without exponentials: an algebraic sigmoid. */
function smoothStep(depth: number): number {
  return 0.5 * (1 + depth / Math.sqrt(1 + depth * depth));
}

function continuumAt(
  continuum: BulkContinuum,
  filledAbove: boolean,
  kSquared: number,
  omegaEv: number,
): number {
  const above = omegaEv - continuum.edgeEv - continuum.curvatureEvAngstrom2 * kSquared;
  const depth = (filledAbove ? above : -above) / continuum.onsetEv;
  const filling = smoothStep(2 * depth);
  return continuum.weight * filling * filling;
}

/** Left–right asymmetry of the intensity per angle, taken at the Fermi wave vector in Å⁻¹. */
export function fillAsymmetry(
  asymmetry: number,
  waveVector: number,
  nx: Float64Array,
  modulation: Float64Array,
): void {
  for (let j = 0; j < modulation.length; j++) {
    const side = (waveVector * nx[j]) / ASYMMETRY_WAVE_NUMBER;
    modulation[j] = 1 + asymmetry * Math.max(-1, Math.min(1, side));
  }
}

/** Rows per angle that a Dirac material reads, and the one it adds to. */
interface DiracRows {
  nx: Float64Array;
  ny: Float64Array;
  modulation: Float64Array;
  /** Scratch. */
  distance: Float64Array;
  row: Float64Array;
}

/**
 * Adds one row (fixed energy) of a Dirac surface state and its bulk continuum to
 * `row`: E±(k) = E_D + c k² ± v k, each a Lorentzian of half width Σ″ scaled to a
 * height of Σ″min / Σ″, so that the continuum's weight is relative to it.
 */
export function addDiracRow(
  material: DiracMaterial,
  waveVector: number,
  omegaEv: number,
  weight: number,
  rows: DiracRows,
): void {
  const { nx, ny, modulation, distance, row } = rows;
  const { offsetEv } = material.selfEnergy;
  const sigma = imaginarySelfEnergy(material.selfEnergy, omegaEv);
  const shiftedEv = omegaEv - realSelfEnergy(material.selfEnergy, omegaEv);
  for (const sign of [1, -1]) {
    for (let j = 0; j < row.length; j++) {
      const kSquared = waveVector * waveVector * (nx[j] * nx[j] + ny[j] * ny[j]);
      const middle = shiftedEv - material.diracPointEv - material.curvatureEvAngstrom2 * kSquared;
      distance[j] = middle - sign * material.velocityEvAngstrom * Math.sqrt(kSquared);
    }
    addLineRow(distance, sigma, weight * offsetEv, modulation, row);
  }
  for (let j = 0; j < row.length; j++) {
    const kSquared = waveVector * waveVector * (nx[j] * nx[j] + ny[j] * ny[j]);
    const bulk =
      continuumAt(material.conduction, true, kSquared, omegaEv) +
      continuumAt(material.valence, false, kSquared, omegaEv);
    row[j] += weight * modulation[j] * bulk;
  }
}
