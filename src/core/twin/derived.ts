import { resampled } from './table/interpolation';
import type { ScanTable } from './table/scan-table';

/** Values on a grid: one row a line of the second axis, all at the same places of the first. */
export interface LineGrid {
  x: Float64Array;
  /** Places of the lines, ascending. */
  at: Float64Array;
  rows: Float64Array[];
}

/** Turns what the table holds into the units of |ΔS_M|. */
export interface MagneticUnits {
  /** Tesla in one unit of the second axis: 1e-4 for Oe. */
  teslaPerUnit: number;
  /** emu in one unit of the value. */
  emuPerUnit: number;
  /** Mass of the sample in mg; null: the answer is that of the whole sample, in mJ/K. */
  massMg: number | null;
}

/** Evenly spaced places that every line of a table covers, as many as its lines have in the middle. */
export function commonPlaces({ lines }: ScanTable): Float64Array {
  const from = Math.max(...lines.map(({ x }) => x[0]));
  const to = Math.min(...lines.map(({ x }) => x[x.length - 1]));
  const counts = lines.map(({ x }) => x.length).sort((a, b) => a - b);
  const count = Math.max(2, counts[counts.length >> 1]);
  return Float64Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
}

/** The measured lines of a table on common places, straight lines between their points. */
export function measuredGrid(table: ScanTable, x = commonPlaces(table)): LineGrid {
  return {
    x,
    at: Float64Array.from(table.lines, ({ at }) => at),
    rows: table.lines.map((line) => resampled(line.x, line.value, x)),
  };
}

/** ∂value/∂x of one line: central differences, one-sided at the ends. */
export function slopeAlong(x: ArrayLike<number>, values: ArrayLike<number>): Float64Array {
  const last = x.length - 1;
  return Float64Array.from({ length: x.length }, (_, i) => {
    const before = Math.max(0, i - 1);
    const after = Math.min(last, i + 1);
    return (values[after] - values[before]) / (x[after] - x[before]);
  });
}

/**
 * ∫ row d(at) from the first line to `to`, by the trapezoidal rule at every place; the last piece
 * ends between two lines where `to` lies there.
 */
export function integralAcross(
  at: ArrayLike<number>,
  rows: readonly Float64Array[],
  to: number,
): Float64Array {
  const sum = new Float64Array(rows[0].length);
  for (let line = 0; line + 1 < rows.length && at[line] < to; line++) {
    const width = at[line + 1] - at[line];
    const share = Math.min(1, (to - at[line]) / width);
    for (let i = 0; i < sum.length; i++) {
      const end = rows[line][i] + share * (rows[line + 1][i] - rows[line][i]);
      sum[i] += 0.5 * share * width * (rows[line][i] + end);
    }
  }
  return sum;
}

/**
 * |ΔS_M|(T, 0 → H) = | ∫ (∂M/∂T) dμ₀H |, the first axis being the temperature in K and the second
 * the field: J/(kg K) with the sample's mass (1 emu = 1e-3 J/T), else mJ/K of the sample. The
 * integral begins at the first line, below which nothing is known.
 */
export function entropyChange(grid: LineGrid, to: number, units: MagneticUnits): Float64Array {
  const slopes = grid.rows.map((row) => slopeAlong(grid.x, row));
  // emu = 1e-3 J/T = 1 mJ/T; over the mass in mg this is 1e3 J/(T kg).
  const factor =
    units.emuPerUnit * units.teslaPerUnit * (units.massMg === null ? 1 : 1000 / units.massMg);
  return integralAcross(grid.at, slopes, to).map((one) => Math.abs(factor * one));
}

/** What is to be derived, with all it needs. */
export type Derivation =
  | { kind: 'entropy-change'; to: number; units: MagneticUnits }
  | { kind: 'slope-along'; line: number }
  | { kind: 'integral-across'; to: number };

/** A derived quantity along the first axis. */
export function derive(grid: LineGrid, derivation: Derivation): Float64Array {
  switch (derivation.kind) {
    case 'entropy-change':
      return entropyChange(grid, derivation.to, derivation.units);
    case 'slope-along':
      return slopeAlong(grid.x, grid.rows[derivation.line]);
    case 'integral-across':
      return integralAcross(grid.at, grid.rows, derivation.to);
  }
}
