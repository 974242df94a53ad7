import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { regionPath, thinnedVertices } from './region-outline';

describe('the outline of an area', () => {
  it('goes round the corners of a rectangle in pixels', () => {
    const toPixel = (x: number, y: number) => ({ left: 10 * x, top: 100 - 10 * y });
    expect(regionPath({ kind: 'rectangle', x: [1, 2], y: [3, 5] }, toPixel)).toBe(
      'M 10.0 70.0 L 20.0 70.0 L 20.0 50.0 L 10.0 50.0 Z',
    );
  });

  it('keeps as many vertices as allowed, in order, none twice', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 500 }), fc.integer({ min: 3, max: 60 }), (n, most) => {
        const kept = thinnedVertices(
          Array.from({ length: n }, (_, i) => i),
          most,
        );
        expect(kept).toHaveLength(Math.min(n, most));
        expect(kept[0]).toBe(0);
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
      }),
    );
  });
});
