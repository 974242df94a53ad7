import { createPositionIndex } from './position-index';
import { meanStep, rasterCell, type ScanGrid } from './scan-grid';

/** The scored points of a scan as columns; every position and score is finite. */
export interface ScoredPoints {
  ids: ArrayLike<number>;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** Expected score and its standard deviation. */
  score: ArrayLike<number>;
  uncertainty: ArrayLike<number>;
}

/** One place on the sample: a point, or all points measured there. */
export interface Site {
  /** The latest point measured here (largest id). */
  pointId: number;
  /** Every point measured here, ids ascending. */
  pointIds: number[];
  x: number;
  y: number;
  score: number;
  uncertainty: number;
  /** Raster cell; both 0 on scattered positions. */
  column: number;
  row: number;
}

/** Scattered positions closer than this, in steps, are one place measured twice. */
const SAME_PLACE = 0.02;

/**
 * The places of a scan, sorted by position so that everything computed from them is
 * the same whatever the order of arrival. A place measured twice shows its latest
 * point or the mean of all.
 */
export function scanSites(
  points: ScoredPoints,
  grid: ScanGrid,
  repeated: 'latest' | 'mean',
): Site[] {
  const groups = grid.kind === 'raster' ? cellGroups(points, grid) : placeGroups(points, grid);
  const sites = groups.map((members) => {
    members.sort((a, b) => points.ids[a] - points.ids[b]);
    const shown = repeated === 'latest' ? members.slice(-1) : members;
    const x = meanOf(points.x, shown);
    const y = meanOf(points.y, shown);
    const { column, row } = grid.kind === 'raster' ? rasterCell(grid, x, y) : NO_CELL;
    return {
      pointId: points.ids[members[members.length - 1]],
      pointIds: members.map((index) => points.ids[index]),
      x,
      y,
      score: meanOf(points.score, shown),
      uncertainty: meanOf(points.uncertainty, shown),
      column,
      row,
    };
  });
  return sites.sort((a, b) => a.row - b.row || a.column - b.column || a.y - b.y || a.x - b.x);
}

const NO_CELL = { column: 0, row: 0 };

function meanOf(column: ArrayLike<number>, indices: readonly number[]): number {
  if (indices.length === 1) return column[indices[0]];
  return indices.reduce((sum, index) => sum + column[index], 0) / indices.length;
}

function cellGroups(points: ScoredPoints, grid: Extract<ScanGrid, { kind: 'raster' }>): number[][] {
  const groups = new Map<number, number[]>();
  for (let i = 0; i < points.ids.length; i++) {
    const { column, row } = rasterCell(grid, points.x[i], points.y[i]);
    const key = row * grid.columns.count + column;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [i]);
    else group.push(i);
  }
  return [...groups.values()];
}

function placeGroups(points: ScoredPoints, grid: ScanGrid): number[][] {
  const radius = SAME_PLACE * meanStep(grid);
  const index = createPositionIndex(points.x, points.y, meanStep(grid));
  const order = Array.from({ length: points.ids.length }, (_, i) => i).sort(
    (a, b) => points.y[a] - points.y[b] || points.x[a] - points.x[b],
  );
  const taken = new Uint8Array(points.ids.length);
  const groups: number[][] = [];
  for (const i of order) {
    if (taken[i] !== 0) continue;
    const group: number[] = [];
    index.forEachWithin(points.x[i], points.y[i], radius, (j) => {
      if (taken[j] !== 0) return;
      taken[j] = 1;
      group.push(j);
    });
    groups.push(group);
  }
  return groups;
}
