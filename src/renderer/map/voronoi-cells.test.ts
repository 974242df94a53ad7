import { describe, expect, it } from 'vitest';
import { voronoiCells } from './voronoi-cells';

const unit = { x: 1, y: 1 };

/** Area of a polygon given as [x0, y0, x1, y1, …], shoelace formula. */
function area(polygon: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < polygon.length; at += 2) {
    const next = (at + 2) % polygon.length;
    sum += polygon[at] * polygon[next + 1] - polygon[next] * polygon[at + 1];
  }
  return Math.abs(sum) / 2;
}

describe('voronoiCells', () => {
  it('gives a lone point a cell no larger than its surroundings', () => {
    const { polygons } = voronoiCells([5], [3], 1, { x: 2, y: 0.5 });
    expect(polygons.map(area)).toEqual([4]);
  });

  it('splits the plane between neighbours', () => {
    const { polygons } = voronoiCells([0, 1], [0, 0], 2, unit);
    // Each reaches one step away from the other and half a step towards it.
    expect(area(polygons[0])).toBeCloseTo(1.5 * 2, 9);
    expect(area(polygons[1])).toBeCloseTo(1.5 * 2, 9);
  });

  it('finds the point whose cell holds a place, and none far from all', () => {
    const cells = voronoiCells([0, 1, 0], [0, 0, 1], 3, unit);
    expect(cells.pointAt(0.1, 0.1)).toBe(0);
    expect(cells.pointAt(0.8, 0)).toBe(1);
    expect(cells.pointAt(5, 5)).toBeNull();
  });

  it('lets the latest of repeated points have the cell and leaves out unknown positions', () => {
    const cells = voronoiCells([0, 2, 0, NaN], [0, 0, 0, 1], 4, unit);
    expect([...cells.ids].sort()).toEqual([1, 2]);
    expect(cells.pointAt(0, 0)).toBe(2);
  });

  it('has no cells without points', () => {
    const cells = voronoiCells([], [], 0, unit);
    expect(cells.polygons).toEqual([]);
    expect(cells.pointAt(0, 0)).toBeNull();
  });
});
