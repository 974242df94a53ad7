/** Nodes and weights of a three-point Gauss–Hermite average over a normal deviate. */
const DEVIATES = [-Math.sqrt(3), 0, Math.sqrt(3)] as const;
const DEVIATE_WEIGHTS = [1 / 6, 2 / 3, 1 / 6] as const;
/** A spread below this part of the line's width needs no average. */
const NARROW = 0.05;

/** One band in one direction. */
interface BandLine {
  energyEv: number;
  /** d(band energy)/dω along the pixel's path of constant angle. */
  slope: number;
  /** Standard deviation of the band's energy over the angular resolution, eV. */
  spreadEv: number;
  gammaOffsetEv: number;
  gammaCurvaturePerEv: number;
}

/** Line shapes at the nodes, written anew by each call. */
export interface LineScratch {
  /** Spectral function. */
  line: Float64Array;
  /** Its derivatives by the band's energy and by the logarithms of the two parts of Γ. */
  byEnergy: Float64Array;
  byOffset: Float64Array;
  byCurvature: Float64Array;
  ones: Float64Array;
}

export function lineScratch(nodes: number): LineScratch {
  const row = () => new Float64Array(nodes);
  return {
    line: row(),
    byEnergy: row(),
    byOffset: row(),
    byCurvature: row(),
    ones: row().fill(1),
  };
}

/**
 * Spectral function Γ / [(ω − ε(ω))² + Γ²] / π at the nodes ω, Γ = offset + curvature ω², averaged
 * over the angular resolution.
 */
export function fillLines(
  scratch: LineScratch,
  omegas: Float64Array,
  band: BandLine,
  withDerivatives: boolean,
): void {
  const { line, byEnergy, byOffset, byCurvature } = scratch;
  const { gammaOffsetEv, gammaCurvaturePerEv, spreadEv } = band;
  const single = spreadEv < NARROW * gammaOffsetEv;
  const along = 1 - band.slope;
  for (let j = 0; j < omegas.length; j++) {
    const omega = omegas[j];
    const quadratic = gammaCurvaturePerEv * omega * omega;
    const gamma = gammaOffsetEv + quadratic;
    const centre = omega * along - band.energyEv;
    let value = 0;
    let slope = 0;
    let byGamma = 0;
    for (let n = single ? 1 : 0; n < (single ? 2 : 3); n++) {
      const weight = single ? 1 : DEVIATE_WEIGHTS[n];
      const distance = centre - DEVIATES[n] * spreadEv;
      const inverse = 1 / (distance * distance + gamma * gamma);
      const scaled = weight * inverse;
      value += scaled;
      if (!withDerivatives) continue;
      slope += 2 * distance * scaled * inverse;
      byGamma += (distance * distance - gamma * gamma) * scaled * inverse;
    }
    line[j] = (value * gamma) / Math.PI;
    if (!withDerivatives) continue;
    byEnergy[j] = (slope * gamma) / Math.PI;
    byOffset[j] = (byGamma * gammaOffsetEv) / Math.PI;
    byCurvature[j] = (byGamma * quadratic) / Math.PI;
  }
}
