import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fittingViewport,
  paneProjection,
  visibleBounds,
  zoomedViewport,
  type Bounds,
} from './viewport';

const bounds: Bounds = { minimumU: 0, maximumU: 4, minimumV: 10, maximumV: 12 };
const size = { width: 400, height: 400 };

describe('fittingViewport', () => {
  it('shows equal lengths equally long and all of the map', () => {
    const viewport = fittingViewport(bounds, size, 'real');
    expect(viewport.unitsPerPixelU).toBe(viewport.unitsPerPixelV);
    expect(visibleBounds(viewport, size)).toEqual({
      minimumU: 0,
      maximumU: 4,
      minimumV: 9,
      maximumV: 13,
    });
  });

  it('fills the pane when the axes have different units', () => {
    expect(visibleBounds(fittingViewport(bounds, size, 'free'), size)).toEqual(bounds);
  });

  it('fills the pane for a line where asked, and only for a line', () => {
    const line: Bounds = { minimumU: 0, maximumU: 40, minimumV: 0, maximumV: 1 };
    expect(visibleBounds(fittingViewport(line, size, 'real-unless-line'), size)).toEqual(line);
    const viewport = fittingViewport(bounds, size, 'real-unless-line');
    expect(viewport.unitsPerPixelU).toBe(viewport.unitsPerPixelV);
  });
});

describe('zoomedViewport', () => {
  it('holds the position under the cursor', () => {
    const before = fittingViewport(bounds, size, 'real');
    const after = zoomedViewport(before, 3, 1, 11);
    const orientation = { flipX: false, flipY: false, swapAxes: false };
    const place = paneProjection(visibleBounds(before, size), size, orientation).toPixel(1, 11);
    const held = paneProjection(visibleBounds(after, size), size, orientation).toPixel(1, 11);
    expect(held.left).toBeCloseTo(place.left, 9);
    expect(held.top).toBeCloseTo(place.top, 9);
    expect(after.unitsPerPixelU).toBeCloseTo(before.unitsPerPixelU / 3, 12);
  });
});

describe('paneProjection', () => {
  it('runs u to the right and v upwards, and turns each round on its own', () => {
    const upright = { flipX: false, flipY: false, swapAxes: false };
    expect(paneProjection(bounds, size, upright).toPixel(0, 10)).toEqual({ left: 0, top: 400 });
    const flipped = { flipX: true, flipY: true, swapAxes: false };
    expect(paneProjection(bounds, size, flipped).toPixel(0, 10)).toEqual({ left: 400, top: 0 });
  });

  it('finds the way back from any pixel', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.boolean(),
        fc.double({ min: 0, max: 400, noNaN: true }),
        fc.double({ min: 0, max: 400, noNaN: true }),
        (flipX, flipY, left, top) => {
          const projection = paneProjection(bounds, size, { flipX, flipY, swapAxes: false });
          const { u, v } = projection.toStage(left, top);
          const back = projection.toPixel(u, v);
          expect(back.left).toBeCloseTo(left, 6);
          expect(back.top).toBeCloseTo(top, 6);
        },
      ),
    );
  });
});
