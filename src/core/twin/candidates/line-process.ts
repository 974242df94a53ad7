import { choleskyInPlace, matern52, solveLower, solveUpper } from '../linear-algebra';
import type { TableLine } from '../table/scan-table';

const LENGTH_FACTORS = [0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 10];
const NOISE_SHARES = [1e-6, 1e-4, 1e-3, 1e-2, 3e-2, 0.1];
/** Columns that the settings are fitted to. */
const COLUMNS = 64;

/** Value of a line at a place along it; NaN outside what was measured. */
export type LineSampler = (line: number, x: number) => number;

interface ProcessSettings {
  length: number;
  /** Variance of the noise over that of the signal. */
  noiseShare: number;
}

function covariance(
  places: ArrayLike<number>,
  { length, noiseShare }: ProcessSettings,
): Float64Array {
  const n = places.length;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      matrix[i * n + j] = matern52(Math.abs(places[i] - places[j]) / length);
    }
    matrix[i * n + i] += noiseShare;
  }
  return matrix;
}

/**
 * Length scale and noise of a Gaussian process (Matérn 5/2, unknown mean) from line to line: the
 * most likely of a grid of values, all columns sharing them and each having its own variance.
 */
export function fitLineProcess(lines: readonly TableLine[], sample: LineSampler): ProcessSettings {
  const places = lines.map(({ at }) => at);
  const spacing = (places[places.length - 1] - places[0]) / (places.length - 1);
  const columns = fullColumns(lines, sample);
  let best = { settings: { length: 2 * spacing, noiseShare: 1e-3 }, likelihood: -Infinity };
  for (const factor of LENGTH_FACTORS) {
    for (const noiseShare of NOISE_SHARES) {
      const settings = { length: factor * spacing, noiseShare };
      const likelihood = logLikelihood(places, columns, settings);
      if (likelihood > best.likelihood) best = { settings, likelihood };
    }
  }
  return best.settings;
}

function fullColumns(lines: readonly TableLine[], sample: LineSampler): Float64Array[] {
  const from = Math.max(...lines.map(({ x }) => x[0]));
  const to = Math.min(...lines.map(({ x }) => x[x.length - 1]));
  const columns: Float64Array[] = [];
  for (let i = 0; i < COLUMNS; i++) {
    const x = from + ((to - from) * i) / (COLUMNS - 1);
    const column = Float64Array.from(lines, (_, line) => sample(line, x));
    if (column.every(Number.isFinite) && column.some((value) => value !== column[0])) {
      columns.push(column);
    }
  }
  return columns;
}

function logLikelihood(
  places: readonly number[],
  columns: readonly Float64Array[],
  settings: ProcessSettings,
): number {
  const n = places.length;
  const factor = covariance(places, settings);
  if (!choleskyInPlace(factor, n)) return -Infinity;
  let logDeterminant = 0;
  for (let i = 0; i < n; i++) logDeterminant += 2 * Math.log(factor[i * n + i]);
  const ones = solveLower(factor, n, new Float64Array(n).fill(1));
  const onesSquared = ones.reduce((sum, one) => sum + one * one, 0);
  let sum = 0;
  for (const column of columns) {
    const white = solveLower(factor, n, column.slice());
    const mean = white.reduce((total, one, i) => total + one * ones[i], 0) / onesSquared;
    const misfit = white.reduce((total, one, i) => total + (one - mean * ones[i]) ** 2, 0);
    sum -= 0.5 * (logDeterminant + Math.log(onesSquared) + (n - 1) * Math.log(misfit / (n - 1)));
  }
  return sum;
}

/**
 * Prediction between lines by that process, the mean unknown (ordinary kriging): one set of
 * weights for all places that the same lines cover.
 */
export function lineProcess(settings: ProcessSettings) {
  let known: { places: readonly number[]; at: number; weights: Float64Array } | null = null;
  return (places: readonly number[], values: readonly number[], at: number): number => {
    if (!(at >= places[0] && at <= places[places.length - 1])) return NaN;
    if (known === null || known.at !== at || !sameNumbers(known.places, places)) {
      known = { places, at, weights: krigingWeights(places, at, settings) };
    }
    return values.reduce((sum, value, i) => sum + value * known!.weights[i], 0);
  };
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

function krigingWeights(
  places: readonly number[],
  at: number,
  settings: ProcessSettings,
): Float64Array {
  const n = places.length;
  const factor = covariance(places, settings);
  choleskyInPlace(factor, n);
  const solved = (b: Float64Array) => solveUpper(factor, n, solveLower(factor, n, b));
  const weights = solved(
    Float64Array.from(places, (place) => matern52(Math.abs(place - at) / settings.length)),
  );
  const ones = solved(new Float64Array(n).fill(1));
  const total = (values: Float64Array) => values.reduce((sum, one) => sum + one, 0);
  const share = (1 - total(weights)) / total(ones);
  return weights.map((weight, i) => weight + share * ones[i]);
}
