import { Delaunay } from 'd3-delaunay';
import { findAxisLevels, nearestLevel, type AxisLevels } from './axis-levels';

/**
 * How the points of a scan lie on the sample. On a `raster` every point has a column
 * and a row; `scattered` positions are used as they are, never forced onto a raster.
 */
export type ScanGrid =
  | {
      kind: 'raster';
      columns: AxisLevels;
      rows: AxisLevels;
      /** Distance between neighbours, stage units. */
      step: { x: number; y: number };
    }
  | { kind: 'scattered'; step: { x: number; y: number } };

/** Scatter across a line of points, in steps along it, that still is one line. */
const LINE_SCATTER = 0.3;

/**
 * The grid of positions (`x[i]`, `y[i]`), all finite, stage units; null below two
 * distinct positions. Independent of the order of the points.
 */
export function findScanGrid(x: ArrayLike<number>, y: ArrayLike<number>): ScanGrid | null {
  let columns = findAxisLevels(x);
  let rows = findAxisLevels(y);
  // Along a single line the coordinate across it holds only the stage's scatter.
  if (isOneLine(columns, x.length)) rows = singleLevel(y, columns.step) ?? rows;
  else if (isOneLine(rows, x.length)) columns = singleLevel(x, rows.step) ?? columns;
  if (columns !== null && rows !== null) {
    if (columns.count === 1 && rows.count === 1) return null;
    if (isFilledRaster(columns, rows, x, y)) {
      // A single line has no step across it; its pixels are drawn square.
      const step = { x: columns.step || rows.step, y: rows.step || columns.step };
      return { kind: 'raster', columns, rows, step };
    }
  }
  const spacing = typicalSpacing(x, y);
  return spacing === null ? null : { kind: 'scattered', step: { x: spacing, y: spacing } };
}

/** Column and row of a position on a raster. */
export function rasterCell(
  grid: Extract<ScanGrid, { kind: 'raster' }>,
  x: number,
  y: number,
): { column: number; row: number } {
  return { column: nearestLevel(grid.columns, x).index, row: nearestLevel(grid.rows, y).index };
}

/** The one length that stands for a step where a single number is needed: √(step x · step y). */
export function meanStep(grid: ScanGrid): number {
  return Math.sqrt(grid.step.x * grid.step.y);
}

/** True when the points cannot have been measured on more than one line along `levels`. */
function isOneLine(levels: AxisLevels | null, points: number): levels is AxisLevels {
  return levels !== null && levels.step > 0 && points <= levels.count;
}

/** One level at the mean of `values` when they scatter by less than part of `step`; null otherwise. */
function singleLevel(values: ArrayLike<number>, step: number): AxisLevels | null {
  let minimum = Infinity;
  let maximum = -Infinity;
  const count = values.length;
  for (let i = 0; i < count; i++) {
    minimum = Math.min(minimum, values[i]);
    maximum = Math.max(maximum, values[i]);
  }
  if (maximum - minimum > LINE_SCATTER * step) return null;
  return { start: (minimum + maximum) / 2, step: 0, count: 1 };
}

/** A scan along a diagonal has levels on both axes, yet is no raster: it leaves nearly all cells empty. */
function isFilledRaster(
  columns: AxisLevels,
  rows: AxisLevels,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): boolean {
  const cells = new Set<number>();
  for (let i = 0; i < x.length; i++) {
    cells.add(nearestLevel(rows, y[i]).index * columns.count + nearestLevel(columns, x[i]).index);
  }
  const shorter = Math.min(columns.count, rows.count);
  return shorter <= 2 || cells.size > 1.5 * Math.max(columns.count, rows.count);
}

/** Median length of the shortest Delaunay edge at each distinct position; null below two. */
function typicalSpacing(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  const coordinates = new Float64Array(2 * x.length);
  for (let i = 0; i < x.length; i++) {
    coordinates[2 * i] = x[i];
    coordinates[2 * i + 1] = y[i];
  }
  const delaunay = new Delaunay(coordinates);
  const shortest: number[] = [];
  for (let i = 0; i < x.length; i++) {
    let length = Infinity;
    for (const j of delaunay.neighbors(i)) {
      const distance = Math.hypot(x[i] - x[j], y[i] - y[j]);
      if (distance > 0) length = Math.min(length, distance);
    }
    if (length < Infinity) shortest.push(length);
  }
  if (shortest.length === 0) return null;
  shortest.sort((a, b) => a - b);
  return shortest[Math.floor(shortest.length / 2)];
}
