/**
 * Interpolation through points of one variable: places ascend, values belong to them. Beyond the
 * first and last place the answer is NaN: nothing here extrapolates.
 */

type Numbers = ArrayLike<number>;

/** Index of the interval that holds `at`: places[i] ≤ at ≤ places[i + 1]; −1 outside. */
export function intervalOf(places: Numbers, at: number): number {
  const last = places.length - 1;
  if (!(at >= places[0] && at <= places[last])) return -1;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (places[middle] <= at) low = middle;
    else high = middle;
  }
  return low;
}

/** Straight lines from point to point. */
export function linearAt(places: Numbers, values: Numbers, at: number): number {
  if (places.length === 1) return at === places[0] ? values[0] : NaN;
  const i = intervalOf(places, at);
  if (i < 0) return NaN;
  const share = (at - places[i]) / (places[i + 1] - places[i]);
  return values[i] + share * (values[i + 1] - values[i]);
}

/** Piecewise linear interpolation at many places. */
export function resampled(places: Numbers, values: Numbers, at: Numbers): Float64Array {
  return Float64Array.from(at, (one) => linearAt(places, values, one));
}

/**
 * Slope of the shape-preserving cubic at point `i`: the weighted harmonic mean of the slopes
 * beside it, zero at an extremum (F. N. Fritsch and J. Butland, 1984), one-sided at the ends.
 */
function pchipSlope(places: Numbers, values: Numbers, i: number): number {
  const last = places.length - 1;
  const width = (k: number) => places[k + 1] - places[k];
  const slope = (k: number) => (values[k + 1] - values[k]) / width(k);
  if (last === 1) return slope(0);
  if (i === 0) return endSlope(width(0), width(1), slope(0), slope(1));
  if (i === last) {
    return endSlope(width(last - 1), width(last - 2), slope(last - 1), slope(last - 2));
  }
  const before = slope(i - 1);
  const after = slope(i);
  if (!(before * after > 0)) return 0;
  const weightBefore = 2 * width(i) + width(i - 1);
  const weightAfter = width(i) + 2 * width(i - 1);
  return (weightBefore + weightAfter) / (weightBefore / before + weightAfter / after);
}

/** Three-point slope at an end, held back where it would leave the shape of the data. */
function endSlope(near: number, next: number, slopeNear: number, slopeNext: number): number {
  const slope = ((2 * near + next) * slopeNear - near * slopeNext) / (near + next);
  if (slope * slopeNear <= 0) return 0;
  const turns = slopeNear * slopeNext <= 0;
  return turns && Math.abs(slope) > 3 * Math.abs(slopeNear) ? 3 * slopeNear : slope;
}

/** The cubic on interval `i` with the given slopes at its ends. */
function hermite(
  places: Numbers,
  values: Numbers,
  i: number,
  slopes: [number, number],
  at: number,
): number {
  const width = places[i + 1] - places[i];
  const t = (at - places[i]) / width;
  const u = 1 - t;
  return (
    values[i] * u * u * (1 + 2 * t) +
    values[i + 1] * t * t * (3 - 2 * t) +
    width * (slopes[0] * t * u * u - slopes[1] * t * t * u)
  );
}

/** Shape-preserving piecewise cubic (PCHIP): overshoots nowhere. */
export function pchipAt(places: Numbers, values: Numbers, at: number): number {
  const i = places.length < 2 ? -1 : intervalOf(places, at);
  if (i < 0) return linearAt(places, values, at);
  const slopes: [number, number] = [
    pchipSlope(places, values, i),
    pchipSlope(places, values, i + 1),
  ];
  return hermite(places, values, i, slopes, at);
}

/** Cubic spline with continuous second derivative, second derivatives zero at both ends. */
export function cubicAt(places: Numbers, values: Numbers, at: number): number {
  const i = places.length < 3 ? -1 : intervalOf(places, at);
  if (i < 0) return linearAt(places, values, at);
  const curvature = naturalCurvatures(places, values);
  const width = places[i + 1] - places[i];
  const b = (at - places[i]) / width;
  const a = 1 - b;
  return (
    a * values[i] +
    b * values[i + 1] +
    ((a * a * a - a) * curvature[i] + (b * b * b - b) * curvature[i + 1]) * ((width * width) / 6)
  );
}

/** Second derivatives of the natural spline: a tridiagonal system, solved forward and back. */
function naturalCurvatures(places: Numbers, values: Numbers): Float64Array {
  const count = places.length;
  const curvature = new Float64Array(count);
  const rest = new Float64Array(count);
  for (let i = 1; i < count - 1; i++) {
    const before = places[i] - places[i - 1];
    const after = places[i + 1] - places[i];
    const share = before / (before + after);
    const pivot = share * curvature[i - 1] + 2;
    curvature[i] = (share - 1) / pivot;
    const bend = (values[i + 1] - values[i]) / after - (values[i] - values[i - 1]) / before;
    rest[i] = ((6 * bend) / (before + after) - share * rest[i - 1]) / pivot;
  }
  curvature[count - 1] = 0;
  for (let i = count - 2; i >= 1; i--) curvature[i] = curvature[i] * curvature[i + 1] + rest[i];
  curvature[0] = 0;
  return curvature;
}
