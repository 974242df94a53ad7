import {
  appendFileSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runBeamline, type BeamlineOptions } from '../../src/beamline/run-beamline';
import { scenePosition } from '../../src/beamline/simulated-stage';
import { sesWaveBytes } from '../../src/formats/writers/ses-writers';
import {
  frameKeys,
  open,
  pointAt,
  scanOf,
  until,
  untilFinished,
  untilScored,
  type ObservedEngine,
  useEngines,
} from './engine-support';

const columns = 6;
const rows = 4;
const total = columns * rows;

const setup = useEngines();

const measure = (overrides: Partial<BeamlineOptions>) =>
  runBeamline({
    folder: setup.source,
    scene: 'bi2se3',
    format: 'ibw-and-table',
    pointsPerSecond: 25,
    columns,
    rows,
    seed: 3,
    sampling: { energyCount: 32, angleCount: 24 },
    ...overrides,
  });

/** Every pixel of the raster has its point, each went through the network once, and nothing failed. */
async function expectRasterOnce(observed: ObservedEngine): Promise<void> {
  const { points, failures, status } = await observed.snapshot();
  expect(failures).toEqual([]);
  const cells = Array.from(points.x, (x, i) => {
    const { xUm, yUm } = scenePosition(x, points.y[i]);
    const [column, row] = [xUm / 10, yUm / 10].map((place) => Math.round(place) + 0);
    expect(Math.hypot(xUm - 10 * column, yUm - 10 * row)).toBeLessThan(1);
    return row * columns + column;
  });
  expect([...cells].sort((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, i) => i));
  expect(status).toMatchObject({ scored: total, arrived: total, failed: 0 });
  // One image more at the engine's start.
  expect(observed.scorer.embedded).toBe(total + 1);
}

const untilRested = (observed: ObservedEngine) =>
  until(() => observed.status()?.phase === 'live' || observed.status()?.phase === 'finished');

describe.each(['events', 'polling'] as const)('a scan of files with a table (%s)', (watch) => {
  it.each([
    { format: 'ibw-and-table', renaming: 'at-the-end', rows: 'mixed' },
    { format: 'zip-and-table', renaming: 'at-once', rows: 'after' },
  ] as const)('$format, renamed $renaming, rows $rows', async ({ format, ...habits }) => {
    const observed = await setup.start();
    await open(observed, setup.source, { watch });
    let beforeTheEnd = 0;
    await measure({
      format,
      tableHabits: habits,
      onProgress: () => (beforeTheEnd = observed.status()?.scored ?? 0),
    });
    // Names that last until the end keep nobody from seeing the scan.
    expect(beforeTheEnd).toBeGreaterThan(0);
    await untilScored(observed, total);
    const names = readdirSync(setup.source).filter((name) => /_S\d+\./.test(name));
    const final = names.map((name) => `${name}#0`).sort();
    expect(final).toHaveLength(total);
    await until(async () => frameKeys(await observed.snapshot()).join() === final.join());
    await pause(300);
    await untilRested(observed);
    await expectRasterOnce(observed);
  });
});

describe('a block laid out beforehand', () => {
  it.each(['nan', 'zero'] as const)(
    'of %s shows each pixel once, in whatever order they are filled',
    async (unfilled) => {
      const observed = await setup.start();
      await open(observed, setup.source);
      let midway = { scored: 0, expected: null as number | null, failed: 0 };
      await measure({
        format: 'block',
        unfilled,
        shuffled: true,
        onProgress: (written) => {
          if (written === total) midway = observed.status() ?? midway;
        },
      });
      expect(midway.scored).toBeGreaterThan(0);
      expect(midway).toMatchObject({ expected: total, failed: 0 });
      await untilFinished(observed);
      await expectRasterOnce(observed);
    },
  );

  it('that was stopped shows what was measured, and is over', async () => {
    const stop = new AbortController();
    await measure({
      format: 'block',
      unfilled: 'zero',
      signal: stop.signal,
      // The second row runs backwards: pixels before the last one are empty.
      onProgress: (written) => {
        if (written === columns + 2) stop.abort();
      },
    });
    const observed = await setup.start();
    await open(observed, join(setup.source, 'scan_0001.nxs'), { kind: 'file' });
    await untilFinished(observed);
    const { points, failures } = await observed.snapshot();
    expect(failures).toEqual([]);
    const last = columns * 2;
    expect(Array.from(points.frames).sort((a, b) => a - b)).toEqual([
      ...Array.from({ length: columns }, (_, i) => i),
      last - 2,
      last - 1,
    ]);
  });
});

describe('a table and its files', () => {
  const table = () => join(setup.source, 'f0001_motors.csv');
  const bytesOf = (index: number) => {
    const { energy, angle } = scanOf(columns, rows);
    const { counts } = pointAt(index, columns);
    const measuredAt = new Date(2026, 2, 1);
    return sesWaveBytes({ region: 'cut', energy, angle, counts, dwellSeconds: 1, measuredAt });
  };
  const nameOf = (index: number) => `f0001_S${String(index + 1).padStart(5, '0')}.ibw`;
  const expectPositions = async (observed: ObservedEngine, count: number) => {
    const { points, failures } = await observed.snapshot();
    expect(failures).toEqual([]);
    expect(points.ids).toHaveLength(count);
    Array.from(points.fileIndex).forEach((file, i) => {
      const index = Number(/_S(\d+)/.exec(points.fileNames[file])?.[1]) - 1;
      expect([points.x[i], points.y[i]]).toEqual([
        2 * (index % columns),
        Math.floor(index / columns),
      ]);
    });
  };
  const row = (index: number) =>
    `${index + 1},${2 * (index % columns)},${Math.floor(index / columns)}\r\n`;

  it('may come in either order, also all rows first or a second after', async () => {
    const observed = await setup.start();
    await open(observed, setup.source);
    writeFileSync(table(), ',X,Y\r\n');
    for (let i = 0; i < total; i++) {
      if (i === 0) for (let ahead = 0; ahead < 8; ahead++) appendFileSync(table(), row(ahead));
      writeFileSync(join(setup.source, nameOf(i)), bytesOf(i));
      await pause(5);
    }
    await untilScored(observed, 8);
    await pause(1000);
    expect((await observed.snapshot()).points.ids).toHaveLength(8);
    for (let i = 8; i < total; i++) appendFileSync(table(), row(i));
    await untilScored(observed, total);
    await expectPositions(observed, total);
  });

  it('may lack the table until the scan is over', async () => {
    const observed = await setup.start();
    await open(observed, setup.source);
    for (let i = 0; i < total; i++) writeFileSync(join(setup.source, nameOf(i)), bytesOf(i));
    await untilScored(observed, total);
    expect((await observed.snapshot()).points.x.every(Number.isNaN)).toBe(true);
    writeFileSync(table(), `,X,Y\r\n${Array.from({ length: total }, (_, i) => row(i)).join('')}`);
    await until(async () => (await observed.snapshot()).derived.regular);
    await expectPositions(observed, total);
    expect((await observed.snapshot()).derived.axes.x.name).toBe('X');
    await observed.engine.stop();
    rmSync(table());
    const again = await setup.start();
    await open(again, setup.source);
    await untilScored(again, total);
    await expectPositions(again, total);
    expect(again.scorer.embedded).toBe(1);
  });

  it('keeps points apart that were renamed together and have one size and time', async () => {
    writeFileSync(table(), `,X,Y\r\n${Array.from({ length: total }, (_, i) => row(i)).join('')}`);
    const observed = await setup.start();
    await open(observed, setup.source);
    const moment = new Date(Date.now() - 1500);
    for (let i = 0; i < total; i++) {
      const made = setup.within(nameOf(i));
      writeFileSync(made, bytesOf(i));
      utimesSync(made, moment, moment);
      renameSync(made, join(setup.source, `_tmp_${nameOf(i)}`));
    }
    await untilScored(observed, total);
    for (let i = 0; i < total; i++) {
      renameSync(join(setup.source, `_tmp_${nameOf(i)}`), join(setup.source, nameOf(i)));
    }
    await until(
      async () => !frameKeys(await observed.snapshot()).some((key) => key.startsWith('_tmp_')),
    );
    await pause(300);
    await expectPositions(observed, total);
    expect(observed.scorer.embedded).toBe(total + 1);
  });
});
