import { describe, expect, it } from 'vitest';
import { enlargedExtent, plannedExtent } from './planned-extent';
import { Raster } from './raster';

const extent = { minimumX: 1, maximumX: 1.4, minimumY: -0.2, maximumY: 0 };
const step = { x: 0.1, y: 0.1 };

describe('Raster', () => {
  it('centres cells on positions and tolerates readback scatter', () => {
    const raster = new Raster(extent, step);
    expect([raster.columns, raster.rows]).toEqual([5, 3]);
    expect(raster.cellAt(1.13, -0.17)).toBe(1);
    expect(raster.cellAt(1.4, 0)).toBe(14);
    expect(raster.cellAt(1.46, 0)).toBeNull();
    expect(raster.cellAt(NaN, 0)).toBeNull();
  });

  it('refines an estimated step so that far columns stay in place', () => {
    const wide = new Raster(
      { minimumX: 0, maximumX: 511, minimumY: 0, maximumY: 0 },
      { x: 1.0008, y: 1 },
    );
    expect(wide.columns).toBe(512);
    expect(wide.cellAt(510, 0)).toBe(510);
  });

  it('shows the latest of repeated points, or their mean', () => {
    const raster = new Raster(extent, step);
    const values = [2, 6, NaN];
    const valueAt = (id: number) => values[id];
    const cell = raster.add(0, 1, 0)!;
    expect(raster.cellValue(cell, valueAt, 'mean')).toBe(2);
    raster.add(1, 1.01, 0);
    expect(raster.pointAt(cell)).toBe(1);
    expect(raster.cellValue(cell, valueAt, 'latest')).toBe(6);
    expect(raster.cellValue(cell, valueAt, 'mean')).toBe(4);
    raster.add(2, 1, 0.01);
    expect(raster.cellValue(cell, valueAt, 'mean')).toBe(4);
  });

  it('has no value where nothing was measured', () => {
    expect(new Raster(extent, step).cellValue(3, () => 1, 'latest')).toBeNaN();
  });
});

describe('enlargedExtent', () => {
  it('leaves out unknown positions', () => {
    expect(enlargedExtent(null, [NaN], [0], 0, 1)).toBeNull();
    expect(enlargedExtent(null, [NaN, 2, 1], [0, 3, 4], 0, 3)).toEqual({
      minimumX: 1,
      maximumX: 2,
      minimumY: 3,
      maximumY: 4,
    });
  });
});

describe('plannedExtent', () => {
  /** A serpentine raster, lines along x, going down from y = 0. */
  function serpentine(columns: number, length: number) {
    const x: number[] = [];
    const y: number[] = [];
    for (let id = 0; id < length; id++) {
      const row = Math.floor(id / columns);
      const column = id % columns;
      x.push(row % 2 ? columns - 1 - column : column);
      y.push(row ? -row : 0);
    }
    return { x, y };
  }

  const unit = { x: 1, y: 1 };

  it('reaches to the last line once the slow axis has moved', () => {
    const { x, y } = serpentine(6, 8);
    const measured = enlargedExtent(null, x, y, 0, 8)!;
    expect(plannedExtent(x, y, 8, measured, unit, 30)).toEqual({
      extent: { minimumX: 0, maximumX: 5, minimumY: -4, maximumY: 0 },
      isCertain: true,
    });
  });

  it('guesses a square before that, and says so', () => {
    const { x, y } = serpentine(6, 3);
    const measured = enlargedExtent(null, x, y, 0, 3)!;
    expect(plannedExtent(x, y, 3, measured, unit, 36)).toEqual({
      extent: { minimumX: 0, maximumX: 5, minimumY: 0, maximumY: 5 },
      isCertain: false,
    });
  });

  it('works along either axis', () => {
    const { x, y } = serpentine(4, 6);
    const measured = enlargedExtent(null, y, x, 0, 6)!;
    expect(plannedExtent(y, x, 6, measured, unit, 12)?.extent).toEqual({
      minimumX: -2,
      maximumX: 0,
      minimumY: 0,
      maximumY: 3,
    });
  });

  it('is not known from a single point', () => {
    expect(
      plannedExtent([0], [0], 1, { minimumX: 0, maximumX: 0, minimumY: 0, maximumY: 0 }, unit, 9),
    ).toBeNull();
  });
});
