import {
  lorentzianAt,
  minimise,
  PARAMETERS,
  standardErrorsAt,
  type Minimum,
} from './weighted-lorentzian';

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

/** A peak must rise this many standard errors above the background: a window of noise has many bumps. */
const LEAST_SIGNIFICANCE = 5;
/** A width this many times the window is a slope, not a peak. */
const WIDEST_IN_WINDOWS = 1;
/** A width below this many samples is a single bright pixel. */
const NARROWEST_IN_SAMPLES = 0.75;
/** A width with a larger error than this part of itself is not known. */
const LARGEST_WIDTH_ERROR = 0.5;
/** Variance below which no sample falls, over the mean sample: an empty tail is not free of noise. */
const LEAST_VARIANCE = 0.01;
/** Fits under weights from the curve before; the first one starts from even weights. */
const REWEIGHTINGS = 3;
/** Log-likelihood by which even noise must fit better than counting noise to be believed. */
const CLEARLY_EVEN = 5;

/**
 * Least-squares fit to samples (`x[i]`, `y[i]`), x ascending. Counting noise grows with the counts:
 * each sample weighs as the inverse of the fitted curve, repeated until the weights stand
 * (quasi-likelihood: the noise may be any one multiple of the counts, such as a detector's gain).
 * Where the residuals say clearly that the noise is even, all samples weigh the same. Standard
 * errors follow from the curvature and the scatter of the weighted residuals. A fit that does not
 * converge, leaves its window or does not determine the peak has failed.
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

  const solution = reweightedFit(u, v);
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
  if (!(2 * errors[1] < LARGEST_WIDTH_ERROR * width)) return failed('the width is not determined');
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

interface Solution {
  parameters: Float64Array;
  standardErrors: Float64Array;
}

/**
 * The fit under the noise that suits it: variances that grow with the fitted curve, or even ones
 * where the residuals say so clearly (Gaussian likelihood, each with its own common factor).
 */
function reweightedFit(u: Float64Array, v: Float64Array): Solution | null {
  const count = u.length;
  const floor = LEAST_VARIANCE * v.reduce((sum, value) => sum + Math.abs(value) / count, 0);
  const weights = new Float64Array(count).fill(1);
  const even = minimise({ u, v, weights }, startingParameters(u, v));
  if (even === null) return null;
  let counting = even;
  let logWeights = 0;
  // Samples worth of scatter: where the curve lies below the floor next to nothing can scatter.
  let scattering = 0;
  for (let round = 0; round < REWEIGHTINGS; round++) {
    logWeights = 0;
    scattering = 0;
    for (let i = 0; i < count; i++) {
      const curve = lorentzianAt(u[i], counting.parameters);
      weights[i] = 1 / Math.max(curve, floor);
      logWeights += Math.log(weights[i]);
      scattering += weights[i] * Math.max(curve, 0);
    }
    const next = minimise({ u, v, weights }, counting.parameters);
    if (next === null) return null;
    counting = next;
  }
  const gain = (count * Math.log(even.residual / counting.residual) + logWeights) / 2;
  return gain < -CLEARLY_EVEN ? withErrors(even, count) : withErrors(counting, scattering);
}

function withErrors(minimum: Minimum, samples: number): Solution | null {
  const variance = minimum.residual / Math.max(1, samples - PARAMETERS);
  const standardErrors = standardErrorsAt(minimum, variance);
  return standardErrors === null ? null : { parameters: minimum.parameters, standardErrors };
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
