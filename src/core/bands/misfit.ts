import { directionCount } from './band-data';
import type { ProjectedFit } from './projected-fit';

/** A fit that leaves more than this part of the structure unexplained is of a wrong model. */
const LARGEST_MISFIT = 0.1;

/** Beyond this part the model's numbers mean nothing. */
const MEANINGLESS_MISFIT = 0.3;

/** What a fit leaves over. */
export interface Misfit {
  /** Loss over degrees of freedom: 1 for counts and a right model. */
  reducedChiSquare: number;
  /**
   * Part of the structure in momentum that the residuals hold: products of neighbouring residuals
   * over those of neighbouring counts less their mean at each energy. Noise gives 0, whatever its size.
   */
  unexplained: number;
  /** True where that part is too large for the model to be right. */
  isWrongModel: boolean;
  /** True where the model's numbers should not be read at all. */
  isMeaningless: boolean;
}

/** Residuals of the fit as it stands evaluated. */
export function misfitOf(fit: ProjectedFit, loss: number, freeUnknowns: number): Misfit {
  const expected = fit.models();
  let left = 0;
  let structure = 0;
  fit.measured().forEach(({ data, weights }, index) => {
    const model = expected[index];
    const energies = data.energiesEv.length;
    const directions = directionCount(data);
    const mean = new Float64Array(energies);
    const members = new Float64Array(energies);
    for (let at = 0; at < weights.length; at++) {
      if (weights[at] === 0) continue;
      mean[at % energies] += data.counts[at];
      members[at % energies]++;
    }
    for (let d = 0; d + 1 < directions; d++) {
      if (data.acrossDeg[d] !== data.acrossDeg[d + 1]) continue;
      for (let i = 0; i < energies; i++) {
        const here = d * energies + i;
        const next = here + energies;
        const weight = Math.sqrt(weights[here] * weights[next]);
        if (weight === 0) continue;
        const middle = mean[i] / members[i];
        left += weight * (data.counts[here] - model[here]) * (data.counts[next] - model[next]);
        structure += weight * (data.counts[here] - middle) * (data.counts[next] - middle);
      }
    }
  });
  const unexplained = structure > 0 ? Math.max(0, left / structure) : 1;
  return {
    reducedChiSquare: loss / Math.max(1, fit.pixelCount - fit.linearCount - freeUnknowns),
    unexplained,
    isWrongModel: unexplained > LARGEST_MISFIT,
    isMeaningless: unexplained > MEANINGLESS_MISFIT,
  };
}
