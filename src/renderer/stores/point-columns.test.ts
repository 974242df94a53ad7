import { describe, expect, it } from 'vitest';
import { createPointBatch } from '#shared/points';
import { PointColumns } from './point-columns';

function batch(ids: number[], mls: number): ReturnType<typeof createPointBatch> {
  const points = createPointBatch(ids.length);
  points.ids.set(ids);
  points.x.set(ids.map((id) => id / 10));
  points.quantities.mls.fill(mls);
  return points;
}

describe('PointColumns', () => {
  it('appends points in any order and grows', () => {
    const columns = new PointColumns();
    expect(columns.apply(batch([1, 0], 3))).toBe(false);
    expect(columns.apply(batch([5000], 4))).toBe(false);
    expect(columns.length).toBe(5001);
    expect(columns.x[5000]).toBe(500);
    expect(columns.x[1]).toBeCloseTo(0.1, 12);
    expect(columns.quantities.mls[0]).toBe(3);
    expect(columns.quantities.mls[4000]).toBeNaN();
  });

  it('says when it rewrote points that were there', () => {
    const columns = new PointColumns();
    columns.apply(batch([0, 1], 3));
    expect(columns.apply(batch([1], 8))).toBe(true);
    expect(columns.length).toBe(2);
    expect([...columns.quantities.mls.subarray(0, 2)]).toEqual([3, 8]);
  });

  it('name the file and frame of each point, however batches number their files', () => {
    const columns = new PointColumns();
    const first = batch([0, 1], 5);
    first.fileNames = ['a.nxs', 'b.nxs'];
    first.fileIndex.set([0, 1]);
    const second = batch([2, 3], 6);
    second.fileNames = ['b.nxs', 'c.nxs'];
    second.fileIndex.set([0, 1]);
    second.frames.set([7, 0]);
    columns.apply(first);
    columns.apply(second);
    expect([0, 1, 2, 3].map((id) => columns.referenceOf(id))).toEqual([
      { file: 'a.nxs', frame: 0 },
      { file: 'b.nxs', frame: 0 },
      { file: 'b.nxs', frame: 7 },
      { file: 'c.nxs', frame: 0 },
    ]);
  });
});
