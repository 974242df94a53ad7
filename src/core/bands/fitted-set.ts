import { directionCount, isCut, type BandData } from './band-data';
import { edgeKernel, type EdgeKernel, type NodeGrid } from './edge-kernel';
import type { Instrument } from './fit-settings';
import { fillLegendre, legendreCount } from './legendre';

/** Weights of the background: even counts, and occupied ones that may slope with either angle. */
const BACKGROUND_DEGREE = 1;

/** One data set with what does not change during a fit, and scratch that does. */
export interface FittedSet {
  data: BandData;
  directions: number;
  energies: number;
  amplitudeTerms: number;
  backgroundTerms: number;
  /** Smooth functions of direction, [direction][term]. */
  amplitudeBasis: Float64Array;
  backgroundBasis: Float64Array;
  /** Inverse variance of each pixel; 0 where masked. */
  weights: Float64Array;
  linearCount: number;
  /** Σ w y². */
  dataNorm: number;
  /** Line shapes seen through the kernel, [direction][channel][energy]. */
  signals: Float64Array;
  factor: Float64Array;
  coefficients: Float64Array;
  kernel: EdgeKernel;
  occupied: Float64Array;
}

/** A data set made ready for `channels` line shapes with amplitudes of the given degree. */
export function prepareSet(
  data: BandData,
  grid: NodeGrid,
  guess: Pick<Instrument, 'fermiEv' | 'energyResolutionEv'>,
  channels: number,
  degree: number,
): FittedSet {
  const directions = directionCount(data);
  const energies = data.energiesEv.length;
  const isLine = isCut(data);
  const amplitudeTerms = legendreCount(degree, isLine);
  const backgroundTerms = legendreCount(BACKGROUND_DEGREE, isLine);
  const linearCount = channels * amplitudeTerms + 1 + backgroundTerms;
  const set: FittedSet = {
    data,
    directions,
    energies,
    amplitudeTerms,
    backgroundTerms,
    amplitudeBasis: smoothBasis(data, degree, isLine),
    backgroundBasis: smoothBasis(data, BACKGROUND_DEGREE, isLine),
    weights: startingWeights(data),
    linearCount,
    dataNorm: 0,
    signals: new Float64Array(directions * channels * energies),
    factor: new Float64Array(linearCount * linearCount),
    coefficients: new Float64Array(linearCount),
    kernel: edgeKernel(grid, data.energiesEv, guess.fermiEv, guess.energyResolutionEv),
    occupied: new Float64Array(energies),
  };
  set.dataNorm = dataNormOf(set);
  return set;
}

/** Amplitude of one channel in one direction, from the coefficients solved last. */
export function amplitudeAt(set: FittedSet, channel: number, d: number): number {
  const { amplitudeTerms: terms, amplitudeBasis, coefficients } = set;
  let sum = 0;
  for (let l = 0; l < terms; l++) {
    sum += coefficients[channel * terms + l] * amplitudeBasis[d * terms + l];
  }
  return sum;
}

/** Strength of the occupied background in one direction. */
export function occupiedBackgroundAt(set: FittedSet, channels: number, d: number): number {
  const { amplitudeTerms, backgroundTerms: terms, backgroundBasis, coefficients } = set;
  const start = channels * amplitudeTerms + 1;
  let sum = 0;
  for (let l = 0; l < terms; l++) sum += coefficients[start + l] * backgroundBasis[d * terms + l];
  return sum;
}

/** Legendre products over the extent of a data set, [direction][term]. */
function smoothBasis(data: BandData, degree: number, isLine: boolean): Float64Array {
  const terms = legendreCount(degree, isLine);
  const directions = directionCount(data);
  const basis = new Float64Array(directions * terms);
  const across = unitScale(data.acrossDeg);
  const along = unitScale(data.alongDeg);
  for (let d = 0; d < directions; d++) {
    const u = across(data.acrossDeg[d]);
    fillLegendre(degree, isLine, u, along(data.alongDeg[d]), basis, d * terms);
  }
  return basis;
}

/** Maps the extent of the values to −1 … 1. */
function unitScale(values: Float64Array): (value: number) => number {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const half = (high - low) / 2;
  return (value) => (half > 0 ? (value - low) / half - 1 : 0);
}

/** Variance below which no pixel is believed: a fiftieth of the mean count. */
export function varianceFloor({ counts }: BandData): number {
  let sum = 0;
  for (const count of counts) sum += Math.abs(count);
  return Math.max(sum / Math.max(1, counts.length) / 50, 1e-12);
}

/** Inverse variances before any model: counts averaged over neighbouring directions and energies. */
function startingWeights(data: BandData): Float64Array {
  const energies = data.energiesEv.length;
  const directions = directionCount(data);
  const floor = varianceFloor(data);
  const weights = new Float64Array(directions * energies);
  for (let d = 0; d < directions; d++) {
    for (let i = 0; i < energies; i++) {
      const at = d * energies + i;
      if (data.mask[at] === 0) continue;
      let sum = 0;
      let members = 0;
      for (let e = Math.max(0, d - 2); e <= Math.min(directions - 1, d + 2); e++) {
        for (let j = Math.max(0, i - 1); j <= Math.min(energies - 1, i + 1); j++) {
          sum += data.counts[e * energies + j];
          members++;
        }
      }
      // A quarter of the mean count tempers the pixels that by chance saw nothing.
      weights[at] = 1 / Math.max(sum / members + 12 * floor, floor);
    }
  }
  return weights;
}

export function dataNormOf({ data, weights }: FittedSet): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i] * data.counts[i] ** 2;
  return sum;
}
