import { contours } from 'd3-contour';
import { Delaunay } from 'd3-delaunay';
import type { ScanGrid } from './scan-grid';
import type { Site } from './sites';

/** A closed line of [x, y] in stage units: the first point is repeated at the end. */
export type Ring = [number, number][];

/** The outline crosses a link between a site inside and one outside within this part of it. */
const NEAREST_CROSSING = 0.3;

/** Sites of a raster by their cell. */
export interface CellIndex {
  /** Site in a cell; -1 where nothing was measured, and outside the raster. */
  siteAt: (column: number, row: number) => number;
}

export function createCellIndex(
  sites: readonly Site[],
  grid: Extract<ScanGrid, { kind: 'raster' }>,
): CellIndex {
  const columns = grid.columns.count;
  const rows = grid.rows.count;
  const cells = new Int32Array(columns * rows).fill(-1);
  sites.forEach(({ column, row }, i) => (cells[row * columns + column] = i));
  return {
    siteAt: (column, row) =>
      column < 0 || row < 0 || column >= columns || row >= rows
        ? -1
        : cells[row * columns + column],
  };
}

/**
 * Outline of a group of raster sites: the contour of the smoothed map where its excess
 * over the region's threshold is 0, kept between the group's sites and their neighbours
 * outside. `excess` is per site; `inGroup` marks the group; `scale` is an excess worth a step.
 */
export function rasterOutline(
  sites: readonly Site[],
  cells: CellIndex,
  group: { members: readonly number[]; inGroup: ArrayLike<number> },
  excess: ArrayLike<number>,
  grid: Extract<ScanGrid, { kind: 'raster' }>,
  scale: number,
): Ring[] {
  const { members, inGroup } = group;
  let firstColumn = Infinity;
  let lastColumn = -Infinity;
  let firstRow = Infinity;
  let lastRow = -Infinity;
  for (const i of members) {
    firstColumn = Math.min(firstColumn, sites[i].column);
    lastColumn = Math.max(lastColumn, sites[i].column);
    firstRow = Math.min(firstRow, sites[i].row);
    lastRow = Math.max(lastRow, sites[i].row);
  }
  const width = lastColumn - firstColumn + 3;
  const height = lastRow - firstRow + 3;
  // Bounded on both sides, so that a crossing keeps clear of either site.
  const largest = scale * (1 - NEAREST_CROSSING);
  const smallest = scale * NEAREST_CROSSING;
  const bounded = (value: number) => Math.min(largest, Math.max(smallest, value));
  const field = Array.from({ length: width * height }, (_, cell) => {
    const i = cells.siteAt(
      (cell % width) + firstColumn - 1,
      Math.floor(cell / width) + firstRow - 1,
    );
    if (i < 0) return -scale / 2;
    return inGroup[i] !== 0 ? bounded(excess[i]) : -bounded(-excess[i]);
  });
  const stepX = grid.step.x;
  const stepY = grid.step.y;
  // d3-contour puts the centre of the first pixel at (0.5, 0.5).
  const toStage = ([column, row]: number[]): [number, number] => [
    grid.columns.start + (column - 0.5 + firstColumn - 1) * stepX,
    grid.rows.start + (row - 0.5 + firstRow - 1) * stepY,
  ];
  return contours()
    .size([width, height])
    .contour(field, 0)
    .coordinates.flat()
    .map((ring) => ring.map(toStage));
}

/** Distance of the helper positions that bound the outermost cells, in steps. */
const HELPER_DISTANCE = 1.25;
const HELPERS_PER_SITE = 12;

/** Neighbours of scattered sites, and the cells around them. */
export interface SiteMesh {
  /** Sites whose cells touch. */
  neighbours: (site: number) => number[];
  /** Outline of the union of the cells of a group. */
  outline: (members: readonly number[], inGroup: ArrayLike<number>) => Ring[];
}

/**
 * Voronoi cells of scattered sites. Helper positions where nothing was measured bound
 * every cell to about half a step, so that no cell reaches across a gap or beyond the edge.
 * `isFree` tells whether a place is far from every site.
 */
export function createSiteMesh(
  sites: readonly Site[],
  step: number,
  isFree: (x: number, y: number, clearance: number) => boolean,
): SiteMesh {
  const radius = HELPER_DISTANCE * step;
  const coordinates: number[] = sites.flatMap((site) => [site.x, site.y]);
  for (const site of sites) {
    for (let k = 0; k < HELPERS_PER_SITE; k++) {
      const angle = (2 * Math.PI * k) / HELPERS_PER_SITE;
      const x = site.x + radius * Math.cos(angle);
      const y = site.y + radius * Math.sin(angle);
      if (isFree(x, y, radius * 0.999)) coordinates.push(x, y);
    }
  }
  const delaunay = new Delaunay(Float64Array.from(coordinates));
  const { triangles, halfedges } = delaunay;
  const { circumcenters } = delaunay.voronoi();

  const outline: SiteMesh['outline'] = (_, inGroup) => {
    const inside = (vertex: number) => vertex < sites.length && inGroup[vertex] !== 0;
    // Every triangle with vertices on both sides is passed exactly once: in across one edge, out across another.
    const following = new Map<number, number>();
    for (let edge = 0; edge < triangles.length; edge++) {
      const nextEdge = edge % 3 === 2 ? edge - 2 : edge + 1;
      if (halfedges[edge] < 0) continue;
      if (inside(triangles[edge]) && !inside(triangles[nextEdge])) {
        following.set(Math.floor(edge / 3), Math.floor(halfedges[edge] / 3));
      }
    }
    const rings: Ring[] = [];
    for (const start of following.keys()) {
      const ring: Ring = [];
      for (let triangle: number | undefined = start; triangle !== undefined;) {
        ring.push([circumcenters[2 * triangle], circumcenters[2 * triangle + 1]]);
        const next = following.get(triangle);
        following.delete(triangle);
        triangle = next;
      }
      if (ring.length >= 4) rings.push(ring);
    }
    return rings;
  };

  return {
    neighbours: (site) => [...delaunay.neighbors(site)].filter((other) => other < sites.length),
    outline,
  };
}

/** Enclosed area of closed rings: holes run the other way round and are subtracted. */
export function ringsArea(rings: readonly Ring[]): number {
  let twice = 0;
  for (const ring of rings) {
    for (let i = 0; i + 1 < ring.length; i++) {
      twice += ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
    }
  }
  return Math.abs(twice) / 2;
}

/** True where (x, y) lies inside closed rings; a place in a hole is outside. */
export function isInsideRings(rings: readonly Ring[], x: number, y: number): boolean {
  let inside = false;
  for (const ring of rings) {
    for (let i = 0; i + 1 < ring.length; i++) {
      const [x0, y0] = ring[i];
      const [x1, y1] = ring[i + 1];
      if (y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)) inside = !inside;
    }
  }
  return inside;
}
