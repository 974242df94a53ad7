/** Dense symmetric matrices as rows in one array, and what Gaussian processes need of them. */

/**
 * Lower Cholesky factor of a symmetric positive definite matrix (n × n, by rows; only its lower
 * half is read), written over it. False where it is not positive definite.
 */
export function choleskyInPlace(matrix: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    if (!choleskyRow(matrix, n, i)) return false;
  }
  return true;
}

/**
 * Row `i` of the factor, the rows above being done: also how a factor grows by a point.
 * `stride` is the length of a row in memory.
 */
export function choleskyRow(matrix: Float64Array, stride: number, i: number): boolean {
  const row = i * stride;
  for (let j = 0; j <= i; j++) {
    const other = j * stride;
    let sum = matrix[row + j];
    for (let k = 0; k < j; k++) sum -= matrix[row + k] * matrix[other + k];
    if (j < i) matrix[row + j] = sum / matrix[other + j];
    else if (sum > 0) matrix[row + j] = Math.sqrt(sum);
    else return false;
  }
  return true;
}

/** Solves L z = b in place for the lower factor L. */
export function solveLower(
  factor: Float64Array,
  n: number,
  b: Float64Array,
  stride = n,
): Float64Array {
  for (let i = 0; i < n; i++) {
    let sum = b[i];
    const row = i * stride;
    for (let k = 0; k < i; k++) sum -= factor[row + k] * b[k];
    b[i] = sum / factor[row + i];
  }
  return b;
}

/** Solves Lᵀ z = b in place for the lower factor L. */
export function solveUpper(
  factor: Float64Array,
  n: number,
  b: Float64Array,
  stride = n,
): Float64Array {
  for (let i = n - 1; i >= 0; i--) {
    const solved = b[i] / factor[i * stride + i];
    b[i] = solved;
    const row = i * stride;
    for (let k = 0; k < i; k++) b[k] -= factor[row + k] * solved;
  }
  return b;
}

/** Matérn covariance of smoothness 5/2 over a distance in length scales; 1 at 0. */
export function matern52(distance: number): number {
  const scaled = Math.sqrt(5) * distance;
  return (1 + scaled + (scaled * scaled) / 3) * Math.exp(-scaled);
}
