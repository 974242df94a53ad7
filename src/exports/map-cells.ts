import { Delaunay } from 'd3-delaunay';
import { lengthFactor } from '#core/map/map-motors';
import { findScanGrid, type ScanGrid } from '#core/map/scan-grid';
import { scanSites, type Site } from '#core/map/sites';
import { quantityNames, type QuantityName } from '#shared/quantities';
import type { ReportPoint, ScanReport } from './scan-report';

export type Place = [number, number];

/** One place of the map as it is drawn and exported. */
export interface MapCell {
  x: number;
  y: number;
  /** Raster cell; both 0 on scattered positions. */
  column: number;
  row: number;
  /** The latest point measured here. */
  point: ReportPoint;
  /** Of the latest point, or the mean over all measured here, as the settings say. */
  quantities: Record<QuantityName, number>;
  /** Corners in stage units: half a step around the position, or the Voronoi cell. */
  outline: Place[];
}

export interface CellMap {
  /** Null below two distinct positions. */
  grid: ScanGrid | null;
  cells: MapCell[];
  /** Extent of the cells, stage units. */
  extent: { x: [number, number]; y: [number, number] };
}

/** Largest raster exported as a picture of pixels; beyond it positions are listed. */
const MAXIMUM_RASTER_CELLS = 4_000_000;
/** Side of the one cell there is before a second position tells the step. */
const LONE_CELL_UM = 10;
/** Corners of the polygon that bounds a lone cell, and its radius in steps. */
const BOUND_CORNERS = 16;
const BOUND_RADIUS = 0.75;

/** The cells of a scan; null when no point has a position. */
export function mapCells(report: ScanReport): CellMap | null {
  const points = report.points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  if (points.length === 0) return null;
  const x = points.map((point) => point.x);
  const y = points.map((point) => point.y);
  const found = findScanGrid(x, y);
  const grid =
    found !== null && isTooLarge(found) ? { kind: 'scattered' as const, step: found.step } : found;
  const mean = report.settings.repeatedPoints === 'mean';
  const sites = scanSites(
    {
      ids: points.map(({ id }) => id),
      x,
      y,
      score: points.map(({ quantities }) => quantities.mls),
      uncertainty: points.map(({ quantities }) => quantities.uncertainty),
    },
    grid ?? { kind: 'scattered', step: { x: 1, y: 1 } },
    report.settings.repeatedPoints,
  );
  const byId = new Map(points.map((point) => [point.id, point]));
  const outlines = cellOutlines(sites, grid, report.derived.axes.x.unit);
  const cells = sites.flatMap((site, index) => {
    const point = byId.get(site.pointId);
    if (point === undefined) return [];
    const members = mean ? site.pointIds.flatMap((id) => byId.get(id) ?? []) : [point];
    const { x: cellX, y: cellY, column, row } = site;
    return {
      x: cellX,
      y: cellY,
      column,
      row,
      point,
      quantities: meanQuantities(members),
      outline: outlines[index],
    };
  });
  return { grid, cells, extent: extentOf(cells) };
}

function isTooLarge(grid: ScanGrid): boolean {
  return grid.kind === 'raster' && grid.columns.count * grid.rows.count > MAXIMUM_RASTER_CELLS;
}

function meanQuantities(members: readonly ReportPoint[]): Record<QuantityName, number> {
  return Object.fromEntries(
    quantityNames.map((name) => [
      name,
      // A label has no mean.
      name === 'domain'
        ? (members.at(-1)?.quantities[name] ?? NaN)
        : members.reduce((sum, { quantities }) => sum + quantities[name], 0) / members.length,
    ]),
  ) as Record<QuantityName, number>;
}

function cellOutlines(sites: readonly Site[], grid: ScanGrid | null, unit: string): Place[][] {
  if (grid === null) {
    const half = (LONE_CELL_UM / 2) * (lengthFactor('um', unit) ?? 1);
    return sites.map((site) => rectangle(site.x, site.y, half, half));
  }
  if (grid.kind === 'raster') {
    const { columns, rows, step } = grid;
    return sites.map(({ column, row }) =>
      rectangle(
        columns.start + column * columns.step,
        rows.start + row * rows.step,
        step.x / 2,
        step.y / 2,
      ),
    );
  }
  return voronoiOutlines(sites, grid.step);
}

function rectangle(x: number, y: number, halfWidth: number, halfHeight: number): Place[] {
  return [
    [x - halfWidth, y - halfHeight],
    [x + halfWidth, y - halfHeight],
    [x + halfWidth, y + halfHeight],
    [x - halfWidth, y + halfHeight],
  ];
}

/** Voronoi cells, each within reach of its position so that none covers ground nobody measured. */
function voronoiOutlines(sites: readonly Site[], step: { x: number; y: number }): Place[][] {
  const xs = sites.map(({ x }) => x);
  const ys = sites.map(({ y }) => y);
  const voronoi = Delaunay.from(
    sites,
    (site) => site.x,
    (site) => site.y,
  ).voronoi([
    minimumOf(xs) - step.x,
    minimumOf(ys) - step.y,
    maximumOf(xs) + step.x,
    maximumOf(ys) + step.y,
  ]);
  return sites.map(({ x, y }, index) => {
    const bound = Array.from({ length: BOUND_CORNERS }, (_, corner): Place => {
      const angle = (2 * Math.PI * corner) / BOUND_CORNERS;
      return [
        x + BOUND_RADIUS * step.x * Math.cos(angle),
        y + BOUND_RADIUS * step.y * Math.sin(angle),
      ];
    });
    // No cell where two places coincide to rounding: the bound alone stands for it.
    const cell = voronoi.cellPolygon(index) as Place[] | null;
    return cell === null ? bound : clipConvex(cell.slice(0, -1), bound);
  });
}

/** Sutherland–Hodgman: the part of a convex polygon inside a convex, anticlockwise one. */
function clipConvex(polygon: Place[], bound: readonly Place[]): Place[] {
  let kept = polygon;
  for (let i = 0; i < bound.length && kept.length > 0; i++) {
    const [ax, ay] = bound[i];
    const [bx, by] = bound[(i + 1) % bound.length];
    const side = ([x, y]: Place) => (bx - ax) * (y - ay) - (by - ay) * (x - ax);
    kept = kept.flatMap((corner, index) => {
      const previous = kept[(index + kept.length - 1) % kept.length];
      const here = side(corner);
      const before = side(previous);
      const crosses = here < 0 !== before < 0;
      const share = before / (before - here);
      const crossing: Place = [
        previous[0] + share * (corner[0] - previous[0]),
        previous[1] + share * (corner[1] - previous[1]),
      ];
      return [...(crosses ? [crossing] : []), ...(here >= 0 ? [corner] : [])];
    });
  }
  return kept;
}

function extentOf(cells: readonly MapCell[]): CellMap['extent'] {
  const corners = cells.flatMap(({ outline }) => outline);
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return { x: [minimumOf(xs), maximumOf(xs)], y: [minimumOf(ys), maximumOf(ys)] };
}

/** Not Math.min(...values): scans have more points than a call takes arguments. */
function minimumOf(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}

function maximumOf(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}
