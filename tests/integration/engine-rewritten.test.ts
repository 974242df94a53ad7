import { mkdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PointScanWriter } from '../../src/formats/writers/generic-nexus-writer';
import {
  open,
  pointAt,
  scanOf,
  until,
  untilScored,
  useEngines,
  writePointFile,
  type ObservedEngine,
} from './engine-support';

const columns = 4;
const rows = 2;
const total = columns * rows;
const setup = useEngines();
const pathOf = (index: number) => join(setup.source, `p${index}.h5`);

/** Writes a point anew, with the same counts 100 µm further on unless told otherwise. */
async function rewrite(index: number, counts = pointAt(index, columns).counts): Promise<void> {
  const made = setup.within('made.h5');
  const writer = await PointScanWriter.create(made, scanOf(columns, rows), { live: false });
  const point = pointAt(index, columns);
  const positions = point.positions.map(({ set, readback }) => ({
    set: set + 100,
    readback: readback + 100,
  }));
  writer.append({ ...point, counts, positions });
  writer.finish();
  renameSync(made, pathOf(index));
}

async function writeAll(): Promise<void> {
  for (let index = 0; index < total; index++) {
    rmSync(pathOf(index), { force: true });
    await writePointFile(pathOf(index), index, columns, rows);
  }
}

/** Scores follow the scale of the scan in the background: whether all points are on the one shown. */
async function areOnOneScale(observed: ObservedEngine): Promise<boolean> {
  const { derived, points } = await observed.snapshot();
  const { countRatio, totalCounts } = points.quantities;
  return countRatio.every(
    (ratio, id) => Math.abs(ratio - Math.min(1, totalCounts[id] / derived.fullScoreCounts)) < 1e-4,
  );
}

const xs = async (observed: ObservedEngine) => Array.from((await observed.snapshot()).points.x);

describe('files written again', () => {
  it('move their points without scoring them again, also between two runs', async () => {
    await writeAll();
    const first = await setup.start();
    await open(first, setup.source);
    await untilScored(first, total);
    await until(() => areOnOneScale(first));
    const before = await first.snapshot();
    for (let index = 0; index < total; index++) await rewrite(index);
    await until(async () => (await xs(first)).every((x) => x > 90));
    const after = await first.snapshot();
    expect(after.points.x).toEqual(before.points.x.map((x) => x + 100));
    expect(after.points.quantities.mls).toEqual(before.points.quantities.mls);
    await until(async () => (await first.snapshot()).derived.bestSpots[0].x > 90);
    expect(first.scorer.embedded).toBe(1 + total);
    await first.engine.stop();
    await writeAll();
    const again = await setup.start();
    await open(again, setup.source);
    expect(await xs(again)).toEqual(Array.from(after.points.x));
    await until(async () => (await xs(again)).every((x) => x < 90));
    await again.engine.stop();
    // What moved is kept.
    const third = await setup.start();
    await open(third, setup.source);
    expect(await xs(third)).toEqual(Array.from(before.points.x));
    expect(third.scorer.embedded).toBe(1);
  });

  it('are scored again where counts of one sum lie in other pixels, whatever time they carry', async () => {
    await writeAll();
    const observed = await setup.start();
    await open(observed, setup.source);
    await untilScored(observed, total);
    const { atime, mtime } = statSync(pathOf(3));
    await rewrite(3, pointAt(3, columns).counts.slice().reverse());
    utimesSync(pathOf(3), atime, mtime);
    await until(() => observed.scorer.embedded === 2 + total);
    expect((await observed.snapshot()).points.ids).toHaveLength(total);
  });
});

describe('a folder made anew under its name', () => {
  it('is watched, its files taken for what they hold, and the change told', async () => {
    await writeAll();
    const observed = await setup.start();
    await open(observed, setup.source, { watch: 'events' });
    await untilScored(observed, total);
    await until(() => observed.status()?.phase === 'finished');
    renameSync(setup.source, setup.within('old'));
    mkdirSync(setup.source);
    for (let index = 0; index < total; index++) await rewrite(index);
    await until(async () => (await xs(observed)).every((x) => x > 90));
    const { warnings } = await observed.snapshot();
    expect(warnings.some(({ message }) => /made anew/.test(message))).toBe(true);
    rmSync(pathOf(0));
    await writePointFile(pathOf(total), total, columns, rows);
    await untilScored(observed, total + 1);
  });
});
