import { factorise, solveLower, solveUpper } from './cholesky';
import type { Linearisation } from './direction-sums';

/** What Levenberg–Marquardt needs of a least-squares problem. */
export interface LeastSquares {
  lossAt(unknowns: Float64Array): number;
  linearise(unknowns: Float64Array): Linearisation;
}

export interface Minimised {
  unknowns: Float64Array;
  loss: number;
  /** Steps taken; false for `converged` where they ran out. */
  steps: number;
  converged: boolean;
}

export interface MinimiseOptions {
  mostSteps: number;
  /** Relative fall of the loss below which a step is the last. */
  tolerance: number;
  /** Unknowns that may change. */
  free: readonly number[];
  /** Lowest and highest value of each unknown. */
  lower: ArrayLike<number>;
  upper: ArrayLike<number>;
}

const LARGEST_DAMPING = 1e8;

/**
 * Levenberg–Marquardt with damping on the diagonal of the Gauss–Newton matrix. The `LeastSquares`
 * is left evaluated at the unknowns returned.
 */
export function minimise(
  problem: LeastSquares,
  start: Float64Array,
  options: MinimiseOptions,
): Minimised {
  let unknowns: Float64Array = start.slice();
  let damping = 1e-2;
  let steps = 0;
  let converged = false;
  let current = problem.linearise(unknowns);
  while (steps < options.mostSteps && !converged) {
    steps++;
    let accepted = false;
    while (!accepted && damping < LARGEST_DAMPING) {
      const trial = stepFrom(unknowns, current, damping, options);
      const loss = trial === null ? Infinity : problem.lossAt(trial);
      if (trial !== null && loss < current.loss) {
        converged = current.loss - loss < options.tolerance * current.loss;
        unknowns = trial;
        accepted = true;
        damping = Math.max(damping / 8, 1e-9);
      } else {
        damping *= 6;
      }
    }
    if (!accepted) {
      converged = true;
      break;
    }
    current = problem.linearise(unknowns);
  }
  problem.lossAt(unknowns);
  return { unknowns, loss: current.loss, steps, converged };
}

function stepFrom(
  unknowns: Float64Array,
  { gradient, curvature }: Linearisation,
  damping: number,
  { free, lower, upper }: MinimiseOptions,
): Float64Array | null {
  const size = gradient.length;
  // A step across a bound stops at it; the others are solved without that unknown.
  let moving = [...free];
  for (;;) {
    const count = moving.length;
    if (count === 0) return null;
    const matrix = new Float64Array(count * count);
    const step = new Float64Array(count);
    moving.forEach((p, i) => {
      step[i] = gradient[p];
      moving.forEach((q, j) => (matrix[i * count + j] = curvature[p * size + q]));
      matrix[i * count + i] += damping * Math.max(curvature[p * size + p], 1e-30);
    });
    if (!factorise(matrix, count)) return null;
    solveLower(matrix, count, step);
    solveUpper(matrix, count, step);
    const held = moving.filter((p, i) => {
      const next = unknowns[p] + step[i];
      return (
        (next < lower[p] && unknowns[p] <= lower[p]) || (next > upper[p] && unknowns[p] >= upper[p])
      );
    });
    if (held.length > 0) {
      moving = moving.filter((p) => !held.includes(p));
      continue;
    }
    const next = unknowns.slice();
    moving.forEach((p, i) => {
      next[p] = Math.min(upper[p], Math.max(lower[p], unknowns[p] + step[i]));
    });
    return next;
  }
}

/** Covariance of the free unknowns at a minimum, row-major over all (0 for fixed ones); null where singular. */
export function covarianceAt(
  { curvature, gradient }: Linearisation,
  free: readonly number[],
): Float64Array | null {
  const size = gradient.length;
  const count = free.length;
  // Scaled to a unit diagonal, so that units do not decide what counts as singular.
  const scale = free.map((p) => 1 / Math.sqrt(Math.max(curvature[p * size + p], 1e-300)));
  const matrix = new Float64Array(count * count);
  free.forEach((p, i) => {
    free.forEach((q, j) => {
      matrix[i * count + j] = curvature[p * size + q] * scale[i] * scale[j];
    });
    matrix[i * count + i] += 1e-10;
  });
  if (!factorise(matrix, count)) return null;
  const covariance = new Float64Array(size * size);
  for (let column = 0; column < count; column++) {
    const unit = new Float64Array(count);
    unit[column] = 1;
    solveLower(matrix, count, unit);
    solveUpper(matrix, count, unit);
    free.forEach((p, i) => {
      covariance[p * size + free[column]] = unit[i] * scale[i] * scale[column];
    });
  }
  return covariance;
}
