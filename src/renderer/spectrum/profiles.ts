import { axisIndex, axisValue, type Axis } from '#shared/axis';
import type { MdcFit, SpectrumView } from '#shared/spectrum-view';
import type { MdcWindow } from '#shared/scan';

/** The part of a spectrum view that profiles are taken from. */
export type SpectrumImage = Pick<SpectrumView, 'energy' | 'angle' | 'intensity'>;

/** A spectrum with the fit of its MDC: a point's, or the mean of several. */
export type FittedImage = SpectrumImage & Pick<SpectrumView, 'mdcFit' | 'mdcFitFailure'>;

/** Pixels to either side of the cursor that a profile averages, against noise. */
const HALF_WIDTH_PIXELS = 1;

function pixelRange(centre: number, count: number): [number, number] {
  return [Math.max(0, centre - HALF_WIDTH_PIXELS), Math.min(count - 1, centre + HALF_WIDTH_PIXELS)];
}

/** Mean over energy rows `from`…`to`: intensity against angle. */
function meanOverEnergy(spectrum: SpectrumImage, from: number, to: number): Float64Array {
  const width = spectrum.angle.count;
  const profile = new Float64Array(width);
  for (let row = from; row <= to; row++) {
    for (let column = 0; column < width; column++) {
      profile[column] += spectrum.intensity[row * width + column];
    }
  }
  return profile.map((sum) => sum / (to - from + 1));
}

/** Momentum distribution curve at an energy: mean counts per pixel against angle. */
export function mdcAt(spectrum: SpectrumImage, energy: number): Float64Array {
  const [from, to] = pixelRange(axisIndex(spectrum.energy, energy), spectrum.energy.count);
  return meanOverEnergy(spectrum, from, to);
}

/** Momentum distribution curve over the energies of the MDC window, at every angle. */
export function mdcOfWindow(spectrum: SpectrumImage, window: MdcWindow): Float64Array {
  const ends = window.energyEv.map((energy) => axisIndex(spectrum.energy, energy));
  return meanOverEnergy(spectrum, Math.min(...ends), Math.max(...ends));
}

/** Energy distribution curve at an angle: mean counts per pixel against energy. */
export function edcAt(spectrum: SpectrumImage, angle: number): Float64Array {
  const width = spectrum.angle.count;
  const [from, to] = pixelRange(axisIndex(spectrum.angle, angle), width);
  return Float64Array.from({ length: spectrum.energy.count }, (_, row) => {
    let sum = 0;
    for (let column = from; column <= to; column++) sum += spectrum.intensity[row * width + column];
    return sum / (to - from + 1);
  });
}

/** The fitted Lorentzian on its linear background at an angle. */
export function fittedMdc(fit: MdcFit, angle: number): number {
  const half = fit.fwhm / 2;
  const lorentzian = (fit.amplitude * half ** 2) / ((angle - fit.position) ** 2 + half ** 2);
  return lorentzian + fit.background[0] + fit.background[1] * angle;
}

/**
 * Factor from the fit's counts to those of a drawn MDC. The fit is made on counts
 * summed over the window's rows of the full-size spectrum, the drawn MDC is a mean
 * of reduced ones; a least-squares fit with a free offset has the area of its data, so
 * their areas within the window give the factor. 0 where there is nothing to compare.
 */
export function fitScale(fit: MdcFit, mdc: Float64Array, angle: Axis, window: MdcWindow): number {
  const [from, to] = [Math.min(...window.angle), Math.max(...window.angle)];
  let drawn = 0;
  let fitted = 0;
  mdc.forEach((value, index) => {
    const at = axisValue(angle, index);
    if (at < from || at > to) return;
    drawn += value;
    fitted += fittedMdc(fit, at);
  });
  return fitted > 0 ? drawn / fitted : 0;
}

/** Energy and angle of the brightest pixel: where the cursor starts. */
export function brightestPlace(spectrum: SpectrumImage): { energy: number; angle: number } {
  let brightest = 0;
  for (let index = 1; index < spectrum.intensity.length; index++) {
    if (spectrum.intensity[index] > spectrum.intensity[brightest]) brightest = index;
  }
  const width = spectrum.angle.count;
  return {
    energy: axisValue(spectrum.energy, Math.floor(brightest / width)),
    angle: axisValue(spectrum.angle, brightest % width),
  };
}

/** The intensity that a share of all pixels does not exceed. */
export function intensityQuantile(intensity: Float32Array, share: number): number {
  const sorted = Float32Array.from(intensity).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
