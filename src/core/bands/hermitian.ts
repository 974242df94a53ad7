/** Rotations smaller than this part of the matrix are done with. */
const SMALL = 1e-15;
/** Sweeps of Jacobi rotations; three to five suffice for the sizes in use. */
const MOST_SWEEPS = 30;

/** A Hermitian matrix and room for its eigenvectors: row-major, real and imaginary parts apart. */
export interface HermitianProblem {
  readonly size: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** Column n is the eigenvector of `energies[n]`. */
  readonly vectorRe: Float64Array;
  readonly vectorIm: Float64Array;
  /** Ascending. */
  readonly energies: Float64Array;
}

export function hermitianProblem(size: number): HermitianProblem {
  const square = () => new Float64Array(size * size);
  return {
    size,
    re: square(),
    im: square(),
    vectorRe: square(),
    vectorIm: square(),
    energies: new Float64Array(size),
  };
}

/**
 * Solves by cyclic Jacobi rotations; the matrix is used up. Both triangles must be filled. For the
 * few orbitals of a band model this is faster than a general library call and, unlike it, needs
 * no doubled real matrix.
 */
export function diagonalise(problem: HermitianProblem): void {
  const { size, re, im, vectorRe, vectorIm } = problem;
  vectorRe.fill(0);
  vectorIm.fill(0);
  let scale = 0;
  for (let i = 0; i < size; i++) vectorRe[i * size + i] = 1;
  for (let i = 0; i < size * size; i++) scale += re[i] * re[i] + im[i] * im[i];
  const negligible = SMALL * SMALL * scale;
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const at = p * size + q;
        if (re[at] * re[at] + im[at] * im[at] <= negligible) continue;
        rotate(problem, p, q);
        rotated = true;
      }
    }
    if (!rotated) break;
  }
  sortStates(problem);
}

/** Brings the element (p, q) to zero by a unitary rotation of the two states. */
function rotate(
  { size, re, im, vectorRe, vectorIm }: HermitianProblem,
  p: number,
  q: number,
): void {
  const at = p * size + q;
  const magnitude = Math.hypot(re[at], im[at]);
  const cosPhase = re[at] / magnitude;
  const sinPhase = im[at] / magnitude;
  const theta = (re[q * size + q] - re[p * size + p]) / (2 * magnitude);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  // New states: |p'> = c|p> − s e^{−iφ}|q>, |q'> = s e^{iφ}|p> + c|q>, φ the phase of H[p][q].
  for (let row = 0; row < size; row++) {
    turnPair(re, im, row * size + p, row * size + q, c, s, cosPhase, sinPhase);
    turnPair(vectorRe, vectorIm, row * size + p, row * size + q, c, s, cosPhase, sinPhase);
  }
  for (let column = 0; column < size; column++) {
    turnPair(re, im, p * size + column, q * size + column, c, s, cosPhase, -sinPhase);
  }
}

function turnPair(
  re: Float64Array,
  im: Float64Array,
  p: number,
  q: number,
  c: number,
  s: number,
  cosPhase: number,
  sinPhase: number,
): void {
  const pRe = re[p];
  const pIm = im[p];
  const qRe = re[q];
  const qIm = im[q];
  re[p] = c * pRe - s * (qRe * cosPhase + qIm * sinPhase);
  im[p] = c * pIm - s * (qIm * cosPhase - qRe * sinPhase);
  re[q] = c * qRe + s * (pRe * cosPhase - pIm * sinPhase);
  im[q] = c * qIm + s * (pIm * cosPhase + pRe * sinPhase);
}

function sortStates({ size, re, vectorRe, vectorIm, energies }: HermitianProblem): void {
  for (let i = 0; i < size; i++) energies[i] = re[i * size + i];
  for (let i = 1; i < size; i++) {
    for (let j = i; j > 0 && energies[j] < energies[j - 1]; j--) {
      swap(energies, j, j - 1);
      for (let row = 0; row < size; row++) {
        swap(vectorRe, row * size + j, row * size + j - 1);
        swap(vectorIm, row * size + j, row * size + j - 1);
      }
    }
  }
}

function swap(values: Float64Array, a: number, b: number): void {
  const kept = values[a];
  values[a] = values[b];
  values[b] = kept;
}
