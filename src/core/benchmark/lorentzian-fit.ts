/** Lorentzian on a linear background, y = c₀ + c₁ x + A γ² / ((x − x₀)² + γ²) with γ = FWHM / 2. */
export interface LorentzianFit {
  kind: 'fitted';
  /** x₀ and FWHM with one standard error each, in the unit of x. */
  position: number;
  positionError: number;
  fwhm: number;
  fwhmError: number;
  /** A: height of the peak above the background. */
  amplitude: number;
  amplitudeError: number;
  /** c₀ (at x = 0) and c₁. */
  background: [number, number];
}

/** A fit that gave no width worth the name, and why. */
export interface FailedFit {
  kind: 'failed';
  reason: string;
}

const PARAMETERS = 5;
const MOST_ITERATIONS = 80;
const CONVERGED = 1e-7;
/** A peak must rise this many standard errors above the background. */
const LEAST_SIGNIFICANCE = 3;
/** A width this many times the window is a slope, not a peak. */
const WIDEST_IN_WINDOWS = 1;
/** A width below this many samples is a single bright pixel. */
const NARROWEST_IN_SAMPLES = 0.5;

/**
 * Least-squares fit (Levenberg–Marquardt, analytic derivatives) to samples (`x[i]`, `y[i]`),
 * x ascending. Standard errors follow from the curvature and the residual scatter.
 * A fit that does not converge, leaves its window or finds no significant peak has failed.
 */
export function fitLorentzian(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): LorentzianFit | FailedFit {
  const count = x.length;
  if (count < PARAMETERS + 2) {
    return failed(`${count} samples in the window, at least ${PARAMETERS + 2} are needed`);
  }
  // Fitted in u ∈ [-1, 1] and y / largest, where all parameters are of order one.
  const centre = (x[0] + x[count - 1]) / 2;
  const half = (x[count - 1] - x[0]) / 2;
  let largest = 0;
  for (let i = 0; i < count; i++) {
    if (!Number.isFinite(y[i])) return failed('the curve holds values that are not finite');
    largest = Math.max(largest, Math.abs(y[i]));
  }
  if (largest === 0 || !(half > 0)) return failed('the curve is empty');
  const u = Float64Array.from(x, (value) => (value - centre) / half);
  const v = Float64Array.from(y, (value) => value / largest);

  const solution = minimise(u, v, startingParameters(u, v));
  if (solution === null) return failed('the fit did not converge');
  const [position, gamma, amplitude, offset, slope] = solution.parameters;
  const width = 2 * Math.abs(gamma);
  if (position < -1 || position > 1) return failed('the peak lies outside the window');
  if (width > 2 * WIDEST_IN_WINDOWS) return failed('the peak is wider than the window');
  if (width < (NARROWEST_IN_SAMPLES * 2) / (count - 1)) {
    return failed('the peak is narrower than a pixel');
  }
  const errors = solution.standardErrors;
  if (!(amplitude > LEAST_SIGNIFICANCE * errors[2])) return failed('no significant peak');
  return {
    kind: 'fitted',
    position: centre + half * position,
    positionError: half * errors[0],
    fwhm: half * width,
    fwhmError: half * 2 * errors[1],
    amplitude: largest * amplitude,
    amplitudeError: largest * errors[2],
    background: [largest * (offset - (slope * centre) / half), (largest * slope) / half],
  };
}

function failed(reason: string): FailedFit {
  return { kind: 'failed', reason };
}

/** Peak at the largest smoothed sample, its width at half height, background through the lower quartile. */
function startingParameters(u: Float64Array, v: Float64Array): Float64Array {
  const count = u.length;
  const reach = Math.max(1, Math.round(count / 60));
  const smooth = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    let members = 0;
    for (let j = Math.max(0, i - reach); j <= Math.min(count - 1, i + reach); j++) {
      sum += v[j];
      members++;
    }
    smooth[i] = sum / members;
  }
  const floor = smooth.slice().sort()[Math.floor(count / 4)];
  let peak = 0;
  for (let i = 1; i < count; i++) if (smooth[i] > smooth[peak]) peak = i;
  const halfHeight = (smooth[peak] + floor) / 2;
  let left = peak;
  while (left > 0 && smooth[left] > halfHeight) left--;
  let right = peak;
  while (right < count - 1 && smooth[right] > halfHeight) right++;
  return Float64Array.of(
    u[peak],
    Math.max((u[right] - u[left]) / 2, 1 / count),
    smooth[peak] - floor,
    floor,
    0,
  );
}

interface Solution {
  parameters: Float64Array;
  standardErrors: Float64Array;
}

function minimise(u: Float64Array, v: Float64Array, start: Float64Array): Solution | null {
  let parameters = start;
  let system = normalEquations(u, v, parameters);
  let damping = 1e-3;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const step = solveDamped(system, damping);
    if (step === null) {
      damping *= 10;
      if (damping > 1e12) return null;
      continue;
    }
    const trial = parameters.map((value, i) => value + step[i]);
    const trialSystem = normalEquations(u, v, trial);
    if (trialSystem.residual <= system.residual) {
      const gain = system.residual - trialSystem.residual;
      const converged =
        gain <= CONVERGED * system.residual &&
        step.every((s, i) => Math.abs(s) <= 1e-4 * (Math.abs(trial[i]) + 1e-3));
      parameters = trial;
      system = trialSystem;
      damping = Math.max(damping / 8, 1e-12);
      if (converged || system.residual === 0) return solutionAt(parameters, system, u.length);
    } else {
      damping *= 6;
      // No direction leads further down: this is the minimum to working precision.
      if (damping > 1e10) return solutionAt(parameters, system, u.length);
    }
  }
  return null;
}

function solutionAt(parameters: Float64Array, system: NormalEquations, count: number) {
  const variance = system.residual / Math.max(1, count - PARAMETERS);
  const standardErrors = new Float64Array(PARAMETERS);
  for (let i = 0; i < PARAMETERS; i++) {
    const unit = new Float64Array(PARAMETERS);
    unit[i] = 1;
    const column = solveDamped({ ...system, gradient: unit }, 0);
    if (column === null) return null;
    standardErrors[i] = Math.sqrt(variance * Math.max(0, column[i]));
  }
  return { parameters, standardErrors };
}

interface NormalEquations {
  /** JᵀJ, row-major. */
  curvature: Float64Array;
  /** Jᵀ (v − model). */
  gradient: Float64Array;
  /** Sum of squared residuals. */
  residual: number;
}

function normalEquations(
  u: Float64Array,
  v: Float64Array,
  parameters: Float64Array,
): NormalEquations {
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
    residual += difference * difference;
    for (let a = 0; a < PARAMETERS; a++) {
      gradient[a] += derivative[a] * difference;
      for (let b = 0; b <= a; b++) curvature[a * PARAMETERS + b] += derivative[a] * derivative[b];
    }
  }
  for (let a = 0; a < PARAMETERS; a++) {
    for (let b = 0; b < a; b++) curvature[b * PARAMETERS + a] = curvature[a * PARAMETERS + b];
  }
  return { curvature, gradient, residual };
}

/** Solves (JᵀJ + λ diag JᵀJ) s = gradient by Cholesky; null where that is not positive definite. */
function solveDamped(system: NormalEquations, damping: number): Float64Array | null {
  const n = PARAMETERS;
  const factor = system.curvature.slice();
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
  const solution = system.gradient.slice();
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
