import { describe, expect, it } from 'vitest';
import { neighbourTowards } from './neighbours';

/** A raster of 4 columns and 3 rows with a little scatter. */
const x = Array.from({ length: 12 }, (_, id) => (id % 4) * 0.1 + (id % 3) * 0.002);
const y = Array.from({ length: 12 }, (_, id) => Math.floor(id / 4) * 5 + (id % 2) * 0.1);
const points = { x, y, length: 12 };
const step = { x: 0.1, y: 5 };

describe('neighbourTowards', () => {
  it('moves to the next point straight ahead', () => {
    expect(neighbourTowards(points, 5, { axis: 'x', sign: 1 }, step)).toBe(6);
    expect(neighbourTowards(points, 5, { axis: 'x', sign: -1 }, step)).toBe(4);
    expect(neighbourTowards(points, 5, { axis: 'y', sign: 1 }, step)).toBe(9);
    expect(neighbourTowards(points, 5, { axis: 'y', sign: -1 }, step)).toBe(1);
  });

  it('stops at the edge', () => {
    expect(neighbourTowards(points, 3, { axis: 'x', sign: 1 }, step)).toBeNull();
  });

  it('passes over points that were not measured', () => {
    const gap = { x: [0, 3], y: [0, 0], length: 2 };
    expect(neighbourTowards(gap, 0, { axis: 'x', sign: 1 }, { x: 1, y: 1 })).toBe(1);
  });
});
