import { commonPlaces, derive, type Derivation, type LineGrid } from './derived';
import { resampled } from './table/interpolation';
import type { LinePredictor } from './table-twin';

/** What a step between lines would cost and bring. */
export interface StepRow {
  /** Step of the second axis. */
  step: number;
  lines: number;
  points: number;
  /** Time for all points, s; null where the time of a point is unknown. */
  durationS: number | null;
  /**
   * Root mean square difference from the finest step, as a share of the largest magnitude there:
   * of the derived quantity, or of the value where none is asked.
   */
  error: number;
}

export interface StepAdvice {
  /** Finest step, which all others are compared with. */
  finest: number;
  rows: StepRow[];
  /** The coarsest step within the tolerance, every finer one being within it too; null: none. */
  advised: number | null;
  tolerance: number;
}

export interface StepQuestion {
  /** Null: the value itself, straight lines from line to line. */
  derivation: Derivation | null;
  /** Range of the second axis; the learned one unless told. */
  from?: number;
  to?: number;
  /** Largest error, as a share of the peak. */
  tolerance?: number;
  secondsPerPoint?: number;
}

const ROUND = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 7.5];
/** Lines of the finest grid, and the fewest that are tried. */
const FINEST_LINES = 400;
const FEWEST_LINES = 4;

/** Round steps between two bounds, ascending. */
function roundSteps(least: number, largest: number): number[] {
  const steps: number[] = [];
  for (let power = Math.floor(Math.log10(least)); 10 ** power <= largest; power++) {
    for (const digit of ROUND) {
      const step = Number((digit * 10 ** power).toPrecision(6));
      if (step >= least && step <= largest) steps.push(step);
    }
  }
  return steps;
}

/** Places from `from` in steps, and `to` as the last one. */
export function stepPlaces(from: number, to: number, step: number): Float64Array {
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  const places = Array.from({ length: count }, (_, i) => from + i * step);
  if (to - places[count - 1] > 1e-9 * (to - from)) places.push(to);
  else places[count - 1] = to;
  return Float64Array.from(places);
}

/** Lines of the twin at the given places. */
export function simulatedGrid(twin: LinePredictor, at: Float64Array, x: Float64Array): LineGrid {
  return { x, at, rows: Array.from(at, (place) => twin.predict(place, x).value) };
}

/**
 * How fine the step between lines has to be: each round step is simulated, what is wanted is
 * formed from it, and compared with the same from the finest step.
 */
export function adviseStep(twin: LinePredictor, question: StepQuestion): StepAdvice {
  const { lines } = twin.table;
  const from = question.from ?? lines[0].at;
  const to = question.to ?? lines[lines.length - 1].at;
  const tolerance = question.tolerance ?? 0.02;
  const x = commonPlaces(twin.table);
  const finest = (to - from) / FINEST_LINES;
  const reference = simulatedGrid(twin, stepPlaces(from, to, finest), x);
  const wanted = wantedFrom(reference, reference, question.derivation);
  const peak = wanted.reduce((largest, one) => Math.max(largest, Math.abs(one) || 0), 0);
  const rows = roundSteps(2 * finest, (to - from) / FEWEST_LINES).map((step): StepRow => {
    const grid = simulatedGrid(twin, stepPlaces(from, to, step), x);
    const points = grid.at.length * x.length;
    return {
      step,
      lines: grid.at.length,
      points,
      durationS: question.secondsPerPoint === undefined ? null : points * question.secondsPerPoint,
      error: rootMeanSquare(wantedFrom(grid, reference, question.derivation), wanted) / peak,
    };
  });
  const tooCoarse = rows.findIndex(({ error }) => !(error <= tolerance));
  const within = tooCoarse < 0 ? rows : rows.slice(0, tooCoarse);
  return { finest, rows, advised: within.at(-1)?.step ?? null, tolerance };
}

/** What is wanted from a grid: the derived quantity, or its values carried to the reference's lines. */
function wantedFrom(
  grid: LineGrid,
  reference: LineGrid,
  derivation: Derivation | null,
): Float64Array {
  if (derivation !== null) return derive(grid, derivation);
  const { x } = grid;
  const answer = new Float64Array(x.length * reference.at.length);
  for (let i = 0; i < x.length; i++) {
    const column = grid.rows.map((row) => row[i]);
    answer.set(resampled(grid.at, column, reference.at), i * reference.at.length);
  }
  return answer;
}

/** Root mean square difference over the places where both are known. */
function rootMeanSquare(values: Float64Array, wanted: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < wanted.length; i++) {
    if (Number.isNaN(values[i]) || Number.isNaN(wanted[i])) continue;
    sum += (values[i] - wanted[i]) ** 2;
    count++;
  }
  return count === 0 ? NaN : Math.sqrt(sum / count);
}
