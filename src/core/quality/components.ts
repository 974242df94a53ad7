/**
 * The components of the published quality score (Eqs. 6, 7, 9 and 10), with its
 * ambiguities settled as the published code has them.
 */

/** N_max of Eq. 10: the electron count that earns the full score. */
const PUBLISHED_FULL_COUNT = 1e5;

/** Published threshold of F, 0.013, times the number of angles it was chosen at. */
export const PUBLISHED_FEATURE_VARIATION = 0.013 * 454;

/**
 * F below which no feature counts as present, for images of `angleCount` columns.
 * F sums differences between neighbouring angles and divides by a sum over all
 * pixels, so the same spectrum sampled twice as finely has half the F.
 */
export function featureThreshold(angleCount: number): number {
  return PUBLISHED_FEATURE_VARIATION / angleCount;
}

/**
 * F (Eq. 6 as implemented): Σ |difference along angle| / Σ I over a noise-free
 * signal, row-major [energy][angle]; 0 where there is no signal.
 */
export function featureOf(signal: ArrayLike<number>, angleCount: number): number {
  let variation = 0;
  let total = 0;
  for (let start = 0; start < signal.length; start += angleCount) {
    let previous = signal[start];
    total += previous;
    for (let index = start + 1; index < start + angleCount; index++) {
      const value = signal[index];
      total += value;
      variation += Math.abs(value - previous);
      previous = value;
    }
  }
  return total > 0 ? variation / total : 0;
}

/** 1 − S of Eq. 7 over 1 eV, not held within 1: √(ΔE² + (k_BT)² + Σ″²), all in eV, ΔE as FWHM. */
export function publishedWidth(
  energyResolutionEv: number,
  thermalEnergyEv: number,
  selfEnergyEv: number,
): number {
  const widthSquared =
    energyResolutionEv * energyResolutionEv +
    thermalEnergyEv * thermalEnergyEv +
    selfEnergyEv * selfEnergyEv;
  return Math.sqrt(widthSquared);
}

/** B (Eq. 9) from the maxima of background and of signal + background, both as detected. */
export function signalToBackgroundOf(backgroundMaximum: number, totalMaximum: number): number {
  return totalMaximum > 0 ? Math.max(0, 1 - backgroundMaximum / totalMaximum) : 0;
}

/**
 * B as signal peak against the background beneath it, whatever the detector's
 * sensitivity at that place: 1 − r with r = b / (p + b). A dead time that sees the
 * rate x as x / (1 + strength · x / (p + b)) makes it (1 − r) / (1 + strength · r).
 */
export function peakToBackgroundOf(
  signalPeak: number,
  background: number,
  saturation: number,
): number {
  const total = signalPeak + background;
  if (!(total > 0)) return 0;
  const share = background / total;
  return (1 - share) / (1 + saturation * share);
}

/** N (Eq. 10), capped at 1. */
export function countRatioOf(electronCount: number, fullCount = PUBLISHED_FULL_COUNT): number {
  return Math.min(1, Math.max(0, electronCount / fullCount));
}
