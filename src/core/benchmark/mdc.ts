import { axisIndex, axisValue, type Axis } from '#shared/axis';
import type { MdcWindow } from '#shared/scan';
import type { Spectrum } from '#shared/spectrum';

/** Momentum distribution curve: intensity over angle, summed over an energy window. */
export interface MomentumDistributionCurve {
  /** Pixel centres, in the angle axis's unit, ascending. */
  angle: Float64Array;
  /** Counts per angle pixel. */
  intensity: Float64Array;
}

/** Height of the energy band in which a window is proposed, as a part of the energy axis. */
const PROPOSAL_HEIGHT = 1 / 30;
/** Bands tried along the energy axis. */
const PROPOSAL_BANDS = 60;
/** Smoothing of the curve while looking for a peak, as a part of the angle axis. */
const PROPOSAL_SMOOTHING = 1 / 80;
/** A peak wider than this part of the angle axis is no band that disperses. */
const WIDEST_PEAK = 0.35;
/** A peak rises above the scatter of the smoothed curve by this many standard deviations. */
const LEAST_SIGNIFICANCE = 6;
/** Of windows with at least this part of the highest merit the one nearest to the Fermi level counts. */
const NEARLY_AS_GOOD = 0.75;
/** Half-widths of the peak that the proposed window reaches to each side. */
const REACH_IN_HALF_WIDTHS = 9;

/** First and last pixel whose centre lies in `range` (either order), at least one pixel. */
function pixelRange(axis: Axis, range: readonly [number, number]): [number, number] {
  const a = axisIndex(axis, range[0]);
  const b = axisIndex(axis, range[1]);
  return a <= b ? [a, b] : [b, a];
}

/** The MDC of a spectrum in a window; non-finite pixels count as 0. */
export function momentumDistributionCurve(
  spectrum: Spectrum,
  window: MdcWindow,
): MomentumDistributionCurve {
  const { counts, energy, angle } = spectrum;
  const [firstEnergy, lastEnergy] = pixelRange(energy, window.energyEv);
  const [firstAngle, lastAngle] = pixelRange(angle, window.angle);
  const intensity = new Float64Array(lastAngle - firstAngle + 1);
  for (let e = firstEnergy; e <= lastEnergy; e++) {
    const row = e * angle.count;
    for (let a = firstAngle; a <= lastAngle; a++) {
      const value = counts[row + a];
      if (Number.isFinite(value)) intensity[a - firstAngle] += value;
    }
  }
  const positions = intensity.map((_, i) => axisValue(angle, firstAngle + i));
  return angle.step >= 0
    ? { angle: positions, intensity }
    : { angle: positions.reverse(), intensity: intensity.reverse() };
}

/**
 * The window around a bright dispersing feature: an energy band whose MDC has a peak that rises
 * high above its noise while staying narrow, and the angles around that peak up to its
 * neighbours. Of nearly equal ones the highest energy counts, as in the paper: bands are sharpest
 * and farthest apart at the Fermi level, and brightest where they cross, which is no single peak.
 * Null where nothing stands out.
 */
export function proposeMdcWindow(spectrum: Spectrum): MdcWindow | null {
  const { energy, angle } = spectrum;
  if (angle.count < 16 || energy.count < 4) return null;
  const height = Math.max(1, Math.round(energy.count * PROPOSAL_HEIGHT));
  const stride = Math.max(1, Math.floor((energy.count - height) / PROPOSAL_BANDS));
  const everyAngle: [number, number] = [axisValue(angle, 0), axisValue(angle, angle.count - 1)];
  const candidates: { energyEv: [number, number]; peak: Peak }[] = [];
  for (let first = 0; first + height <= energy.count; first += stride) {
    const energyEv: [number, number] = [
      axisValue(energy, first),
      axisValue(energy, first + height - 1),
    ];
    const { intensity } = momentumDistributionCurve(spectrum, { energyEv, angle: everyAngle });
    const peak = highestPeak(intensity);
    if (peak !== null) candidates.push({ energyEv, peak });
  }
  if (candidates.length === 0) return null;
  const least = NEARLY_AS_GOOD * Math.max(...candidates.map(({ peak }) => peak.merit));
  const best = candidates
    .filter(({ peak }) => peak.merit >= least)
    .reduce((highest, one) => (one.energyEv[0] > highest.energyEv[0] ? one : highest));
  const { first, last } = best.peak;
  const indices =
    angle.step >= 0 ? [first, last] : [angle.count - 1 - last, angle.count - 1 - first];
  return {
    energyEv: best.energyEv,
    angle: [axisValue(angle, indices[0]), axisValue(angle, indices[1])],
  };
}

interface Peak {
  merit: number;
  /** Pixels the window would span. */
  first: number;
  last: number;
}

function highestPeak(intensity: Float64Array): Peak | null {
  const count = intensity.length;
  const smoothing = Math.max(1, Math.round(count * PROPOSAL_SMOOTHING));
  const smooth = boxAverage(intensity, smoothing);
  const sorted = smooth.slice().sort();
  const floor = sorted[Math.floor(count / 4)];
  let top = 0;
  for (let i = 1; i < count; i++) if (smooth[i] > smooth[top]) top = i;
  const contrast = smooth[top] - floor;
  if (!(contrast > 0)) return null;
  const above = (part: number, direction: 1 | -1) => {
    let i = top;
    while (i + direction >= 0 && i + direction < count && smooth[i] > floor + part * contrast) {
      i += direction;
    }
    return i;
  };
  const left = above(0.5, -1);
  const right = above(0.5, 1);
  const width = right - left;
  const isInside = Math.max(smooth[left], smooth[right]) <= floor + 0.5 * contrast;
  if (!isInside || width > WIDEST_PEAK * count || width < 1) return null;
  if (contrast < LEAST_SIGNIFICANCE * (noiseOf(intensity) / Math.sqrt(2 * smoothing + 1))) {
    return null;
  }
  const reach = Math.max(8, Math.ceil((REACH_IN_HALF_WIDTHS * width) / 2));
  return {
    // Counting noise grows with the root of the height; a narrow peak is the better marker.
    merit: contrast / Math.sqrt(Math.abs(smooth[top]) + 1) / Math.sqrt(width / count),
    first: edgeTowards(smooth, top, left, -1, reach, contrast),
    last: edgeTowards(smooth, top, right, 1, reach, contrast),
  };
}

/** Walks away from the half-height pixel until the reach is used up or a neighbouring band rises. */
function edgeTowards(
  smooth: Float64Array,
  top: number,
  halfHeight: number,
  direction: 1 | -1,
  reach: number,
  contrast: number,
): number {
  let lowest = halfHeight;
  let i = halfHeight;
  while (i + direction >= 0 && i + direction < smooth.length && Math.abs(i - top) < reach) {
    i += direction;
    if (smooth[i] < smooth[lowest]) lowest = i;
    if (smooth[i] > smooth[lowest] + 0.15 * contrast) return lowest;
  }
  return i;
}

/** Scatter of single values, from how much neighbours differ: a band is smooth on that scale. */
function noiseOf(intensity: Float64Array): number {
  const differences = intensity
    .slice(1)
    .map((value, i) => Math.abs(value - intensity[i]))
    .sort();
  // The median of |difference| of two normal values is 0.954 standard deviations.
  return differences[Math.floor(differences.length / 2)] / 0.954;
}

function boxAverage(values: Float64Array, reach: number): Float64Array {
  const average = new Float64Array(values.length);
  let sum = 0;
  let first = 0;
  let last = -1;
  for (let i = 0; i < values.length; i++) {
    while (last < Math.min(values.length - 1, i + reach)) sum += values[++last];
    while (first < i - reach) sum -= values[first++];
    average[i] = sum / (last - first + 1);
  }
  return average;
}
