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

/** Side of the squares in which an image is transposed: both sides of one fit the first cache. */
const TILE = 32;

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
  const counts = orientedCounts(image);
  const { missing, negative } = withoutNonCounts(counts);
  if (missing === counts.length) return null;
  const notes = [...energy.notes, ...angle.notes];
  if (missing > 0) notes.push(`${missing} of ${counts.length} values are missing, taken as 0`);
  if (negative > 0) notes.push(`${negative} of ${counts.length} values are negative, taken as 0`);
  return { spectrum: { counts, energy: energy.axis, angle: angle.axis }, notes };
}

/** The values in single precision, [energy][angle], in memory of their own. */
function orientedCounts({ values, order, energy, angle }: DetectorImage): Float32Array {
  const rows = energy.axis.count;
  const columns = angle.axis.count;
  if (order === 'energy-angle') {
    const counts = new Float32Array(rows * columns);
    counts.set(values);
    if (energy.reversed) reverseRows(counts, rows, columns);
    if (angle.reversed)
      for (let at = 0; at < counts.length; at += columns)
        counts.subarray(at, at + columns).reverse();
    return counts;
  }
  const source = values instanceof Float32Array ? values : new Float32Array(values);
  return transposed(source, rows, columns, energy.reversed, angle.reversed);
}

/** The transpose of `source` [column][row], with rows and columns turned round as asked. */
function transposed(
  source: Float32Array,
  rows: number,
  columns: number,
  reverseRows: boolean,
  reverseColumns: boolean,
): Float32Array {
  const target = new Float32Array(rows * columns);
  const [firstRow, rowStep] = reverseRows ? [rows - 1, -1] : [0, 1];
  const [firstColumn, columnStep] = reverseColumns ? [columns - 1, -1] : [0, 1];
  for (let c0 = 0; c0 < columns; c0 += TILE) {
    const cEnd = Math.min(columns, c0 + TILE);
    for (let r0 = 0; r0 < rows; r0 += TILE) {
      const rEnd = Math.min(rows, r0 + TILE);
      for (let r = r0; r < rEnd; r++) {
        let to = (firstRow + r * rowStep) * columns + firstColumn + c0 * columnStep;
        for (let from = c0 * rows + r; from < cEnd * rows; from += rows, to += columnStep) {
          target[to] = source[from];
        }
      }
    }
  }
  return target;
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
