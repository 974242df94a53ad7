/**
 * Products P_i(u) P_j(v) of Legendre polynomials with i + j ≤ degree, in a fixed order; where `v`
 * is the only axis (`isLine`), P_j(v) alone.
 */
export function legendreCount(degree: number, isLine: boolean): number {
  return isLine ? degree + 1 : ((degree + 1) * (degree + 2)) / 2;
}

/** Values at (u, v), both within −1 … 1, written from `offset` on. */
export function fillLegendre(
  degree: number,
  isLine: boolean,
  u: number,
  v: number,
  into: Float64Array,
  offset: number,
): void {
  const along = legendreValues(degree, v);
  if (isLine) {
    into.set(along, offset);
    return;
  }
  const across = legendreValues(degree, u);
  let at = offset;
  for (let i = 0; i <= degree; i++) {
    for (let j = 0; i + j <= degree; j++) into[at++] = across[i] * along[j];
  }
}

/** P_0(x) … P_degree(x) by the three-term recurrence. */
function legendreValues(degree: number, x: number): Float64Array {
  const values = new Float64Array(degree + 1);
  values[0] = 1;
  if (degree > 0) values[1] = x;
  for (let n = 2; n <= degree; n++) {
    values[n] = ((2 * n - 1) * x * values[n - 1] - (n - 1) * values[n - 2]) / n;
  }
  return values;
}
