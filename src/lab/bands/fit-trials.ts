import { selectData, type BandData } from '#core/bands/band-data';
import { BandModel } from '#core/bands/band-model';
import { energyContours } from '#core/bands/fermi-surface';
import { coarseFit, descend, prepareFit, type FitRequest } from '#core/bands/fit-bands';
import { bandFamily } from '#core/bands/families';
import { fittedBands, type BandFit } from '#core/bands/fit-report';
import {
  evaluationCase,
  requestFor,
  type EvaluationCase,
  type MatrixKind,
} from './evaluation-cases';

/** A kind of case and how it is fitted, tried on several seeds. */
export interface TrialPlan {
  family: 'square' | 't2g';
  matrix: MatrixKind;
  peakCounts: number;
  request: Partial<FitRequest>;
  /** Starts within ± 50 % of the truth, in place of the family's ranges. */
  startsNearTruth?: boolean;
  /** The map's energy nearest to the Fermi level alone, without cuts. */
  isFermiSurfaceOnly?: boolean;
}

/** One fitted case beside its truth. */
export interface Trial {
  truth: EvaluationCase;
  answer: BandFit;
  /** Value less truth, by parameter. */
  errors: Record<string, number>;
  /** Errors over stated errors. */
  pulls: number[];
}

/** Distance of the fitted Fermi surface from the true one, and the trials it stands on. */
const CONTOUR_REACH = 0.9;

/** Simulates and fits one seed of a plan. */
export function runTrial(plan: TrialPlan, seed: number): Trial {
  const truth = evaluationCase(plan.family, plan.matrix, plan.peakCounts, seed);
  const { parameters } = bandFamily(plan.family);
  const guess = plan.startsNearTruth ? parameters.map(({ name }) => truth.truth[name]) : null;
  const fermiEv = plan.isFermiSurfaceOnly ? truth.fermiEv : null;
  const request = requestFor(truth, { guess, fermiEv, ...plan.request, seed });
  const data = plan.isFermiSurfaceOnly ? [atFermiLevel(truth)] : truth.data;
  const prepared = prepareFit(request, data);
  const fit = coarseFit(prepared);
  const starts = Array.from({ length: prepared.request.starts }, (_, start) =>
    descend(prepared, fit, start),
  );
  const { answer } = fittedBands(prepared, starts);
  const errors: Record<string, number> = {};
  const pulls: number[] = [];
  for (const { name, value, sigma } of answer.parameters) {
    if (value === null || sigma === null) continue;
    errors[name] = value - truth.truth[name];
    pulls.push(errors[name] / sigma);
  }
  return { truth, answer, errors, pulls };
}

/** The map at the energy nearest to the Fermi level. */
function atFermiLevel({ data: [map], fermiEv }: EvaluationCase): BandData {
  const distances = map.energiesEv.map((energy) => Math.abs(energy - fermiEv));
  const nearest = map.energiesEv[distances.indexOf(Math.min(...distances))];
  return selectData(
    map,
    (energy) => energy === nearest,
    () => true,
  );
}

/**
 * Root mean square distance, Å⁻¹, of the fitted Fermi surface from the true one: the true bands'
 * energy on the fitted contour over their velocity there.
 */
export function contourDistance({ truth, answer }: Trial): number {
  const model = new BandModel(bandFamily(truth.family), truth.latticeAngstrom);
  const values = answer.parameters.map(({ value }) => value ?? Number.NaN);
  let sum = 0;
  let count = 0;
  for (const { band, lines } of energyContours(model, values, 0, CONTOUR_REACH)) {
    for (const [kx, ky] of lines.flat()) {
      const energy = (x: number, y: number): number => truth.bands(x, y)[band];
      const step = 1e-4;
      const slope = Math.hypot(
        (energy(kx + step, ky) - energy(kx - step, ky)) / (2 * step),
        (energy(kx, ky + step) - energy(kx, ky - step)) / (2 * step),
      );
      sum += (energy(kx, ky) / Math.max(slope, 0.05)) ** 2;
      count++;
    }
  }
  return count === 0 ? Number.NaN : Math.sqrt(sum / count);
}
