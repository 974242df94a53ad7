import { Delaunay } from 'd3-delaunay';

/** Reach of a cell from its point along each axis, in steps: beyond it nothing was measured. */
const CELL_REACH_STEPS = 1;

/** Cells of scattered points, and the search for the point under the cursor. */
export interface VoronoiCells {
  /** Ids of the points that have a cell, and each one's polygon as [x0, y0, x1, y1, …]. */
  ids: Int32Array;
  polygons: Float64Array[];
  /** The point whose cell holds (x, y), or null. */
  pointAt: (x: number, y: number) => number | null;
}

type Edge = (x: number, y: number) => number;

/** The part of a polygon where `inside` is not negative (Sutherland and Hodgman's clipping step). */
function clipped(polygon: number[], inside: Edge): number[] {
  const result: number[] = [];
  for (let index = 0; index < polygon.length; index += 2) {
    const next = (index + 2) % polygon.length;
    const [x, y, nextX, nextY] = [
      polygon[index],
      polygon[index + 1],
      polygon[next],
      polygon[next + 1],
    ];
    const here = inside(x, y);
    const there = inside(nextX, nextY);
    if (here >= 0) result.push(x, y);
    if (here >= 0 !== there >= 0) {
      const share = here / (here - there);
      result.push(x + (nextX - x) * share, y + (nextY - y) * share);
    }
  }
  return result;
}

/**
 * Voronoi cells of the first `length` points, each no larger than its point's
 * surroundings. Of points measured twice at one position the latest has the cell.
 */
export function voronoiCells(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  length: number,
  step: { x: number; y: number },
): VoronoiCells {
  const latestAt = new Map<string, number>();
  for (let id = 0; id < length; id++) {
    if (Number.isFinite(x[id]) && Number.isFinite(y[id])) latestAt.set(`${x[id]} ${y[id]}`, id);
  }
  const ids = Int32Array.from(latestAt.values());
  // In units of steps, so that neither axis's unit decides what is near.
  const places = new Float64Array(ids.length * 2);
  ids.forEach((id, index) => {
    places[2 * index] = x[id] / step.x;
    places[2 * index + 1] = y[id] / step.y;
  });
  const delaunay = new Delaunay(places);
  const box = boundingBox(places);
  const voronoi = delaunay.voronoi(box);
  const polygons = Array.from(ids, (_, index) => {
    const [placeX, placeY] = [places[2 * index], places[2 * index + 1]];
    let polygon = (voronoi.cellPolygon(index) ?? []).slice(0, -1).flat();
    for (const side of [1, -1]) {
      polygon = clipped(polygon, (px) => CELL_REACH_STEPS - side * (px - placeX));
      polygon = clipped(polygon, (_px, py) => CELL_REACH_STEPS - side * (py - placeY));
    }
    return Float64Array.from(polygon, (value, at) => value * (at % 2 ? step.y : step.x));
  });
  return {
    ids,
    polygons,
    pointAt(px, py) {
      if (ids.length === 0) return null;
      const found = delaunay.find(px / step.x, py / step.y);
      const near =
        Math.abs(px / step.x - places[2 * found]) <= CELL_REACH_STEPS &&
        Math.abs(py / step.y - places[2 * found + 1]) <= CELL_REACH_STEPS;
      return near ? ids[found] : null;
    },
  };
}

function boundingBox(places: Float64Array): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let index = 0; index < places.length; index += 2) {
    box[0] = Math.min(box[0], places[index] - CELL_REACH_STEPS);
    box[1] = Math.min(box[1], places[index + 1] - CELL_REACH_STEPS);
    box[2] = Math.max(box[2], places[index] + CELL_REACH_STEPS);
    box[3] = Math.max(box[3], places[index + 1] + CELL_REACH_STEPS);
  }
  return places.length ? box : [0, 0, 1, 1];
}
