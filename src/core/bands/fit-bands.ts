import { createRandom } from '#core/simulate/random';
import { SweetSpotError } from '#shared/errors';
import { directionCount, isCut, selectData, type BandData } from './band-data';
import type { BandFamily } from './band-family';
import { estimateFermiLevel } from './fermi-level';
import {
  INSTRUMENT_PARAMETERS,
  type FitSettings,
  type Instrument,
  type InstrumentParameter,
} from './fit-settings';
import { minimise, type MinimiseOptions, type Minimised } from './minimise';
import { ProjectedFit } from './projected-fit';
import { drawStart, type StartPlan } from './starts';

/** What the user asks for and tells. */
export interface FitRequest {
  family: BandFamily;
  latticeAngstrom: number;
  /** Kinetic energy at the Fermi level; null to find it from the edge. */
  fermiEv: number | null;
  temperatureK: number;
  energyResolutionEv: number;
  /** True where resolution or temperature are only a guess: the resolution is fitted then. */
  fitsResolution: boolean;
  angleResolutionDeg: number;
  /** Depth of the window below the Fermi level, eV. */
  windowEv: number;
  share: 'all' | 'quadrant' | 'random-quarter';
  starts: number;
  seed: number;
  guess: readonly number[] | null;
  /** First guess of the orientation, and what of it is known. */
  orientation: { azimuthDeg: number; polarDeg: number; tiltDeg: number };
  fixed: readonly string[];
  amplitudeDegree: number;
  amplitudesOf: FitSettings['amplitudesOf'];
}

/** A request with its data cut to size: all that a descent needs, as plain data. */
export interface PreparedFit {
  request: FitRequest;
  settings: FitSettings;
  instrument: Instrument;
  /** Data in the window; the second a part of it, for the descents. */
  full: BandData[];
  coarse: BandData[];
  /** True where the data hold no energy to speak of: the scale of the hoppings is open. */
  scaleIsOpen: boolean;
}

/** One descent on a part of the data. */
export interface StartResult {
  unknowns: Float64Array;
  loss: number;
  steps: number;
}

/** Directions of each data set that descents use. */
const COARSE_MAP_DIRECTIONS = 700;
const COARSE_CUT_DIRECTIONS = 100;
/** Resolutions below the Fermi level that an energy scale takes at least. */
const LEAST_DEPTH = 2;
const COARSE: Pick<MinimiseOptions, 'mostSteps' | 'tolerance'> = { mostSteps: 60, tolerance: 1e-5 };
const FINE: Pick<MinimiseOptions, 'mostSteps' | 'tolerance'> = { mostSteps: 12, tolerance: 1e-7 };

/** Cuts the data to the window and the share. Throws `invalid-request` for data that say nothing. */
export function prepareFit(request: FitRequest, data: readonly BandData[]): PreparedFit {
  const fermiEv = request.fermiEv ?? fermiLevelOf(data);
  const lowest = fermiEv - request.windowEv - 1e-9;
  const random = createRandom(request.seed).fork(1);
  const full = data.map((set) => {
    const within = selectData(
      set,
      (energy) => set.energiesEv.length === 1 || energy > lowest,
      shareOf(set, request.share),
    );
    if (request.share === 'random-quarter' && !isCut(set)) {
      within.mask.forEach((keeps, i) => {
        within.mask[i] = keeps !== 0 && random.next() < 0.25 ? 1 : 0;
      });
    }
    return within;
  });
  for (const { name, counts, energiesEv } of full) {
    if (counts.length === 0 || !counts.some((count) => count > 0)) {
      throw new SweetSpotError(
        'invalid-request',
        `${name}: expected counts between ${lowest.toFixed(3)} eV and the Fermi level at ` +
          `${fermiEv.toFixed(3)} eV, found none (${energiesEv.length} energies).`,
      );
    }
  }
  let depth = 0;
  for (const { energiesEv } of full) depth = Math.max(depth, fermiEv - energiesEv[0]);
  const scaleIsOpen =
    request.family.lattice !== 'none' && depth < LEAST_DEPTH * request.energyResolutionEv;
  const { family, latticeAngstrom, temperatureK, angleResolutionDeg, amplitudesOf } = request;
  return {
    request,
    settings: {
      family,
      latticeAngstrom,
      temperatureK,
      angleResolutionDeg,
      amplitudeDegree: request.amplitudeDegree,
      amplitudesOf,
      fixed: fixedOf(request, scaleIsOpen),
    },
    instrument: {
      ...request.orientation,
      fermiEv,
      gammaOffsetEv: 0.03,
      gammaCurvaturePerEv: 0.5,
      energyResolutionEv: request.energyResolutionEv,
    },
    full,
    coarse: full.map(thinned),
    scaleIsOpen,
  };
}

/** One of the request's descents, on the coarse data. */
export function descend(prepared: PreparedFit, fit: ProjectedFit, start: number): StartResult {
  const random = createRandom(prepared.request.seed).fork(100 + start);
  const unknowns = drawStart(startPlan(prepared), fit, random);
  return descendFrom(prepared, fit, unknowns);
}

/** A descent on the coarse data from given unknowns. */
export function descendFrom(
  prepared: PreparedFit,
  fit: ProjectedFit,
  unknowns: Float64Array,
): StartResult {
  const found = minimise(fit, unknowns, { ...limitsOf(prepared), ...COARSE });
  return { unknowns: found.unknowns, loss: found.loss, steps: found.steps };
}

/** The problem on the coarse data. */
export function coarseFit(prepared: PreparedFit): ProjectedFit {
  return new ProjectedFit(prepared.settings, prepared.coarse, prepared.instrument);
}

/** The descent's end followed further on all data, with weights from the model itself. */
export function refine(
  prepared: PreparedFit,
  unknowns: Float64Array,
): { fit: ProjectedFit; found: Minimised } {
  const fit = new ProjectedFit(prepared.settings, prepared.full, prepared.instrument);
  const options = { ...limitsOf(prepared), ...FINE };
  let found = minimise(fit, unknowns, options);
  fit.reweight();
  found = minimise(fit, found.unknowns, options);
  fit.reweight();
  found = minimise(fit, found.unknowns, options);
  return { fit, found };
}

/** Indices of the unknowns that the fit may change, and how far. */
export function limitsOf(prepared: PreparedFit): Pick<MinimiseOptions, 'free' | 'lower' | 'upper'> {
  const { request, instrument, settings } = prepared;
  const { parameters } = request.family;
  const names = unknownNames(request.family);
  const free = [...names.keys()].filter((i) => !settings.fixed.includes(names[i]));
  const around = (value: number, reach: number): [number, number] => [value - reach, value + reach];
  const { energyResolutionEv: resolution } = instrument;
  const bounds: [number, number][] = [
    ...parameters.map((): [number, number] => [-200, 200]),
    around(instrument.azimuthDeg, 45),
    around(instrument.polarDeg, 12),
    around(instrument.tiltDeg, 12),
    around(instrument.fermiEv, 0.04),
    [Math.log(0.001), Math.log(0.4)],
    [Math.log(0.003), Math.log(30)],
    [Math.log(resolution / 4), Math.log(2 * resolution)],
  ];
  return {
    free,
    lower: bounds.map(([low]) => low),
    upper: bounds.map(([, high]) => high),
  };
}

/** Names of all unknowns, in their order. */
export function unknownNames(family: BandFamily): string[] {
  return [...family.parameters.map(({ name }) => name), ...INSTRUMENT_PARAMETERS];
}

function startPlan({ request, instrument, settings, scaleIsOpen }: PreparedFit): StartPlan {
  return {
    family: request.family,
    guess: request.guess,
    instrument,
    scaleIsFixed: scaleIsOpen,
    isFixed: (name) => settings.fixed.includes(name),
  };
}

function fixedOf(request: FitRequest, scaleIsOpen: boolean): string[] {
  const instrument: InstrumentParameter[] = request.fitsResolution ? [] : ['logResolution'];
  const unfitted = request.family.parameters.filter(({ isFree }) => !isFree);
  // Without energies nothing tells the edge, the resolution or how Γ grows.
  const open = scaleIsOpen
    ? [request.family.parameters[0].name, 'fermi', 'logCurvature', 'logResolution']
    : [];
  return [...request.fixed, ...instrument, ...unfitted.map(({ name }) => name), ...open];
}

/** The edge of the data set with the most counts. Throws `invalid-request` where none shows one. */
function fermiLevelOf(data: readonly BandData[]): number {
  const levels = data
    .map((set) => ({ level: estimateFermiLevel(set), size: set.counts.length }))
    .filter((entry): entry is { level: number; size: number } => entry.level !== null)
    .sort((a, b) => b.size - a.size);
  if (levels.length > 0) return levels[0].level;
  throw new SweetSpotError(
    'invalid-request',
    'Expected a Fermi edge in the data, found none: tell the kinetic energy at the Fermi level.',
  );
}

function shareOf(data: BandData, share: FitRequest['share']): (direction: number) => boolean {
  if (share !== 'quadrant' || isCut(data)) return () => true;
  const across = middleOf(data.acrossDeg);
  const along = middleOf(data.alongDeg);
  return (d) => data.acrossDeg[d] >= across && data.alongDeg[d] >= along;
}

function middleOf(values: Float64Array): number {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return (low + high) / 2;
}

/** Some of the directions, evenly strewn. */
function thinned(data: BandData): BandData {
  const count = directionCount(data);
  const wanted = isCut(data) ? COARSE_CUT_DIRECTIONS : COARSE_MAP_DIRECTIONS;
  if (count <= wanted) return data;
  const random = createRandom(count);
  const share = wanted / count;
  return selectData(
    data,
    () => true,
    () => random.next() < share,
  );
}
