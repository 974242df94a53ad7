import { choleskyInPlace, solveLower, solveUpper } from '../linear-algebra';
import {
  correlation,
  fitKernel,
  surroundings,
  type KernelKind,
  type MapKernel,
} from './map-kernel';
import {
  joinedPoints,
  NearestPlaces,
  pointsAt,
  type MapPlaces,
  type MapPoints,
} from './map-points';

/** Predicted values and their standard deviations at places. */
export interface MapPrediction {
  value: Float64Array;
  /** Of the value itself, without the noise of measuring it once more. */
  deviation: Float64Array;
  /** Distance beyond which no point has a say in the prediction. */
  reach: Float64Array;
}

/** Fewest placed points for a prediction. */
export const LEAST_POINTS = 10;
/** Up to so many points each place is predicted from all of them, beyond from the nearest. */
const ALL_POINTS = 220;
const NEIGHBOURS = 48;
const FOLDS = 5;

/** A Gaussian process of a map: fitted to its points, asked for predictions. */
export interface MapProcess {
  kernel: MapKernel;
  points: MapPoints;
  /** Root mean square error of points that were left out in five folds; null below ten points. */
  leftOutError: number | null;
  predict(places: MapPlaces): MapPrediction;
}

/** The process with given settings. */
export function mapProcess(
  points: MapPoints,
  kernel: MapKernel,
  leftOutError: number | null = null,
): MapProcess {
  return {
    kernel,
    points,
    leftOutError,
    predict: (places) => predict(points, kernel, places),
  };
}

/**
 * The process that predicts left-out points better: with a plain kernel, or with one that knows
 * edges. Places measured more than once are joined. Values that are all equal give that value and
 * no doubt.
 */
export function fitMapProcess(all: MapPoints): MapProcess {
  const points = joinedPoints(all);
  const kinds: KernelKind[] = ['plain', 'change-aware'];
  const isConstant = points.value.every((one) => one === points.value[0]);
  if (points.x.length < LEAST_POINTS || isConstant) {
    return mapProcess(points, isConstant ? constantKernel() : fitKernel(points, 'plain'));
  }
  const fitted = kinds.map((kind) => {
    const kernel = fitKernel(points, kind);
    return { kernel, error: leftOutError(points, kernel) };
  });
  const [plain, changeAware] = fitted;
  const better = changeAware.error < plain.error ? changeAware : plain;
  return mapProcess(points, better.kernel, better.error);
}

function constantKernel(): MapKernel {
  return { kind: 'plain', lengthX: 1, lengthY: 1, variance: 0, nugget: 0, lengthValue: 1 };
}

/** Root mean square error over five folds of points, each predicted from the other four. */
export function leftOutError(points: MapPoints, kernel: MapKernel): number {
  const count = points.x.length;
  let sum = 0;
  for (let fold = 0; fold < FOLDS; fold++) {
    const indices = Array.from({ length: count }, (_, i) => i);
    const left = pointsAt(
      points,
      indices.filter((i) => i % FOLDS === fold),
    );
    const rest = pointsAt(
      points,
      indices.filter((i) => i % FOLDS !== fold),
    );
    const { value } = predict(rest, kernel, left);
    value.forEach((one, i) => (sum += (one - left.value[i]) ** 2));
  }
  return Math.sqrt(sum / count);
}

function predict(points: MapPoints, kernel: MapKernel, places: MapPlaces): MapPrediction {
  const count = places.x.length;
  const answer = {
    value: new Float64Array(count),
    deviation: new Float64Array(count),
    // Surroundings change with every point, wherever it lies.
    reach: new Float64Array(count).fill(Infinity),
  };
  if (kernel.variance === 0) {
    answer.value.fill(points.value[0]);
    return answer;
  }
  const isPlain = kernel.kind === 'plain';
  const around = isPlain ? null : surroundings(points, points);
  const aroundPlaces = isPlain ? null : surroundings(points, places);
  const solver = (indices: readonly number[] | null) =>
    localSolver(
      indices === null ? points : pointsAt(points, [...indices]),
      kernel,
      around === null || indices === null
        ? around
        : Float64Array.from(indices, (index) => around[index]),
    );
  const all = points.x.length <= ALL_POINTS ? solver(null) : null;
  const near = all === null ? new NearestPlaces(points) : null;
  for (let i = 0; i < count; i++) {
    let local = all;
    if (local === null) {
      const { indices, distances } = near!.nearest(places.x[i], places.y[i], NEIGHBOURS);
      local = solver(indices);
      if (isPlain) answer.reach[i] = distances[distances.length - 1];
    }
    const one = local(places.x[i], places.y[i], aroundPlaces === null ? 0 : aroundPlaces[i]);
    answer.value[i] = one.value;
    answer.deviation[i] = one.deviation;
  }
  return answer;
}

/** Prediction at a place from the given points, the mean unknown (ordinary kriging). */
function localSolver(points: MapPoints, kernel: MapKernel, around: Float64Array | null) {
  const n = points.x.length;
  const factor = new Float64Array(n * n);
  const between = (i: number, x: number, y: number, contrast: number) =>
    kernel.variance * correlation(kernel, points.x[i] - x, points.y[i] - y, contrast);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const contrast = around === null ? 0 : around[i] - around[j];
      factor[i * n + j] = between(i, points.x[j], points.y[j], contrast);
    }
    factor[i * n + i] += kernel.nugget + points.deviation[i] ** 2 + 1e-8 * kernel.variance;
  }
  choleskyInPlace(factor, n);
  const ones = solveLower(factor, n, new Float64Array(n).fill(1));
  const white = solveLower(factor, n, points.value.slice());
  const onesSquared = ones.reduce((sum, one) => sum + one * one, 0);
  const mean = white.reduce((sum, one, i) => sum + one * ones[i], 0) / onesSquared;
  const weights = solveUpper(
    factor,
    n,
    white.map((one, i) => one - mean * ones[i]),
  );
  const covariances = new Float64Array(n);
  return (x: number, y: number, surrounding: number) => {
    let value = mean;
    for (let i = 0; i < n; i++) {
      const contrast = around === null ? 0 : around[i] - surrounding;
      covariances[i] = between(i, x, y, contrast);
      value += covariances[i] * weights[i];
    }
    solveLower(factor, n, covariances);
    let known = 0;
    let onesProduct = 0;
    for (let i = 0; i < n; i++) {
      known += covariances[i] * covariances[i];
      onesProduct += covariances[i] * ones[i];
    }
    const meanDoubt = (1 - onesProduct) ** 2 / onesSquared;
    return { value, deviation: Math.sqrt(Math.max(0, kernel.variance - known + meanDoubt)) };
  };
}
