import type { Spectrum } from '#shared/spectrum';

/** Most bins along either axis: about the network's own grid. */
const MOST_BINS = 96;
/** Sensitivities are not taken for smaller, over their mean. */
const LEAST_SENSITIVITY = 0.05;
/** Degree of the polynomial over the angle axis that stands for the detector's sensitivity. */
const SENSITIVITY_TERMS = 3;

/** Least-squares coefficients of Legendre terms over the columns of a curve, weighted evenly. */
function smoothed(curve: Float64Array): Float64Array {
  const count = curve.length;
  const terms = Array.from({ length: SENSITIVITY_TERMS }, (_, degree) =>
    Float64Array.from({ length: count }, (_value, j) => {
      const u = (2 * (j + 0.5)) / count - 1;
      return degree === 0 ? 1 : degree === 1 ? u : 1.5 * u * u - 0.5;
    }),
  );
  const result = new Float64Array(count);
  for (const term of terms) {
    let [product, norm] = [0, 0];
    for (let j = 0; j < count; j++) {
      product += term[j] * curve[j];
      norm += term[j] * term[j];
    }
    for (let j = 0; j < count; j++) result[j] += (product / norm) * term[j];
  }
  return result;
}

/** Counts in bins of whole pixels, so that no two bins share a pixel's noise; what is left over at the ends is dropped. */
function binned({ counts, energy, angle }: Spectrum) {
  const [down, across] = [energy.count, angle.count].map((count) => Math.ceil(count / MOST_BINS));
  const rows = Math.floor(energy.count / down);
  const columns = Math.floor(angle.count / across);
  const image = new Float64Array(rows * columns);
  for (let row = 0; row < rows * down; row++) {
    const target = Math.floor(row / down) * columns;
    let index = row * angle.count;
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (const end = index + across; index < end; index++) sum += counts[index];
      image[target + j] += sum;
    }
  }
  return { image, rows, columns };
}

/** How much of a frame's light is bands. */
export interface DispersionEvidence {
  /** In the frame's counts, never negative; 0 for a dark frame. */
  evidence: number;
  /** Its standard deviation by counting noise, in counts; NaN where the gain is unknown. */
  deviation: number;
}

/**
 * How much of a frame's light is bands, Σ (I − b)² / b in the frame's counts: signal² / total,
 * summed row by row. The background b follows energy freely: it is each row's mean times a smooth
 * sensitivity over the angles that all rows share. So flat, Shirley-like, secondary and Fermi-edge
 * backgrounds leave nothing, whatever their height.
 *
 * The deviations from b are multiplied with those of the next bin in angle instead of squared:
 * counting noise of two bins is independent, so that noise alone gives 0 in the mean and no gain
 * has to be known. A frame of c times the counts has c times of it. Values that are no numbers must
 * have been mended before. `gain`: counts of one electron, NaN where unknown; for the noise alone.
 */
export function dispersionEvidence(spectrum: Spectrum, gain = 1): DispersionEvidence {
  const { image, rows, columns } = binned(spectrum);
  const profile = new Float64Array(columns);
  const rowTotals = new Float64Array(rows);
  let total = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const value = image[i * columns + j];
      profile[j] += value;
      rowTotals[i] += value;
    }
    total += rowTotals[i];
  }
  if (!(total > 0)) return { evidence: 0, deviation: 0 };
  const sensitivity = smoothed(profile.map((value) => (value * columns) / total));
  // Where less than this is fitted the frame is dark; nothing must be divided by it.
  const shape = sensitivity.map((value) => Math.max(LEAST_SENSITIVITY, value));
  const shapeMean = shape.reduce((sum, value) => sum + value, 0) / columns;
  let [evidence, variance] = [0, 0];
  for (let i = 0; i < rows; i++) {
    const mean = rowTotals[i] / columns / shapeMean;
    if (!(mean > 0)) continue;
    // Deviation and variance of the bin before, and deviation of the one before that.
    let [last, lastVariance, earlier] = [0, 0, 0];
    for (let j = 0; j < columns; j++) {
      const background = mean * shape[j];
      const value = image[i * columns + j];
      const deviation = (value - background) / Math.sqrt(background);
      const own = (gain * value) / background;
      evidence += deviation * last;
      // By propagation: ∂/∂d of a bin is the sum of its neighbours, whose own noise is in there once.
      const slope = earlier + deviation;
      variance += lastVariance * (slope * slope - own);
      earlier = last;
      last = deviation;
      lastVariance = own;
    }
    variance += lastVariance * earlier * earlier;
  }
  return {
    evidence: Math.max(0, evidence),
    deviation: Number.isNaN(variance) ? NaN : Math.sqrt(Math.max(0, variance)),
  };
}
