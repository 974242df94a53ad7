import type { BandData } from '#core/bands/band-data';
import type { FitRequest } from '#core/bands/fit-bands';
import { bandFamily } from '#core/bands/families';
import type { FamilyName } from '#shared/band-families';
import { createRandom, type Random } from '#core/simulate/random';
import {
  squareBands,
  t2gBands,
  type ReferenceBands,
  type SquareValues,
  type T2gValues,
} from './reference-bands';
import { referenceData, type ReferenceSetting } from './reference-spectra';

/** How intensity varies over the zone. */
export type MatrixKind = 'flat' | 'four-to-one' | 'node';

/** A simulated case with its truth. */
export interface EvaluationCase {
  family: FamilyName;
  latticeAngstrom: number;
  truth: Record<string, number>;
  orientation: { azimuthDeg: number; polarDeg: number; tiltDeg: number };
  /** Kinetic energy at the Fermi level. */
  fermiEv: number;
  bands: ReferenceBands;
  data: BandData[];
}

const STEP_EV = 0.008;
const PHOTON_EV = 60;
const WORK_FUNCTION_EV = 4.5;

/** Nd-LSCO-like values, each 10 % about the published ones in units of t. */
function drawnSquare(random: Random): SquareValues {
  const t = random.uniform(0.12, 0.2);
  const about = (ratio: number): number => ratio * t * random.uniform(0.9, 1.1);
  return { t, tPrime: about(-0.1364), tDoublePrime: about(0.0682), mu: about(-0.8243) };
}

/** Sr2RuO4-like values, each 5 % about the published ones. */
function drawnT2g(random: Random): T2gValues {
  const about = (value: number): number => value * random.uniform(0.95, 1.05);
  return {
    t1: about(0.145),
    t2: about(0.016),
    t3: about(0.081),
    t4: about(0.039),
    t5: about(0.005),
    mu: about(0.122),
    lambda: about(0.032),
  };
}

/** A map of 41 polar angles and two cuts, 45° apart, as those of the known models. */
export function evaluationCase(
  family: 'square' | 't2g',
  matrix: MatrixKind,
  peakCounts: number,
  seed: number,
): EvaluationCase {
  const random = createRandom(seed).fork(77);
  const latticeAngstrom = random.uniform(3.75, 3.95);
  const square = drawnSquare(random);
  const t2g = drawnT2g(random);
  const isSquare = family === 'square';
  const bands = isSquare ? squareBands(latticeAngstrom, square) : t2gBands(latticeAngstrom, t2g);
  const orientation = {
    azimuthDeg: random.uniform(-3, 3),
    polarDeg: random.uniform(-1.2, 1.2),
    tiltDeg: random.uniform(-0.7, 0.7),
  };
  const setting: ReferenceSetting = {
    bands,
    matrixElement: matrixElement(matrix, latticeAngstrom, random),
    photonEnergyEv: PHOTON_EV,
    workFunctionEv: WORK_FUNCTION_EV,
    azimuthDeg: orientation.azimuthDeg,
    polarOffsetDeg: orientation.polarDeg,
    tiltOffsetDeg: orientation.tiltDeg,
    gammaOffsetEv: random.uniform(0.014, 0.028),
    gammaCurvaturePerEv: random.uniform(0.3, 0.6),
    temperatureK: 20,
    energyResolutionEv: 0.018,
    angleResolutionDeg: 0.12,
    peakCounts,
  };
  // The zone's corner lies within the map: K sin(reach) = 1.13 π / a.
  const reach = (Math.asin((1.13 * Math.PI) / latticeAngstrom / 3.817) * 180) / Math.PI;
  const spread = (count: number) =>
    Array.from({ length: count }, (_, i) => -reach + (2 * reach * i) / (count - 1));
  const omegas = Array.from({ length: 24 }, (_, i) => -0.112 + i * STEP_EV);
  const set = (name: string, polars: number[], azimuthMotorDeg: number, counts: number) =>
    referenceData(
      { ...setting, peakCounts: counts },
      {
        name,
        polarsDeg: polars,
        azimuthMotorDeg,
        anglesDeg: spread(polars.length > 1 ? 120 : 240),
        omegasEv: omegas,
      },
      random,
    );
  return {
    family,
    latticeAngstrom,
    truth: { ...(isSquare ? square : t2g) },
    orientation,
    fermiEv: PHOTON_EV - WORK_FUNCTION_EV,
    bands,
    data: [
      set('map', spread(41), 0, peakCounts),
      set('cut along 0°', [0], 0, 4 * peakCounts),
      set('cut along 45°', [0], 45, 4 * peakCounts),
    ],
  };
}

/** |M|² between 1 and 1/4, or near zero along a line, smooth but no Legendre polynomial. */
function matrixElement(
  kind: MatrixKind,
  a: number,
  random: Random,
): ReferenceSetting['matrixElement'] {
  if (kind === 'flat') return () => 1;
  const direction = random.uniform(0, 2 * Math.PI);
  const phases = [0, 1, 2].map(() => random.uniform(-0.4, 0.4));
  const along = (kx: number, ky: number) =>
    ((kx * Math.cos(direction) + ky * Math.sin(direction)) * a) / Math.PI;
  if (kind === 'node') {
    return (kx, ky, band) => 0.03 + 0.97 * Math.sin(1.1 * along(kx, ky) + 0.3 + phases[band]) ** 2;
  }
  return (kx, ky, band) =>
    Math.exp(-Math.log(4) * (0.5 + 0.5 * Math.sin(1.3 * along(kx, ky) + phases[band])));
}

/** What a user would ask for, told family and lattice constant only. */
export function requestFor(
  { family, latticeAngstrom }: Pick<EvaluationCase, 'family' | 'latticeAngstrom'>,
  more: Partial<FitRequest> = {},
): FitRequest {
  return {
    family: bandFamily(family),
    latticeAngstrom,
    fermiEv: null,
    temperatureK: 20,
    energyResolutionEv: 0.02,
    fitsResolution: true,
    angleResolutionDeg: 0.1,
    windowEv: 0.1,
    share: 'all',
    starts: 4,
    seed: 1,
    guess: null,
    orientation: { azimuthDeg: 0, polarDeg: 0, tiltDeg: 0 },
    fixed: [],
    amplitudeDegree: 4,
    amplitudesOf: 'bands',
    ...more,
  };
}
