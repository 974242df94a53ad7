import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInRegion } from './map-region';

const coordinate = fc.integer({ min: -50, max: 50 });

describe('an area of the map', () => {
  it('holds the same points as a rectangle and as a polygon of its corners, edges included', () => {
    fc.assert(
      fc.property(
        fc.tuple(coordinate, coordinate),
        fc.tuple(coordinate, coordinate),
        fc.tuple(coordinate, coordinate),
        ([x0, x1], [y0, y1], [x, y]) => {
          fc.pre(x0 !== x1 && y0 !== y1);
          const rectangle = {
            kind: 'rectangle',
            x: [x0, x1] as [number, number],
            y: [y0, y1] as [number, number],
          } as const;
          const corners = [
            [x0, y0],
            [x1, y0],
            [x1, y1],
            [x0, y1],
          ] as [number, number][];
          const inside = isInRegion(rectangle, x, y);
          expect(isInRegion({ kind: 'polygon', vertices: corners }, x, y)).toBe(inside);
          const within = (value: number, a: number, b: number) =>
            value >= Math.min(a, b) && value <= Math.max(a, b);
          expect(inside).toBe(within(x, x0, x1) && within(y, y0, y1));
        },
      ),
    );
  });

  it('leaves out the notch of an L and points without a position', () => {
    const vertices: [number, number][] = [
      [0, 0],
      [4, 0],
      [4, 1],
      [1, 1],
      [1, 4],
      [0, 4],
    ];
    const held = (x: number, y: number) => isInRegion({ kind: 'polygon', vertices }, x, y);
    expect([held(0.5, 3), held(3, 0.5), held(1, 1)]).toEqual([true, true, true]);
    expect([held(2, 2), held(-0.1, 0), held(5, 0.5)]).toEqual([false, false, false]);
    expect(held(NaN, 1)).toBe(false);
  });
});
