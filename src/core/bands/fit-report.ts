import { isCut } from './band-data';
import { BandModel } from './band-model';
import { fillingOf, type Filling } from './fermi-surface';
import { limitsOf, refine, unknownNames, type PreparedFit, type StartResult } from './fit-bands';
import { instrumentOf, type Instrument } from './fit-settings';
import { covarianceAt } from './minimise';
import { misfitOf, type Misfit } from './misfit';
import { ProjectedFit } from './projected-fit';

/** A value with its standard error; both null where the data do not determine it. */
export interface FittedValue {
  name: string;
  value: number | null;
  sigma: number | null;
  unit: string;
  determined: boolean;
}

export interface BandFit {
  family: string;
  latticeAngstrom: number;
  parameters: FittedValue[];
  /** Parameters over the first one: known even where the energy scale is not. */
  ratios: FittedValue[];
  azimuthDeg: number;
  azimuthSigmaDeg: number;
  polarOffsetDeg: number;
  polarOffsetSigmaDeg: number;
  tiltOffsetDeg: number;
  tiltOffsetSigmaDeg: number;
  fermiEv: number;
  gammaOffsetEv: number;
  gammaCurvaturePerEv: number;
  energyResolutionEv: number;
  /** Names and matrix of the correlations of all free unknowns. */
  correlations: { names: string[]; matrix: number[][] };
  /** Descents, how many ended at the best minimum, and the other ends worth knowing. */
  starts: { count: number; agreeing: number };
  misfit: Misfit;
  pixels: number;
  filling: Filling | null;
  /** What the user should know before believing the numbers. */
  notes: string[];
}

/** A fit's answer and the unknowns it stands on, as plain data. */
export interface FittedBands {
  answer: BandFit;
  unknowns: Float64Array;
}

/** A finished fit and what is needed to draw it. */
export interface FinishedFit extends FittedBands {
  fit: ProjectedFit;
}

/** Ends of descents this near in loss (χ²) are one minimum. */
const SAME_MINIMUM = 4;
/** A parameter whose error is beyond this part of the scale is not determined. */
const LARGEST_ERROR = 0.1;
/** Minima followed to the end. */
const MOST_REFINED = 2;

/** Follows the best descents on all data and says what they found. */
export function fittedBands(prepared: PreparedFit, starts: readonly StartResult[]): FittedBands {
  const sorted = [...starts].sort((a, b) => a.loss - b.loss);
  const distinct: StartResult[] = [];
  for (const start of sorted) {
    const isNew = distinct.every(({ loss }) => Math.abs(start.loss - loss) > SAME_MINIMUM);
    const isNear = start.loss < sorted[0].loss * 1.05;
    if (isNew && isNear && distinct.length < MOST_REFINED) distinct.push(start);
  }
  const refined = distinct
    .map(({ unknowns }) => refine(prepared, unknowns))
    .sort((a, b) => a.found.loss - b.found.loss);
  const { fit, found } = refined[0];
  const best = fit.lossAt(found.unknowns);
  const agreeing = sorted.filter(({ loss }) => loss - sorted[0].loss < SAME_MINIMUM).length;
  const answer = describe(prepared, fit, found.unknowns, best, {
    count: starts.length,
    agreeing,
  });
  return { answer, unknowns: found.unknowns };
}

/** The fit evaluated at its answer, to draw it. */
export function fitAtAnswer(prepared: PreparedFit, fitted: FittedBands): FinishedFit {
  const fit = new ProjectedFit(prepared.settings, prepared.full, prepared.instrument);
  fit.lossAt(fitted.unknowns);
  fit.reweight();
  fit.lossAt(fitted.unknowns);
  return { ...fitted, fit };
}

function describe(
  prepared: PreparedFit,
  fit: ProjectedFit,
  unknowns: Float64Array,
  loss: number,
  starts: BandFit['starts'],
): BandFit {
  const { family, latticeAngstrom } = prepared.request;
  const { free } = limitsOf(prepared);
  const misfit = misfitOf(fit, loss, free.length);
  const covariance = covarianceAt(fit.linearise(unknowns), free);
  const size = unknowns.length;
  const names = unknownNames(family);
  const variance = (p: number, q: number): number =>
    covariance === null ? NaN : covariance[p * size + q] * misfit.reducedChiSquare;
  const sigma = (p: number): number => Math.sqrt(variance(p, p));
  const scale = Math.abs(unknowns[0]);
  const instrument = instrumentOf(unknowns, family.parameters.length);
  const parameters = family.parameters.map(({ name, unit }, p): FittedValue => {
    const isKnown = !prepared.scaleIsOpen;
    const error = free.includes(p) ? sigma(p) : 0;
    const determined =
      isKnown && !misfit.isMeaningless && Number.isFinite(error) && error < LARGEST_ERROR * scale;
    return {
      name,
      value: determined ? unknowns[p] : null,
      sigma: determined ? error : null,
      unit,
      determined,
    };
  });
  const offset = family.parameters.length;
  return {
    family: family.id,
    latticeAngstrom,
    parameters,
    ratios: ratiosOf(prepared, unknowns, variance, misfit),
    azimuthDeg: instrument.azimuthDeg,
    azimuthSigmaDeg: sigma(offset),
    polarOffsetDeg: instrument.polarDeg,
    polarOffsetSigmaDeg: sigma(offset + 1),
    tiltOffsetDeg: instrument.tiltDeg,
    tiltOffsetSigmaDeg: sigma(offset + 2),
    fermiEv: instrument.fermiEv,
    gammaOffsetEv: instrument.gammaOffsetEv,
    gammaCurvaturePerEv: instrument.gammaCurvaturePerEv,
    energyResolutionEv: instrument.energyResolutionEv,
    correlations: correlationsOf(
      free,
      free.map((p) => names[p]),
      variance,
    ),
    starts,
    misfit,
    pixels: fit.pixelCount,
    filling: fillingOf(new BandModel(family, latticeAngstrom), unknowns),
    notes: notesOf(prepared, misfit, instrument, starts),
  };
}

/** θ_p / θ_0 with its error from the covariance of both. */
function ratiosOf(
  { request: { family } }: PreparedFit,
  unknowns: Float64Array,
  variance: (p: number, q: number) => number,
  { isMeaningless }: Misfit,
): FittedValue[] {
  const first = unknowns[0];
  return family.parameters.slice(1).map(({ name }, index) => {
    const p = index + 1;
    const value = unknowns[p] / first;
    const squared =
      (variance(p, p) - 2 * value * variance(p, 0) + value * value * variance(0, 0)) / first ** 2;
    const sigma = Math.sqrt(Math.max(0, squared));
    const determined = !isMeaningless && Number.isFinite(sigma) && sigma < LARGEST_ERROR;
    return {
      name: `${name}/${family.parameters[0].name}`,
      value: determined ? value : null,
      sigma: determined ? sigma : null,
      unit: '',
      determined,
    };
  });
}

function correlationsOf(
  free: readonly number[],
  names: string[],
  variance: (p: number, q: number) => number,
): BandFit['correlations'] {
  return {
    names,
    matrix: free.map((p) =>
      free.map((q) => variance(p, q) / Math.sqrt(variance(p, p) * variance(q, q))),
    ),
  };
}

/** What will not be known, said before the fit. */
export function adviceOf({ full, scaleIsOpen, request }: PreparedFit): string[] {
  const scale = request.family.parameters[0].name;
  if (scaleIsOpen) {
    return [
      `These data hold the Fermi level alone: ${scale} will not be determined, only ratios to it. ` +
        'Add a cut with energies below the Fermi level.',
    ];
  }
  if (full.every((data) => !isCut(data))) {
    return [`There is no cut: ${scale} rests on the map's few energies and will be less certain.`];
  }
  return [];
}

function notesOf(
  prepared: PreparedFit,
  misfit: Misfit,
  instrument: Instrument,
  { count, agreeing }: BandFit['starts'],
): string[] {
  const notes = adviceOf(prepared);
  if (misfit.isWrongModel) {
    notes.push(
      `${(100 * misfit.unexplained).toFixed(0)} % of the structure in momentum is left unexplained: ` +
        'the family, the lattice constant or the geometry is wrong for these data' +
        (misfit.isMeaningless ? ', and its numbers are withheld.' : '.'),
    );
  }
  if (agreeing < 2 && count > 1) {
    notes.push(`Only ${agreeing} of ${count} starts ended at this minimum: try more starts.`);
  }
  if (instrument.gammaOffsetEv < 0.0015) {
    notes.push('The lines are as sharp as the grid: the resolution given may be too coarse.');
  }
  notes.push('Errors hold counting noise only, not kinks, gaps or k_z.');
  return notes;
}
