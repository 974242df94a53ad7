/** Position, half width γ, height, and the straight background's value at 0 and slope. */
export const PARAMETERS = 5;
const MOST_ITERATIONS = 80;
const CONVERGED = 1e-7;

/** Samples (`u[i]`, `v[i]`), each with its inverse variance up to a common factor. */
export interface Samples {
  u: Float64Array;
  v: Float64Array;
  weights: Float64Array;
}

/** A minimum of the weighted sum of squared residuals. */
export interface Minimum {
  parameters: Float64Array;
  /** Weighted sum of squared residuals. */
  residual: number;
  /** JᵀWJ, row-major. */
  curvature: Float64Array;
}

/** The curve of the parameters: a Lorentzian on a line. */
export function lorentzianAt(u: number, parameters: Float64Array): number {
  const [position, gamma, amplitude, offset, slope] = parameters;
  const distance = (u - position) / gamma;
  return offset + slope * u + amplitude / (1 + distance * distance);
}

/** Levenberg–Marquardt with analytic derivatives; null where it does not converge. */
export function minimise(samples: Samples, start: Float64Array): Minimum | null {
  let parameters = start;
  let system = normalEquations(samples, parameters);
  let damping = 1e-3;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const step = solveDamped(system, damping);
    if (step === null) {
      damping *= 10;
      if (damping > 1e12) return null;
      continue;
    }
    const trial = parameters.map((value, i) => value + step[i]);
    const trialSystem = normalEquations(samples, trial);
    if (trialSystem.residual <= system.residual) {
      const gain = system.residual - trialSystem.residual;
      const converged =
        gain <= CONVERGED * system.residual &&
        step.every((s, i) => Math.abs(s) <= 1e-4 * (Math.abs(trial[i]) + 1e-3));
      parameters = trial;
      system = trialSystem;
      damping = Math.max(damping / 8, 1e-12);
      if (converged || system.residual === 0) return { ...system, parameters };
    } else {
      damping *= 6;
      // No direction leads further down: this is the minimum to working precision.
      if (damping > 1e10) return { ...system, parameters };
    }
  }
  return null;
}

/** Standard errors of the parameters where a weight of 1 means this variance; null for a flat minimum. */
export function standardErrorsAt({ curvature }: Minimum, variance: number): Float64Array | null {
  const standardErrors = new Float64Array(PARAMETERS);
  for (let i = 0; i < PARAMETERS; i++) {
    const gradient = new Float64Array(PARAMETERS);
    gradient[i] = 1;
    const column = solveDamped({ curvature, gradient }, 0);
    if (column === null) return null;
    standardErrors[i] = Math.sqrt(variance * Math.max(0, column[i]));
  }
  return standardErrors;
}

interface LinearSystem {
  /** JᵀWJ, row-major. */
  curvature: Float64Array;
  /** JᵀW (v − curve). */
  gradient: Float64Array;
}

function normalEquations(
  { u, v, weights }: Samples,
  parameters: Float64Array,
): LinearSystem & { residual: number } {
  const [position, gamma, amplitude, offset, slope] = parameters;
  const curvature = new Float64Array(PARAMETERS * PARAMETERS);
  const gradient = new Float64Array(PARAMETERS);
  const derivative = new Float64Array(PARAMETERS);
  let residual = 0;
  for (let i = 0; i < u.length; i++) {
    const distance = u[i] - position;
    const denominator = distance * distance + gamma * gamma;
    const shape = (gamma * gamma) / denominator;
    derivative[0] = (2 * amplitude * shape * distance) / denominator;
    derivative[1] = (2 * amplitude * gamma * distance * distance) / (denominator * denominator);
    derivative[2] = shape;
    derivative[3] = 1;
    derivative[4] = u[i];
    const difference = v[i] - (offset + slope * u[i] + amplitude * shape);
    const weight = weights[i];
    residual += weight * difference * difference;
    for (let a = 0; a < PARAMETERS; a++) {
      const weighted = weight * derivative[a];
      gradient[a] += weighted * difference;
      for (let b = 0; b <= a; b++) curvature[a * PARAMETERS + b] += weighted * derivative[b];
    }
  }
  for (let a = 0; a < PARAMETERS; a++) {
    for (let b = 0; b < a; b++) curvature[b * PARAMETERS + a] = curvature[a * PARAMETERS + b];
  }
  return { curvature, gradient, residual };
}

/** Solves (JᵀWJ + λ diag JᵀWJ) s = gradient by Cholesky; null where that is not positive definite. */
function solveDamped({ curvature, gradient }: LinearSystem, damping: number): Float64Array | null {
  const n = PARAMETERS;
  const factor = curvature.slice();
  for (let i = 0; i < n; i++) factor[i * n + i] *= 1 + damping;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = factor[i * n + j];
      for (let k = 0; k < j; k++) sum -= factor[i * n + k] * factor[j * n + k];
      if (i !== j) factor[i * n + j] = sum / factor[j * n + j];
      else if (sum > 0) factor[i * n + i] = Math.sqrt(sum);
      else return null;
    }
  }
  const solution = gradient.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) solution[i] -= factor[i * n + k] * solution[k];
    solution[i] /= factor[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) solution[i] -= factor[k * n + i] * solution[k];
    solution[i] /= factor[i * n + i];
  }
  return solution;
}
