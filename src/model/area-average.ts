/** Exact area-weighted resampling of images: every count lands in the output, shared by overlap. */

/** Which input pixels each output pixel gathers along one axis, and what share of each. */
interface Overlaps {
  /** First input pixel that output pixel o touches. */
  first: Int32Array;
  /** Start of output pixel o in `weights`; its length is starts[o + 1] - starts[o]. */
  starts: Int32Array;
  /** Share of the input pixel that falls into the output pixel; sums to 1 per input pixel. */
  weights: Float64Array;
}

const overlapsBySize = new Map<string, Overlaps>();
/** Sizes kept at a time; a session meets a handful. */
const KEPT_SIZES = 64;

function overlapsOf(inputCount: number, outputCount: number): Overlaps {
  const key = `${inputCount}:${outputCount}`;
  const known = overlapsBySize.get(key);
  if (known) return known;
  const first = new Int32Array(outputCount);
  const starts = new Int32Array(outputCount + 1);
  const weights: number[] = [];
  for (let output = 0; output < outputCount; output++) {
    // In units of 1 / outputCount of an input pixel, so that the edges are integers and exact.
    const from = output * inputCount;
    const to = from + inputCount;
    first[output] = Math.floor(from / outputCount);
    for (let input = first[output]; input * outputCount < to; input++) {
      const low = Math.max(from, input * outputCount);
      const high = Math.min(to, (input + 1) * outputCount);
      weights.push((high - low) / outputCount);
    }
    starts[output + 1] = weights.length;
  }
  const overlaps = { first, starts, weights: Float64Array.from(weights) };
  if (overlapsBySize.size >= KEPT_SIZES) overlapsBySize.clear();
  overlapsBySize.set(key, overlaps);
  return overlaps;
}

/** Adds weighted input rows into `sums`, four at a time: each pass over `sums` costs as much. */
function addRows(
  sums: Float64Array,
  image: Float32Array,
  firstRow: number,
  columns: number,
  weights: Float64Array,
  from: number,
  to: number,
): void {
  let start = firstRow * columns;
  let k = from;
  for (; k + 4 <= to; k += 4, start += 4 * columns) {
    const [w0, w1, w2, w3] = [weights[k], weights[k + 1], weights[k + 2], weights[k + 3]];
    const [second, third, fourth] = [start + columns, start + 2 * columns, start + 3 * columns];
    for (let i = 0; i < columns; i++) {
      sums[i] +=
        w0 * image[start + i] +
        w1 * image[second + i] +
        w2 * image[third + i] +
        w3 * image[fourth + i];
    }
  }
  for (; k < to; k++, start += columns) {
    const weight = weights[k];
    for (let i = 0; i < columns; i++) sums[i] += weight * image[start + i];
  }
}

/**
 * Sums a rows × columns image (row-major) into outputRows × outputColumns pixels, each input
 * pixel shared by overlapped area. The sum over all pixels is kept, for finer and coarser grids.
 */
export function areaSums(
  image: Float32Array,
  rows: number,
  columns: number,
  outputRows: number,
  outputColumns: number,
): Float64Array {
  const vertical = overlapsOf(rows, outputRows);
  const { first, starts, weights } = overlapsOf(columns, outputColumns);
  const rowSums = new Float64Array(columns);
  const sums = new Float64Array(outputRows * outputColumns);
  for (let row = 0; row < outputRows; row++) {
    rowSums.fill(0);
    const [from, to] = [vertical.starts[row], vertical.starts[row + 1]];
    addRows(rowSums, image, vertical.first[row], columns, vertical.weights, from, to);
    const target = row * outputColumns;
    for (let column = 0; column < outputColumns; column++) {
      let sum = 0;
      const end = starts[column + 1];
      for (let k = starts[column], input = first[column]; k < end; k++, input++) {
        sum += weights[k] * rowSums[input];
      }
      sums[target + column] = sum;
    }
  }
  return sums;
}
