import { colourWord, createColourScale } from '../map/colour-scale';
import type { ColourMapName } from '../map/lookup-table';
import { intensityQuantile, type SpectrumImage } from './profiles';

/** Share of pixels that stay below the top colour, so that a hot pixel does not darken the rest. */
const TOP_QUANTILE = 0.998;

/** The spectrum as RGBA words, one per pixel, highest energy first as on screen. */
export function spectrumWords(
  spectrum: SpectrumImage,
  colourMap: ColourMapName,
): Uint32Array<ArrayBuffer> {
  const { energy, angle, intensity } = spectrum;
  const top = Math.max(intensityQuantile(intensity, TOP_QUANTILE), Number.MIN_VALUE);
  const scale = createColourScale([0, top], colourMap);
  const words = new Uint32Array(intensity.length);
  for (let row = 0; row < energy.count; row++) {
    const target = (energy.count - 1 - row) * angle.count;
    for (let column = 0; column < angle.count; column++) {
      words[target + column] = colourWord(scale, intensity[row * angle.count + column]);
    }
  }
  return words;
}

/**
 * Paints a spectrum onto a canvas of the given device size with square-edged
 * pixels, the lowest energy at the bottom.
 */
export function paintSpectrum(
  canvas: HTMLCanvasElement,
  spectrum: SpectrumImage,
  words: Uint32Array<ArrayBuffer>,
  width: number,
  height: number,
): void {
  const source = document.createElement('canvas');
  source.width = spectrum.angle.count;
  source.height = spectrum.energy.count;
  const pixels = new ImageData(new Uint8ClampedArray(words.buffer), source.width, source.height);
  source.getContext('2d')?.putImageData(pixels, 0, 0);
  canvas.width = Math.max(1, Math.round(width));
  canvas.height = Math.max(1, Math.round(height));
  const context = canvas.getContext('2d');
  if (!context) return;
  // Fewer screen pixels than data would drop some without smoothing.
  context.imageSmoothingEnabled = canvas.width < source.width || canvas.height < source.height;
  // Axes that descend with the index are drawn the other way round.
  context.scale(spectrum.angle.step < 0 ? -1 : 1, spectrum.energy.step < 0 ? -1 : 1);
  context.drawImage(
    source,
    spectrum.angle.step < 0 ? -canvas.width : 0,
    spectrum.energy.step < 0 ? -canvas.height : 0,
    canvas.width,
    canvas.height,
  );
}
