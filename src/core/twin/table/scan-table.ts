import { SweetSpotError } from '#shared/errors';

/** One line of a scan over two axes: values along the first axis at one place of the second. */
export interface TableLine {
  /** Place on the second axis. */
  at: number;
  /** Places along the first axis, ascending, each once. */
  x: Float64Array;
  value: Float64Array;
}

/** What became of rows and lines that could not be used as they were. */
export interface TableLosses {
  /** Rows with a missing or infinite number. */
  rowsWithoutNumber: number;
  /** Rows at a place that another row of the line holds too: their values were averaged. */
  repeatedRows: number;
  /** Lines of a single point, by their place: no shape can be learned from them. */
  linesOfOnePoint: number[];
}

/** A table of two axes and a value, as lines in ascending order of the second axis. */
export interface ScanTable {
  lines: TableLine[];
  losses: TableLosses;
}

export interface TableColumns {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  value: ArrayLike<number>;
}

/**
 * Lines of a table given as columns of equal length, in any order. Rows whose second axis differs
 * by at most `lineTolerance` (units of that axis) belong to one line, which lies at their mean.
 *
 * @throws `invalid-request` with fewer than two lines of two points.
 */
export function scanTable(columns: TableColumns, lineTolerance = 0): ScanTable {
  const rows: number[] = [];
  for (let row = 0; row < columns.value.length; row++) {
    const isWhole = [columns.x[row], columns.y[row], columns.value[row]].every(Number.isFinite);
    if (isWhole) rows.push(row);
  }
  const losses: TableLosses = {
    rowsWithoutNumber: columns.value.length - rows.length,
    repeatedRows: 0,
    linesOfOnePoint: [],
  };
  const lines: TableLine[] = [];
  for (const group of rowsOfLines(columns, rows, lineTolerance)) {
    const line = lineOf(columns, group);
    losses.repeatedRows += group.length - line.x.length;
    if (line.x.length > 1) lines.push(line);
    else losses.linesOfOnePoint.push(line.at);
  }
  if (lines.length < 2) throw tooFewLines(lines.length, losses);
  return { lines, losses };
}

function tooFewLines(count: number, losses: TableLosses): SweetSpotError {
  const { linesOfOnePoint } = losses;
  const single = linesOfOnePoint.length;
  return new SweetSpotError(
    'invalid-request',
    `A twin needs at least two lines of two points or more; found ${count}` +
      (single === 0 ? '.' : ` and ${single} of a single point.`),
    {
      hint:
        single > 1
          ? 'Are the two axes the right way round? The first runs along a line, the second from line to line.'
          : 'Is the second axis the one that changes from line to line?',
    },
  );
}

function rowsOfLines({ y }: TableColumns, rows: number[], tolerance: number): number[][] {
  const sorted = [...rows].sort((a, b) => y[a] - y[b] || a - b);
  const groups: number[][] = [];
  for (const row of sorted) {
    const group = groups.at(-1);
    if (group !== undefined && y[row] - y[group[group.length - 1]] <= tolerance) group.push(row);
    else groups.push([row]);
  }
  return groups;
}

function lineOf({ x, y, value }: TableColumns, rows: number[]): TableLine {
  const sorted = [...rows].sort((a, b) => x[a] - x[b] || a - b);
  const places: number[] = [];
  const sums: number[] = [];
  const counts: number[] = [];
  for (const row of sorted) {
    const last = places.length - 1;
    if (last >= 0 && places[last] === x[row]) {
      sums[last] += value[row];
      counts[last]++;
    } else {
      places.push(x[row]);
      sums.push(value[row]);
      counts.push(1);
    }
  }
  return {
    at: rows.reduce((sum, row) => sum + y[row], 0) / rows.length,
    x: Float64Array.from(places),
    value: Float64Array.from(sums, (sum, i) => sum / counts[i]),
  };
}

/** The table without one of its lines. */
export function withoutLine(table: ScanTable, index: number): ScanTable {
  return { ...table, lines: table.lines.filter((_, i) => i !== index) };
}

/** Points of a table. */
export function pointCount(table: ScanTable): number {
  return table.lines.reduce((sum, { x }) => sum + x.length, 0);
}

/** Least and largest value, and the size of what lies between. */
export function valueRange(table: ScanTable): { least: number; largest: number; span: number } {
  let least = Infinity;
  let largest = -Infinity;
  for (const { value } of table.lines) {
    for (const one of value) {
      least = Math.min(least, one);
      largest = Math.max(largest, one);
    }
  }
  return { least, largest, span: largest - least };
}
