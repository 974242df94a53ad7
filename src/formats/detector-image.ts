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

/** Energies transposed at a time: what they take of four angles fits the first cache. */
const STRIP = 256;
/** Bits of the largest number there is in single precision. */
const LARGEST_BITS = 0x7f7fffff;

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
  const { counts, flags } = orientedCounts(image);
  const { missing, negative } = flags < 0 ? withoutNonCounts(counts) : { missing: 0, negative: 0 };
  if (missing === counts.length) return null;
  const notes = [...energy.notes, ...angle.notes];
  if (missing > 0) notes.push(`${missing} of ${counts.length} values are missing, taken as 0`);
  if (negative > 0) notes.push(`${negative} of ${counts.length} values are negative, taken as 0`);
  return { spectrum: { counts, energy: energy.axis, angle: angle.axis }, notes };
}

/** Values as bits: negative flags where one of them was not finite, or had a sign. */
interface Oriented {
  counts: Float32Array;
  flags: number;
}

/** The values in single precision, [energy][angle], in memory of their own. */
function orientedCounts({ values, order, energy, angle }: DetectorImage): Oriented {
  const rows = energy.axis.count;
  const columns = angle.axis.count;
  if (order === 'energy-angle') {
    const counts = new Float32Array(rows * columns);
    counts.set(values);
    if (energy.reversed) reverseRows(counts, rows, columns);
    if (angle.reversed)
      for (let at = 0; at < counts.length; at += columns)
        counts.subarray(at, at + columns).reverse();
    return { counts, flags: flagsOf(counts) };
  }
  const source = values instanceof Float32Array ? values : new Float32Array(values);
  return transposed(source, rows, columns, { rows: energy.reversed, columns: angle.reversed });
}

/**
 * The transpose of `source` [column][row], with rows and columns turned round as asked.
 * Four columns at once, so that four neighbours are written together; as bits, which are
 * only moved.
 */
function transposed(
  source: Float32Array,
  rows: number,
  columns: number,
  reversed: { rows: boolean; columns: boolean },
): Oriented {
  const target = new Float32Array(rows * columns);
  const from = new Int32Array(source.buffer, source.byteOffset, source.length);
  const to = new Int32Array(target.buffer);
  const [firstRow, rowStep] = reversed.rows ? [rows - 1, -1] : [0, 1];
  const [firstColumn, columnStep] = reversed.columns ? [columns - 1, -1] : [0, 1];
  const inFours = columns - (columns % 4);
  let flags = 0;
  for (let r0 = 0; r0 < rows; r0 += STRIP) {
    const rEnd = Math.min(rows, r0 + STRIP);
    for (let c = 0; c < inFours; c += 4) {
      const a = c * rows;
      const b = a + rows;
      const d = b + rows;
      const e = d + rows;
      const column = firstColumn + c * columnStep;
      for (let r = r0; r < rEnd; r++) {
        const at = (firstRow + r * rowStep) * columns + column;
        const v = from[a + r];
        const w = from[b + r];
        const x = from[d + r];
        const y = from[e + r];
        to[at] = v;
        to[at + columnStep] = w;
        to[at + 2 * columnStep] = x;
        to[at + 3 * columnStep] = y;
        flags |= v | w | x | y;
        flags |= (LARGEST_BITS - v) | (LARGEST_BITS - w) | (LARGEST_BITS - x) | (LARGEST_BITS - y);
      }
    }
  }
  for (let c = inFours; c < columns; c++) {
    const column = firstColumn + c * columnStep;
    for (let r = 0; r < rows; r++) {
      const value = from[c * rows + r];
      to[(firstRow + r * rowStep) * columns + column] = value;
      flags |= value | (LARGEST_BITS - value);
    }
  }
  return { counts: target, flags };
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

/** Negative where a value is not finite or has a sign: told by its bits, without a branch. */
function flagsOf(counts: Float32Array): number {
  const bits = new Int32Array(counts.buffer);
  let flags = 0;
  let at = bits.length;
  while (--at >= 0) flags |= bits[at] | (LARGEST_BITS - bits[at]);
  return flags;
}
