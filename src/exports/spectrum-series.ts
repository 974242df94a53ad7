import { axisIndex, axisValue, type Axis } from '#shared/axis';
import type { MdcWindow } from '#shared/scan';
import type { Spectrum } from '#shared/spectrum';
import type { LorentzianFit } from '#core/benchmark/lorentzian-fit';
import type { MomentumDistributionCurve } from '#core/benchmark/mdc';
import { colourAt } from './colour-scale';
import type { Box } from './figure-layout';
import { drawnSeries } from './figure-series';
import { encodePng } from './png';

/** Pixels of a spectrum's picture over those of its panel. */
const ZOOM = 2;
/** Part of the pixels that may be brighter than the scale's end: single hot pixels. */
const SATURATED = 0.002;
const windowColour = '#d1495b';
const fitColour = '#d1495b';
const CURVE_POINTS = 200;

/** Lowest and highest edge of an axis's pixels. */
export function edgesOf(axis: Axis): [number, number] {
  const ends = [axisValue(axis, -0.5), axisValue(axis, axis.count - 0.5)];
  return [Math.min(...ends), Math.max(...ends)];
}

/** Counts per pixel that end the colour scale. */
export function brightest({ counts }: Spectrum): number {
  const sorted = counts.filter((value) => Number.isFinite(value)).sort();
  const value = sorted[Math.floor((1 - SATURATED) * (sorted.length - 1))] ?? 0;
  return value > 0 ? value : Math.max(1, sorted.at(-1) ?? 1);
}

/**
 * A spectrum as a picture that fills its panel, energies upwards: dark where it is bright, from 0
 * to `highest`. The picture has the panel's shape, since viewers keep a picture's.
 */
export function spectrumSeries(spectrum: Spectrum, highest: number, box: Box, gridIndex: number) {
  const { counts, energy, angle } = spectrum;
  const width = Math.round(ZOOM * box.width);
  const height = Math.round(ZOOM * box.height);
  const pixels = new Uint8Array(4 * width * height);
  const [firstAngle, lastAngle] = edgesOf(angle);
  const [firstEnergy, lastEnergy] = edgesOf(energy);
  const pixelAt = (axis: Axis, from: number, to: number, share: number) =>
    axisIndex(axis, from + share * (to - from));
  const columns = Array.from({ length: width }, (_, x) =>
    pixelAt(angle, firstAngle, lastAngle, (x + 0.5) / width),
  );
  const shades = Array.from({ length: 256 }, (_, i) => {
    const colour = colourAt('ink', i / 255);
    return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  });
  for (let y = 0; y < height; y++) {
    const row = pixelAt(energy, lastEnergy, firstEnergy, (y + 0.5) / height) * angle.count;
    for (let x = 0; x < width; x++) {
      const value = counts[row + columns[x]];
      const share = Number.isFinite(value) ? Math.min(1, Math.max(0, value / highest)) : 0;
      pixels.set([...shades[Math.round(255 * share)], 255], 4 * (y * width + x));
    }
  }
  const image = `data:image/png;base64,${encodePng(pixels, width, height).toString('base64')}`;
  return drawnSeries([image], gridIndex, (source, api) => {
    const [x, y] = api.coord([firstAngle, lastEnergy]);
    const [right, bottom] = api.coord([lastAngle, firstEnergy]);
    return { type: 'image', style: { image: source, x, y, width: right - x, height: bottom - y } };
  });
}

/** The MDC window as a rectangle on the spectrum. */
export function windowSeries(window: MdcWindow, gridIndex: number) {
  return drawnSeries([window], gridIndex, ({ angle, energyEv }, api) => {
    const [x, y] = api.coord([Math.min(...angle), Math.max(...energyEv)]);
    const [right, bottom] = api.coord([Math.max(...angle), Math.min(...energyEv)]);
    return {
      type: 'rect',
      shape: { x, y, width: right - x, height: Math.max(2, bottom - y) },
      style: { fill: 'none', stroke: windowColour, lineWidth: 1.4 },
    };
  });
}

/** Counts of the MDC as dots, and the fitted Lorentzian on its line. */
export function mdcSeries(
  { angle, intensity }: MomentumDistributionCurve,
  fit: LorentzianFit | null,
  gridIndex: number,
) {
  const dots = drawnSeries(Array.from(angle), gridIndex, (at, api) => {
    const [cx, cy] = api.coord([at, intensity[angle.indexOf(at)]]);
    return { type: 'circle', shape: { cx, cy, r: 1.7 }, style: { fill: '#1c2128' } };
  });
  const curve = drawnSeries(fit === null ? [] : [fit], gridIndex, (lorentzian, api) => {
    const [first, last] = [angle[0], angle[angle.length - 1]];
    const points = Array.from({ length: CURVE_POINTS }, (_, i) => {
      const at = first + ((last - first) * i) / (CURVE_POINTS - 1);
      const distance = (at - lorentzian.position) / (lorentzian.fwhm / 2);
      const [offset, slope] = lorentzian.background;
      return api.coord([at, offset + slope * at + lorentzian.amplitude / (1 + distance ** 2)]);
    });
    return {
      type: 'polyline',
      shape: { points },
      style: { stroke: fitColour, lineWidth: 2, fill: 'none' },
    };
  });
  return [dots, curve];
}
