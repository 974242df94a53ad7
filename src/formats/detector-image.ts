import type { Spectrum } from '#shared/spectrum';
import type { FileAxis } from './uniform-axis';

/** A detector image as it stands in the file. */
export interface DetectorImage {
  values: ArrayLike<number>;
  /** Which of the two varies slowest. */
  order: 'energy-angle' | 'angle-energy';
  energy: FileAxis;
  angle: FileAxis;
}

/**
 * The image as a spectrum: row-major [energy][angle], both axes ascending, every
 * value a count. Missing values (NaN, infinite) and negative ones become 0 and are
 * noted. Returns null when not one value is finite: the frame was never measured.
 */
export function spectrumFromImage(
  image: DetectorImage,
): { spectrum: Spectrum; notes: string[] } | null {
  const { values, energy, angle } = image;
  const energyCount = energy.axis.count;
  const angleCount = angle.axis.count;
  const counts = new Float32Array(energyCount * angleCount);
  const [energyStride, angleStride] =
    image.order === 'energy-angle' ? [angleCount, 1] : [1, energyCount];
  let missing = 0;
  let negative = 0;
  for (let iEnergy = 0; iEnergy < energyCount; iEnergy++) {
    const fromEnergy = (energy.reversed ? energyCount - 1 - iEnergy : iEnergy) * energyStride;
    const row = iEnergy * angleCount;
    for (let iAngle = 0; iAngle < angleCount; iAngle++) {
      const fromAngle = angle.reversed ? angleCount - 1 - iAngle : iAngle;
      const value = values[fromEnergy + fromAngle * angleStride];
      if (value >= 0 && value < Infinity) counts[row + iAngle] = value;
      else if (value < 0 && value > -Infinity) negative++;
      else missing++;
    }
  }
  if (missing === counts.length) return null;
  const notes = [...energy.notes, ...angle.notes];
  if (missing > 0) notes.push(`${missing} of ${counts.length} values are missing, taken as 0`);
  if (negative > 0) notes.push(`${negative} of ${counts.length} values are negative, taken as 0`);
  return { spectrum: { counts, energy: energy.axis, angle: angle.axis }, notes };
}
