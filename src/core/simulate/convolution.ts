/** Symmetric convolution with one side of a kernel, edges renormalised. */
export function convolveImage(
  source: Float32Array,
  target: Float32Array,
  rowCount: number,
  columnCount: number,
  direction: 'row' | 'column',
  kernel: Float64Array,
): void {
  const length = direction === 'row' ? columnCount : rowCount;
  const factors = new Float64Array(length);
  for (let position = 0; position < length; position++) {
    let weight = kernel[0];
    for (let distance = 1; distance < kernel.length; distance++) {
      if (position >= distance) weight += kernel[distance];
      if (position + distance < length) weight += kernel[distance];
    }
    factors[position] = 1 / weight;
  }
  const reach = kernel.length - 1;
  const stride = direction === 'row' ? 1 : columnCount;
  for (let row = 0; row < rowCount; row++) {
    const start = row * columnCount;
    const end = start + columnCount;
    if (direction === 'row') {
      const inner = Math.min(end, start + reach);
      const outer = Math.max(inner, end - reach);
      for (let index = start; index < end; index++) {
        if (index === inner && reach === 2) {
          fiveTaps(source, target, inner, outer, stride, kernel, factors[reach]);
          index = outer;
          if (index >= end) break;
        }
        const column = index - start;
        const low = Math.min(reach, column);
        const high = Math.min(reach, columnCount - 1 - column);
        target[index] = tapSum(source, index, stride, kernel, low, high) * factors[column];
      }
      continue;
    }
    const low = Math.min(reach, row);
    const high = Math.min(reach, rowCount - 1 - row);
    if (low === 2 && high === 2) {
      fiveTaps(source, target, start, end, stride, kernel, factors[row]);
      continue;
    }
    for (let index = start; index < end; index++) {
      target[index] = tapSum(source, index, stride, kernel, low, high) * factors[row];
    }
  }
}

/** The commonest kernel, two taps on either side, written out for a run of pixels. */
function fiveTaps(
  source: Float32Array,
  target: Float32Array,
  first: number,
  end: number,
  stride: number,
  kernel: Float64Array,
  factor: number,
): void {
  const [centre, near, far] = kernel;
  for (let index = first; index < end; index++) {
    target[index] =
      (centre * source[index] +
        near * (source[index - stride] + source[index + stride]) +
        far * (source[index - 2 * stride] + source[index + 2 * stride])) *
      factor;
  }
}

/** Kernel-weighted sum around `index`, with `low` taps before it and `high` after it. */
function tapSum(
  source: Float32Array,
  index: number,
  stride: number,
  kernel: Float64Array,
  low: number,
  high: number,
): number {
  let sum = kernel[0] * source[index];
  const common = low < high ? low : high;
  let distance = 1;
  for (; distance <= common; distance++) {
    const shift = distance * stride;
    sum += kernel[distance] * (source[index - shift] + source[index + shift]);
  }
  for (; distance <= low; distance++) sum += kernel[distance] * source[index - distance * stride];
  for (; distance <= high; distance++) sum += kernel[distance] * source[index + distance * stride];
  return sum;
}
