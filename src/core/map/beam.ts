import { createPositionIndex, type PositionIndex } from './position-index';
import type { Site } from './sites';

/** What the beam would see at a place: scores and uncertainties weighted by its profile. */
export interface BeamView {
  score: number;
  /** Weighted mean of the uncertainties: the model errs alike on neighbours, so they do not average out. */
  uncertainty: number;
  /** Sum of the weights: how much of the beam falls on measured places. */
  weight: number;
}

/** A Gaussian beam over the sites of a map. */
export interface BeamWeighting {
  readonly index: PositionIndex;
  /** Beam-weighted score and uncertainty at (x, y); null where no site lies within the beam's reach. */
  at: (x: number, y: number) => BeamView | null;
}

/** Beam profile is cut where it has fallen to 0.2 %, in FWHM from its centre. */
const REACH_IN_FWHM = 1.5;

/** A Gaussian beam of full width `fwhm` (stage units) over true positions. */
export function createBeamWeighting(sites: readonly Site[], fwhm: number): BeamWeighting {
  const x = Float64Array.from(sites, (site) => site.x);
  const y = Float64Array.from(sites, (site) => site.y);
  const index = createPositionIndex(x, y, REACH_IN_FWHM * fwhm);
  const exponent = (-4 * Math.LN2) / (fwhm * fwhm);
  const at: BeamWeighting['at'] = (atX, atY) => {
    let weights = 0;
    let score = 0;
    let uncertainty = 0;
    index.forEachWithin(atX, atY, REACH_IN_FWHM * fwhm, (i, distanceSquared) => {
      const weight = Math.exp(exponent * distanceSquared);
      weights += weight;
      score += weight * sites[i].score;
      uncertainty += weight * sites[i].uncertainty;
    });
    if (weights === 0) return null;
    return {
      score: score / weights,
      uncertainty: uncertainty / weights,
      weight: weights,
    };
  };
  return { index, at };
}
