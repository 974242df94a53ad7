import type { Spectrum } from '#shared/spectrum';
import { countsMemory } from './counts-memory';
import { copyChecked, turnChecked } from './frame-kernel';
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
 * value a count. Missing values (NaN, infinite, beyond single precision) and negative
 * ones become 0 and are noted. Returns null when not one value is finite: the frame was
 * never measured.
 */
export function spectrumFromImage(
  image: DetectorImage,
): { spectrum: Spectrum; notes: string[] } | null {
  const { energy, angle } = image;
  const counts = countsMemory(energy.axis.count * angle.axis.count);
  const isSuspect = orient(image, counts);
  const { missing, negative } = isSuspect ? withoutNonCounts(counts) : { missing: 0, negative: 0 };
  if (missing === counts.length) return null;
  const notes = [...energy.notes, ...angle.notes];
  if (missing > 0) notes.push(`${missing} of ${counts.length} values are missing, taken as 0`);
  if (negative > 0) notes.push(`${negative} of ${counts.length} values are negative, taken as 0`);
  return { spectrum: { counts, energy: energy.axis, angle: angle.axis }, notes };
}

/**
 * The values in single precision, [energy][angle], ascending. Returns whether one of them
 * may be no count.
 */
function orient({ values, order, energy, angle }: DetectorImage, counts: Float32Array): boolean {
  const rows = energy.axis.count;
  const columns = angle.axis.count;
  if (order === 'angle-energy') {
    return turnChecked(values, counts, {
      ...{ lines: columns, length: rows },
      ...{ reverseLines: angle.reversed, reverseLength: energy.reversed },
    });
  }
  const isSuspect = copyChecked(values, counts);
  if (energy.reversed) reverseRows(counts, rows, columns);
  if (angle.reversed) {
    for (let at = 0; at < counts.length; at += columns) {
      counts.subarray(at, at + columns).reverse();
    }
  }
  return isSuspect;
}

function reverseRows(values: Float32Array, rows: number, columns: number): void {
  const kept = new Float32Array(columns);
  for (let top = 0, bottom = rows - 1; top < bottom; top++, bottom--) {
    const upper = values.subarray(top * columns, (top + 1) * columns);
    const lower = values.subarray(bottom * columns, (bottom + 1) * columns);
    kept.set(upper);
    upper.set(lower);
    lower.set(kept);
  }
}

/** Sets what is no count to 0. Returns how many values were missing and how many negative. */
function withoutNonCounts(counts: Float32Array): { missing: number; negative: number } {
  let missing = 0;
  let negative = 0;
  for (let i = 0; i < counts.length; i++) {
    const value = counts[i];
    if (value >= 0 && value < Infinity) continue;
    if (value < 0 && value > -Infinity) negative++;
    else missing++;
    counts[i] = 0;
  }
  return { missing, negative };
}
