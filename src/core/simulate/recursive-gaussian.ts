/**
 * One damped oscillation of R. Deriche's fourth-order fit to the half Gaussian
 * (INRIA report 1893, 1993): e^(−t²/2) ≈ Σ (c cos ωt + s sin ωt) e^(−λt), within
 * 1e-3 of the peak for every t ≥ 0.
 */
const OSCILLATIONS = [
  { cosine: 1.68, sine: 3.735, frequency: 0.6318, decay: 1.783 },
  { cosine: -0.6803, sine: -0.2598, frequency: 1.997, decay: 1.723 },
] as const;

/** Second-order section y = n0 x + n1 x₋₁ + d1 y₋₁ + d2 y₋₂. */
interface Section {
  n0: number;
  n1: number;
  d1: number;
  d2: number;
}

function sectionsOf(sigmaPixels: number): [Section, Section] {
  const [first, second] = OSCILLATIONS.map(({ cosine, sine, frequency, decay }) => {
    const fall = Math.exp(-decay / sigmaPixels);
    const turn = Math.cos(frequency / sigmaPixels);
    const lift = Math.sin(frequency / sigmaPixels);
    return {
      n0: cosine,
      n1: fall * (sine * lift - cosine * turn),
      d1: 2 * fall * turn,
      d2: -fall * fall,
    };
  });
  return [first, second];
}

/** Weight of the kernel at distance 0, counted once by each direction of the recursion. */
const CENTRE_WEIGHT = OSCILLATIONS[0].cosine + OSCILLATIONS[1].cosine;

/** Scratch rows, grown once and reused by every blur. */
let scratch = new Float64Array(0);

function scratchRows(rowCount: number, length: number): Float64Array[] {
  if (scratch.length < rowCount * length) scratch = new Float64Array(rowCount * length);
  const rows = Array.from({ length: rowCount }, (_, index) =>
    scratch.subarray(index * length, (index + 1) * length),
  );
  for (const row of rows) row.fill(0);
  return rows;
}

/**
 * What a pass of the recursion does to the target: the forward pass starts it
 * (leaving out the centre weight, which the backward pass brings as well), the
 * backward pass adds to it.
 */
interface Pass {
  /** Factor on what the target holds already. */
  keep: 0 | 1;
  /** Weight of the pixel itself to leave out. */
  centre: number;
}
const FORWARD: Pass = { keep: 0, centre: CENTRE_WEIGHT };
const BACKWARD: Pass = { keep: 1, centre: 0 };

/** 1 / (what both passes make of a field of ones), per position: it undoes gain and edge losses. */
function inverseWeights(length: number, sections: [Section, Section]): Float64Array {
  const ones = new Float32Array(length).fill(1);
  const response = new Float32Array(length);
  const unscaled = new Float64Array(length).fill(1);
  passAlong(ones, response, 0, 1, sections, FORWARD, unscaled);
  passAlong(ones, response, length - 1, -1, sections, BACKWARD, unscaled);
  return Float64Array.from(response, (weight) => 1 / weight);
}

/** Gaussian blur along every row, by a forward and a backward recursion. */
export function recurseAlongRows(
  source: Float32Array,
  target: Float32Array,
  rowCount: number,
  columnCount: number,
  sigmaPixels: number,
): void {
  const sections = sectionsOf(sigmaPixels);
  const weights = inverseWeights(columnCount, sections);
  const unscaled = new Float64Array(columnCount).fill(1);
  for (let row = 0; row < rowCount; row++) {
    const start = row * columnCount;
    passAlong(source, target, start, 1, sections, FORWARD, unscaled);
    // The weights are symmetric, so they may be read from the far end too.
    passAlong(source, target, start + columnCount - 1, -1, sections, BACKWARD, weights);
  }
}

/** One pass over one row from index `first` in steps of ±1; `factors` scale the outcome. */
function passAlong(
  source: Float32Array,
  target: Float32Array,
  first: number,
  step: 1 | -1,
  sections: [Section, Section],
  { keep, centre }: Pass,
  factors: Float64Array,
): void {
  const { n0: pn0, n1: pn1, d1: pd1, d2: pd2 } = sections[0];
  const { n0: qn0, n1: qn1, d1: qd1, d2: qd2 } = sections[1];
  let a1 = 0;
  let a2 = 0;
  let b1 = 0;
  let b2 = 0;
  let previous = 0;
  for (let position = 0; position < factors.length; position++) {
    const index = first + step * position;
    const x = source[index];
    const a = pn0 * x + pn1 * previous + pd1 * a1 + pd2 * a2;
    const b = qn0 * x + qn1 * previous + qd1 * b1 + qd2 * b2;
    a2 = a1;
    a1 = a;
    b2 = b1;
    b1 = b;
    previous = x;
    target[index] = (keep * target[index] + a + b - centre * x) * factors[position];
  }
}

/** The last two outputs of both sections for every column; `shift` makes room for a new one. */
class ColumnStates {
  latest: [Float64Array, Float64Array];
  earlier: [Float64Array, Float64Array];

  constructor(columnCount: number) {
    const [a1, a2, b1, b2] = scratchRows(4, columnCount);
    this.latest = [a1, b1];
    this.earlier = [a2, b2];
  }

  shift(): void {
    [this.latest, this.earlier] = [this.earlier, this.latest];
  }
}

/** Gaussian blur down every column, all columns advancing together row by row. */
export function recurseDownColumns(
  source: Float32Array,
  target: Float32Array,
  rowCount: number,
  columnCount: number,
  sigmaPixels: number,
): void {
  const sections = sectionsOf(sigmaPixels);
  const weights = inverseWeights(rowCount, sections);
  let states = new ColumnStates(columnCount);
  for (let row = 0; row < rowCount; row++) {
    const start = row * columnCount;
    const previousStart = row > 0 ? start - columnCount : undefined;
    passDown(source, target, start, previousStart, sections, states, FORWARD, 1);
  }
  states = new ColumnStates(columnCount);
  for (let row = rowCount - 1; row >= 0; row--) {
    const start = row * columnCount;
    const previousStart = row < rowCount - 1 ? start + columnCount : undefined;
    passDown(source, target, start, previousStart, sections, states, BACKWARD, weights[row]);
  }
}

/** One row of a pass over all columns; `previousStart` is the row it comes from, if any. */
function passDown(
  source: Float32Array,
  target: Float32Array,
  start: number,
  previousStart: number | undefined,
  sections: [Section, Section],
  states: ColumnStates,
  { keep, centre }: Pass,
  factor: number,
): void {
  const { n0: pn0, d1: pd1, d2: pd2 } = sections[0];
  const { n0: qn0, d1: qd1, d2: qd2 } = sections[1];
  const pn1 = previousStart === undefined ? 0 : sections[0].n1;
  const qn1 = previousStart === undefined ? 0 : sections[1].n1;
  const before = previousStart ?? start;
  const [a1, b1] = states.latest;
  const [a2, b2] = states.earlier;
  for (let column = 0; column < a1.length; column++) {
    const index = start + column;
    const x = source[index];
    const previous = source[before + column];
    const a = pn0 * x + pn1 * previous + pd1 * a1[column] + pd2 * a2[column];
    const b = qn0 * x + qn1 * previous + qd1 * b1[column] + qd2 * b2[column];
    a2[column] = a;
    b2[column] = b;
    target[index] = (keep * target[index] + a + b - centre * x) * factor;
  }
  states.shift();
}
