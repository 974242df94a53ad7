import { linearAt } from './interpolation';
import type { TableLine } from './scan-table';

/** Weights of a local fit reach this many bandwidths to either side. */
const REACH = 3;

/** Median distance of neighbouring points of a line. */
export function medianStep({ x }: Pick<TableLine, 'x'>): number {
  const steps = Float64Array.from({ length: x.length - 1 }, (_, i) => x[i + 1] - x[i]).sort();
  return steps[steps.length >> 1];
}

/** Median of numbers, 0 of none. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const { length } = sorted;
  if (length === 0) return 0;
  return length % 2 === 1 ? sorted[length >> 1] : (sorted[length / 2 - 1] + sorted[length / 2]) / 2;
}

/**
 * The line at `at` by a local quadratic fit with Gaussian weights whose standard deviation is
 * `bandwidthSteps` median steps; straight lines between the points for 0. NaN beyond the ends.
 * `without` leaves one of its points out.
 */
export function smoothAt(
  line: TableLine,
  bandwidthSteps: number,
  at: number,
  step = medianStep(line),
  without = -1,
): number {
  const { x, value } = line;
  if (!(at >= x[0] && at <= x[x.length - 1])) return NaN;
  if (bandwidthSteps === 0) return straightAt(line, at, without);
  const bandwidth = bandwidthSteps * step;
  let start = lowerBound(x, at - REACH * bandwidth);
  const sums = new Float64Array(8);
  let used = 0;
  for (; start < x.length && x[start] <= at + REACH * bandwidth; start++) {
    if (start === without) continue;
    const u = (x[start] - at) / bandwidth;
    const weight = Math.exp(-0.5 * u * u);
    const first = weight * u;
    const second = first * u;
    sums[0] += weight;
    sums[1] += first;
    sums[2] += second;
    sums[3] += second * u;
    sums[4] += second * u * u;
    sums[5] += weight * value[start];
    sums[6] += first * value[start];
    sums[7] += second * value[start];
    used++;
  }
  const fitted = used >= 4 ? quadraticAtZero(sums) : NaN;
  return Number.isFinite(fitted) ? fitted : straightAt(line, at, without);
}

function straightAt({ x, value }: TableLine, at: number, without: number): number {
  if (without < 0) return linearAt(x, value, at);
  const share = (at - x[without - 1]) / (x[without + 1] - x[without - 1]);
  return value[without - 1] + share * (value[without + 1] - value[without - 1]);
}

/** Constant term of the weighted quadratic whose moments are given (Cramer's rule). */
function quadraticAtZero([s0, s1, s2, s3, s4, t0, t1, t2]: Float64Array): number {
  const c0 = s2 * s4 - s3 * s3;
  const c1 = s2 * s3 - s1 * s4;
  const c2 = s1 * s3 - s2 * s2;
  const determinant = s0 * c0 + s1 * c1 + s2 * c2;
  if (!(Math.abs(determinant) > 1e-9 * Math.abs(s0 * s2 * s4))) return NaN;
  return (t0 * c0 + t1 * c1 + t2 * c2) / determinant;
}

function lowerBound(places: Float64Array, at: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle] < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

const smoothedLines = new WeakMap<TableLine, Map<number, TableLine>>();

/** The line with each value replaced by the local fit there; remembered with the line. */
export function smoothed(line: TableLine, bandwidthSteps: number): TableLine {
  if (bandwidthSteps === 0) return line;
  const known = smoothedLines.get(line) ?? new Map<number, TableLine>();
  smoothedLines.set(line, known);
  let answer = known.get(bandwidthSteps);
  if (answer === undefined) {
    const step = medianStep(line);
    answer = { ...line, value: line.x.map((at) => smoothAt(line, bandwidthSteps, at, step)) };
    known.set(bandwidthSteps, answer);
  }
  return answer;
}

const ALONG_BANDWIDTHS = [0, 0.75, 1, 1.5, 2, 3, 4, 6, 8, 12, 16];

/**
 * The bandwidth, in median steps, that predicts left-out points of the lines best: each inner
 * point from the others of its line, mean absolute error. 0: straight lines are best.
 */
export function bandwidthAlong(lines: readonly TableLine[]): number {
  let best = { bandwidth: 0, error: Infinity };
  for (const bandwidth of ALONG_BANDWIDTHS) {
    let sum = 0;
    for (const line of lines) {
      const step = medianStep(line);
      for (let i = 1; i < line.x.length - 1; i++) {
        sum += Math.abs(smoothAt(line, bandwidth, line.x[i], step, i) - line.value[i]);
      }
    }
    if (sum < best.error) best = { bandwidth, error: sum };
  }
  return best.bandwidth;
}

/**
 * Standard deviation of the noise of a line, from what each inner point stands out of the straight
 * line between its neighbours: the median of the absolute values, so that a few steep places do
 * not count. 0 with fewer than three points.
 */
export function noiseOf({ x, value }: TableLine): number {
  const normalised: number[] = [];
  for (let i = 1; i < x.length - 1; i++) {
    const share = (x[i] - x[i - 1]) / (x[i + 1] - x[i - 1]);
    const excess = value[i] - (1 - share) * value[i - 1] - share * value[i + 1];
    normalised.push(Math.abs(excess) / Math.sqrt(1 + (1 - share) ** 2 + share ** 2));
  }
  return 1.4826 * median(normalised);
}

/** Prediction along lines that were measured: between their own points, without their neighbours. */
export function alongPredictor(lines: readonly TableLine[]) {
  const bandwidth = bandwidthAlong(lines);
  const steps = lines.map(medianStep);
  return {
    bandwidth,
    at: (line: number, x: number) => smoothAt(lines[line], bandwidth, x, steps[line]),
    straightAt: (line: number, x: number) => linearAt(lines[line].x, lines[line].value, x),
  };
}
