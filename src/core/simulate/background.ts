import { fermiKineticEnergy, radiansOf } from './kinematics';
import type { SpectrumParameters } from './parameters';
import { angleAt, omegaAt } from './signal';

/** Intervals per direction of the grid on which the polynomial's extremes are looked for. */
const EXTREME_SEARCH_POINTS = 24;

/**
 * Writes flat + polynomial + Shirley background to `image`, row-major
 * [energy][angle]. `signal` is the noise-free signal that the Shirley part
 * integrates: per angle, the sum of all intensity from that energy upwards,
 * scaled so that its maximum is the Shirley amplitude.
 */
export function renderBackground(
  parameters: SpectrumParameters,
  signal: Float32Array,
  image: Float32Array,
): void {
  const { flat, shirley, polynomial } = parameters.background;
  image.fill(flat);
  if (polynomial > 0) addPolynomial(parameters, image);
  if (shirley > 0) addShirley(signal, parameters.sampling.angleCount, shirley, image);
}

/**
 * Adds the integral of `signal` from each energy upwards to `image`, column by
 * column, scaled so that its largest value is `amplitude`. Both row-major
 * [energy][column].
 */
export function addShirley(
  signal: Float32Array,
  columnCount: number,
  amplitude: number,
  image: Float32Array,
): void {
  const sums = new Float64Array(columnCount);
  for (let index = 0; index < signal.length; index += columnCount) {
    for (let j = 0; j < columnCount; j++) sums[j] += signal[index + j];
  }
  let maximum = 0;
  for (const sum of sums) maximum = Math.max(maximum, sum);
  if (!(maximum > 0)) return;
  const scale = amplitude / maximum;
  sums.fill(0);
  for (let start = signal.length - columnCount; start >= 0; start -= columnCount) {
    for (let j = 0; j < columnCount; j++) {
      sums[j] += signal[start + j];
      image[start + j] += sums[j] * scale;
    }
  }
}

/** Polynomial in the angle (rad) at one kinetic energy: Σ_i (Σ_j c[i][j] E^j) θ^i. */
function fillAnglePolynomial(
  coefficients: number[][],
  kineticEnergyEv: number,
  angleCoefficients: Float64Array,
): void {
  for (let i = 0; i < coefficients.length; i++) {
    const inner = coefficients[i];
    let sum = 0;
    for (let j = inner.length - 1; j >= 0; j--) sum = sum * kineticEnergyEv + inner[j];
    angleCoefficients[i] = sum;
  }
}

function polynomialAt(angleCoefficients: Float64Array, angleRad: number): number {
  let value = 0;
  for (let i = angleCoefficients.length - 1; i >= 0; i--) {
    value = value * angleRad + angleCoefficients[i];
  }
  return value;
}

/** Lowest, highest and mean value of the polynomial over a window, on a coarse grid with its edges. */
export function polynomialRange(
  coefficients: number[][],
  kineticWindowEv: [number, number],
  angleWindowRad: [number, number],
): { minimum: number; maximum: number; mean: number } {
  const inAngle = new Float64Array(coefficients.length);
  let minimum = Infinity;
  let maximum = -Infinity;
  let sum = 0;
  for (let e = 0; e <= EXTREME_SEARCH_POINTS; e++) {
    const energyShare = e / EXTREME_SEARCH_POINTS;
    const energy = kineticWindowEv[0] + (kineticWindowEv[1] - kineticWindowEv[0]) * energyShare;
    fillAnglePolynomial(coefficients, energy, inAngle);
    for (let a = 0; a <= EXTREME_SEARCH_POINTS; a++) {
      const angleShare = a / EXTREME_SEARCH_POINTS;
      const angle = angleWindowRad[0] + (angleWindowRad[1] - angleWindowRad[0]) * angleShare;
      const value = polynomialAt(inAngle, angle);
      if (value < minimum) minimum = value;
      if (value > maximum) maximum = value;
      sum += value;
    }
  }
  const places = (EXTREME_SEARCH_POINTS + 1) * (EXTREME_SEARCH_POINTS + 1);
  return { minimum, maximum, mean: sum / places };
}

function windowRange(parameters: SpectrumParameters): ReturnType<typeof polynomialRange> {
  const { sampling, kinematics, background } = parameters;
  const fermiEnergyEv = fermiKineticEnergy(kinematics);
  const [omegaLow, omegaHigh] = sampling.energyWindowEv;
  const [angleLow, angleHigh] = sampling.angleWindowDeg;
  return polynomialRange(
    background.polynomialCoefficients,
    [fermiEnergyEv + omegaLow, fermiEnergyEv + omegaHigh],
    [radiansOf(angleLow), radiansOf(angleHigh)],
  );
}

/**
 * Mean of a Shirley background over its window, over its maximum. It depends on where the bands
 * lie (0.04–0.36 for eight in ten `alignment` draws); one figure for all keeps B from rising where
 * a spectrum only gets blurred.
 */
const SHIRLEY_MEAN = 0.2;

/**
 * Mean height of the background over the window: what lies beneath the bands, without any
 * reference to where they are.
 */
export function typicalBackground(parameters: SpectrumParameters): number {
  const { flat, shirley, polynomial } = parameters.background;
  let height = flat + SHIRLEY_MEAN * shirley;
  if (polynomial > 0) {
    const { minimum, maximum, mean } = windowRange(parameters);
    if (maximum > minimum) height += (polynomial * (mean - minimum)) / (maximum - minimum);
  }
  return height;
}

/** Adds the polynomial, scaled to run from 0 to its amplitude over the window. */
function addPolynomial(parameters: SpectrumParameters, image: Float32Array): void {
  const { sampling, kinematics, background } = parameters;
  const { energyCount, angleCount } = sampling;
  const coefficients = background.polynomialCoefficients;
  const fermiEnergyEv = fermiKineticEnergy(kinematics);
  const { minimum, maximum } = windowRange(parameters);
  if (!(maximum > minimum)) return;
  const amplitude = background.polynomial;
  const scale = amplitude / (maximum - minimum);
  const angles = Float64Array.from({ length: angleCount }, (_, j) =>
    radiansOf(angleAt(sampling, j)),
  );
  const inAngle = new Float64Array(coefficients.length);
  for (let i = 0; i < energyCount; i++) {
    fillAnglePolynomial(coefficients, fermiEnergyEv + omegaAt(sampling, i), inAngle);
    const start = i * angleCount;
    for (let j = 0; j < angleCount; j++) {
      const value = (polynomialAt(inAngle, angles[j]) - minimum) * scale;
      // Extremes between the coarse grid's points may pass the bounds by a trace.
      image[start + j] += value < 0 ? 0 : value > amplitude ? amplitude : value;
    }
  }
}
