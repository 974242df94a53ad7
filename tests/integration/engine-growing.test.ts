import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { PointScanWriter } from '../../src/formats/writers/generic-nexus-writer';
import {
  frameKeys,
  open,
  pointAt,
  scanOf,
  untilFinished,
  untilScored,
  useEngines,
  type ObservedEngine,
} from './engine-support';

const columns = 6;
const rows = 4;
const total = columns * rows;

const setup = useEngines();

async function expectEveryFrameOnce(observed: ObservedEngine, file: string): Promise<void> {
  const snapshot = await observed.snapshot();
  const keys = Array.from({ length: total }, (_, i) => `${file}#${i}`).sort();
  expect(frameKeys(snapshot)).toEqual(keys);
  expect(snapshot.failures).toEqual([]);
  const { frames, quantities, x, y } = snapshot.points;
  Array.from(frames).forEach((frame, i) => {
    const { counts, positions } = pointAt(frame, columns);
    expect(quantities.totalCounts[i]).toBe(Math.fround(counts.reduce((a, b) => a + b, 0)));
    expect(x[i]).toBeCloseTo(positions[0].readback, 9);
    expect(y[i]).toBeCloseTo(positions[1].readback, 9);
  });
}

describe.each([
  { kind: 'file', watch: 'events' },
  { kind: 'file', watch: 'polling' },
  { kind: 'folder', watch: 'auto' },
] as const)('one growing file, opened as a $kind ($watch)', ({ kind, watch }) => {
  it('shows every frame once, with its own counts and position', async () => {
    const path = join(setup.source, 'grow.h5');
    const writer = await PointScanWriter.create(path, scanOf(columns, rows), { live: true });
    writer.append(pointAt(0, columns));
    const observed = await setup.start();
    await open(observed, kind === 'file' ? path : setup.source, { kind, watch });
    for (let i = 1; i < total; i++) {
      writer.append(pointAt(i, columns));
      await pause(i % 5 === 0 ? 60 : 10);
    }
    await untilScored(observed, total);
    writer.finish();
    await untilFinished(observed);
    await expectEveryFrameOnce(observed, 'grow.h5');
    expect(observed.status()).toMatchObject({ expected: total, arrived: total, scored: total });
    expect((await observed.snapshot()).derived.bestSpots.length).toBeGreaterThan(0);
  });
});

describe('one growing file', () => {
  it('goes on where it was after a restart', async () => {
    const path = join(setup.source, 'grow.h5');
    const writer = await PointScanWriter.create(path, scanOf(columns, rows), { live: true });
    for (let i = 0; i < 10; i++) writer.append(pointAt(i, columns));
    const first = await setup.start();
    await open(first, path, { kind: 'file' });
    await untilScored(first, 10);
    await first.engine.stop();
    for (let i = 10; i < total; i++) writer.append(pointAt(i, columns));
    writer.finish();
    const again = await setup.start();
    await open(again, path, { kind: 'file' });
    await untilFinished(again);
    await expectEveryFrameOnce(again, 'grow.h5');
    expect(again.scorer.embedded).toBe(1 + total - 10);
  });

  it('starts over when another scan takes its name', async () => {
    const path = join(setup.source, 'grow.h5');
    const write = async (target: string, offset: number, count: number) => {
      const writer = await PointScanWriter.create(target, scanOf(columns, rows), { live: false });
      for (let i = 0; i < count; i++) writer.append(pointAt(i + offset, columns));
      writer.finish();
    };
    await write(path, 0, 5);
    const observed = await setup.start();
    await open(observed, setup.source);
    await untilScored(observed, 5);
    const made = setup.within('made.h5');
    await write(made, 7, 9);
    renameSync(made, path);
    await untilScored(observed, 9);
    await pause(200);
    const { points } = await observed.snapshot();
    expect(points.ids).toHaveLength(9);
    Array.from(points.frames).forEach((frame, i) => {
      const sum = pointAt(frame + 7, columns).counts.reduce((a, b) => a + b, 0);
      expect(points.quantities.totalCounts[i]).toBe(Math.fround(sum));
    });
  });
});
