import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sampleReport } from '../../src/exports/sample-report.test-support';
import { writeExports } from '../../src/exports/write-exports';
import { PointScanWriter } from '../../src/formats/writers/generic-nexus-writer';
import { openJsonStore } from '../../src/host/json-store';
import { smallDisk } from '../support/full-disk';
import {
  createScorerDouble,
  frameKeys,
  open,
  pointAt,
  scanOf,
  until,
  untilScored,
  valueOf,
  writePointFile,
  useEngines,
} from './engine-support';

const columns = 6;
const rows = 4;
const total = columns * rows;

const found = smallDisk(4 * 1024 * 1024);
const disk = typeof found === 'string' ? null : found;
if (typeof found === 'string') console.warn(`Skipped: ${found}.`);

describe.skipIf(disk === null)('on a full disk', () => {
  const { path, fill, relieve } = disk ?? {
    path: '',
    fill: () => undefined,
    relieve: () => undefined,
  };
  const setup = useEngines();
  afterEach(() => relieve());
  afterAll(() => disk?.remove());

  const start = (data: string) => setup.start(createScorerDouble(), data);
  const fileName = (index: number) => `scan_${index + 1}.h5`;
  const write = (index: number) =>
    writePointFile(join(setup.source, fileName(index)), index, columns, rows);
  const contents = (folder: string) =>
    new Map(
      readdirSync(folder).map((name) => [
        name,
        readFileSync(join(folder, name)).toString('base64'),
      ]),
    );

  it('exports are all there or as they were before', async () => {
    const folder = join(path, 'exports');
    await writeExports(folder, sampleReport({ columns: 6, rows: 5 }));
    const before = contents(folder);
    expect(before.size).toBeGreaterThan(6);
    fill(64 * 1024);
    await expect(writeExports(folder, sampleReport({ columns: 5, rows: 4 }))).rejects.toMatchObject(
      {
        code: 'write-failed',
        message: `The exports cannot be written to ${folder}: the disk is full.`,
        hint: expect.stringContaining('space') as string,
      },
    );
    expect(contents(folder)).toEqual(before);
  });

  it('a scan is scored on, says so, and is saved once there is room', async () => {
    const data = join(path, 'session');
    const observed = await start(data);
    await open(observed, setup.source);
    for (let i = 0; i < 6; i++) await write(i);
    await untilScored(observed, 6);
    fill(0);
    for (let i = 6; i < total; i++) await write(i);
    valueOf(await observed.engine.updateSettings({ regionDelta: 2 }));
    await untilScored(observed, total);
    const warned = async () =>
      (await observed.snapshot()).warnings.filter(({ message }) =>
        message.includes('disk is full'),
      );
    await until(async () => (await warned()).length === 1);
    expect((await observed.snapshot()).status).toMatchObject({
      scored: total,
      failed: 0,
      error: null,
    });
    // Weights rescore every point, of which some are on no disk yet.
    valueOf(
      await observed.engine.updateSettings({
        countCalibration: { mode: 'fixed', fullScoreCounts: 1e9 },
      }),
    );
    await until(
      async () => (await observed.snapshot()).points.quantities.countRatio[total - 1] < 1e-3,
    );
    relieve();
    await until(async () => (await warned()).length === 0);
    const before = await observed.snapshot();
    await observed.engine.stop();

    const again = await start(data);
    await open(again, setup.source);
    await untilScored(again, total);
    const after = await again.snapshot();
    expect(frameKeys(after)).toEqual(frameKeys(before));
    expect(after.settings.regionDelta).toBe(2);
    expect(after.warnings).toEqual([]);
    // Nothing had to be scored again.
    expect(again.scorer.embedded).toBe(1);
  });

  it('what could not be saved before the end is scored again, the rest is kept', async () => {
    const data = join(path, 'ended');
    const observed = await start(data);
    await open(observed, setup.source);
    for (let i = 0; i < 6; i++) await write(i);
    await untilScored(observed, 6);
    fill(0);
    for (let i = 6; i < total; i++) await write(i);
    await untilScored(observed, total);
    await observed.engine.stop();
    relieve();
    const again = await start(data);
    await open(again, setup.source);
    await untilScored(again, total);
    expect(frameKeys(await again.snapshot())).toHaveLength(total);
    expect(again.scorer.embedded).toBeLessThanOrEqual(1 + total - 6);
    expect((await again.snapshot()).warnings).toEqual([]);
  });

  it('a scan begins with its session elsewhere, and says why and where', async () => {
    const data = join(path, 'fresh');
    const observed = await start(data);
    fill(0);
    await write(0);
    await open(observed, setup.source);
    await untilScored(observed, 1);
    const [warning] = (await observed.snapshot()).warnings;
    expect(warning.message).toBe(`The session cannot be kept in ${data}: the disk is full.`);
    const [elsewhere] = /\S*sweetspot-session-[^/]+/.exec(warning.hint ?? '') ?? [];
    rmSync(elsewhere!, { recursive: true });
  });

  it('preferences hold, and their old file stays whole', async () => {
    const file = join(path, 'preferences.json');
    writeFileSync(file, '{}');
    const store = await openJsonStore({
      path: file,
      schema: z.object({ theme: z.string().optional() }),
      defaults: {},
      onWarning: () => undefined,
    });
    fill(0);
    await expect(store.set({ theme: 'dark' })).rejects.toMatchObject({
      code: 'write-failed',
      message: `${file} cannot be written: the disk is full.`,
    });
    expect(readFileSync(file, 'utf8')).toBe('{}');
  });

  it('the simulated beamline says why it stops', async () => {
    fill(16 * 1024);
    const target = join(path, 'grow.nxs');
    const writing = async () => {
      const writer = await PointScanWriter.create(target, scanOf(columns, rows), { live: true });
      for (let i = 0; i < 200; i++) writer.append(pointAt(i % total, columns));
      writer.finish();
    };
    await expect(writing()).rejects.toMatchObject({
      code: 'write-failed',
      message: `${target} cannot be written: the disk is full.`,
    });
  });
});
