import { blurImage } from '#core/simulate/blur';
import { addEvents } from '#core/simulate/counting';
import type { Random } from '#core/simulate/random';
import type { Axis } from '#shared/axis';
import type { Spectrum } from '#shared/spectrum';
import { areaSums } from '#model/area-average';

/** Edge of the grid that a measured band is brought to: twice the network's, cheap to degrade. */
const LARGEST_EDGE = 192;
/** How far the lines of a second domain lie from those of the first, share of the frame's angles. */
const DOMAIN_DISTANCE = 0.05;

/** What is done to a measured band. */
export interface Degradation {
  /** Standard deviation of a blur in both directions, share of the window. */
  blur: number;
  /** Light of a flat background over that of the band. */
  background: number;
  /** Share of the light that comes from a second domain. */
  secondDomain: number;
  /** Electrons of the frame, all in all. */
  electrons: number;
}

/** A band as measured, without what is negative or missing, on a grid that is quick to degrade. */
export interface MeasuredBand {
  intensity: Float32Array;
  energy: Axis;
  angle: Axis;
}

function reducedAxis(axis: Axis, count: number): Axis {
  const step = (axis.step * axis.count) / count;
  return { ...axis, start: axis.start + (step - axis.step) / 2, step, count };
}

/** A measured spectrum as a band to be degraded. */
export function measuredBand({ counts, energy, angle }: Spectrum): MeasuredBand {
  const intensity = counts.map((value) => (value > 0 && value < Infinity ? value : 0));
  const rows = Math.min(LARGEST_EDGE, energy.count);
  const columns = Math.min(LARGEST_EDGE, angle.count);
  return {
    intensity: Float32Array.from(areaSums(intensity, energy.count, angle.count, rows, columns)),
    energy: reducedAxis(energy, rows),
    angle: reducedAxis(angle, columns),
  };
}

function blurred({ energy, angle }: MeasuredBand, image: Float32Array, share: number) {
  const half = new Float32Array(image.length);
  const both = new Float32Array(image.length);
  blurImage(image, half, energy.count, angle.count, 'column', share * energy.count);
  blurImage(half, both, energy.count, angle.count, 'row', share * angle.count);
  return both.map((value) => Math.max(0, value));
}

function withSecondDomain(image: Float32Array, columns: number, share: number): Float32Array {
  const distance = Math.round(DOMAIN_DISTANCE * columns);
  return image.map((value, index) => {
    const column = index % columns;
    const from = index - column + Math.max(0, column - distance);
    return (1 - share) * value + share * image[from];
  });
}

/** Counts that a band shows once it is degraded. */
export function degradedBand(
  band: MeasuredBand,
  { blur, background, secondDomain, electrons }: Degradation,
  random: Random,
): Spectrum {
  const { energy, angle } = band;
  let image = band.intensity;
  if (secondDomain > 0) image = withSecondDomain(image, angle.count, secondDomain);
  if (blur > 0) image = blurred(band, image, blur);
  if (background > 0) {
    const light = image.reduce((sum, value) => sum + value, 0);
    const floor = (background * light) / image.length;
    image = image.map((value) => value + floor);
  }
  const counts = new Float32Array(image.length);
  addEvents(image, angle.count, Math.round(electrons), random, counts);
  return { counts, energy, angle };
}
