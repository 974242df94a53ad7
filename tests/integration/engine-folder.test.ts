import {
  copyFileSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
  appendFileSync,
  rmSync,
  mkdirSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  frameKeys,
  open,
  pointAt,
  until,
  untilFinished,
  untilScored,
  useEngines,
  valueOf,
  writePointFile,
} from './engine-support';

const columns = 6;
const rows = 4;
const total = columns * rows;
const fileName = (index: number) => `scan_${index + 1}.h5`;

const setup = useEngines();

async function writeAll(first = 0, last = total): Promise<void> {
  for (let i = first; i < last; i++)
    await writePointFile(join(setup.source, fileName(i)), i, columns, rows);
}

const allKeys = Array.from({ length: total }, (_, i) => `${fileName(i)}#0`).sort();

describe('a finished folder', () => {
  it('is scored in full, with map, region and best spot', async () => {
    await writeAll();
    writeFileSync(join(setup.source, 'notes.txt'), 'not a spectrum');
    mkdirSync(join(setup.source, 'earlier'));
    const observed = await setup.start();
    await open(observed, setup.source, { mode: 'finished' });
    await untilFinished(observed);
    const snapshot = await observed.snapshot();
    expect(frameKeys(snapshot)).toEqual(allKeys);
    expect(snapshot.failures).toEqual([]);
    expect(snapshot.status).toMatchObject({ scored: total, failed: 0, expected: total });
    expect(snapshot.derived.axes).toEqual({
      x: { name: 'sx', unit: 'um' },
      y: { name: 'sy', unit: 'um' },
    });
    expect(snapshot.derived.regular).toBe(true);
    expect(snapshot.derived.step!.x).toBeCloseTo(2, 6);
    const [spot] = snapshot.derived.bestSpots;
    expect(Math.abs(spot.x - 4)).toBeLessThan(2);
    expect(Math.abs(spot.y - 2)).toBeLessThan(2);
    expect(spot.file).toBe(fileName(columns + 2));
    expect(snapshot.derived.regions[0].pointIds).toContain(spot.pointId);
    const { quantities } = snapshot.points;
    expect(quantities.bms.every((score) => score >= 0 && score <= 10)).toBe(true);
    expect(quantities.mdcFwhm.filter((width) => width > 0).length).toBeGreaterThan(total / 2);
    expect(snapshot.derived.mdcWindow).not.toBeNull();
    // Every image went through the network once (and one at start).
    expect(observed.scorer.embedded).toBe(total + 1);
  });

  it('gives spectra back at screen size, with their counts and fit', async () => {
    await writeAll(0, 3);
    const observed = await setup.start();
    await open(observed, setup.source, { mode: 'finished' });
    await untilFinished(observed);
    const view = valueOf(
      await observed.engine.getSpectrum({ pointId: 1, maxEnergyPixels: 20, maxAnglePixels: 16 }),
    );
    expect(view.reference).toEqual({ file: fileName(1), frame: 0 });
    expect(view.intensity).toHaveLength(20 * 16);
    const { counts } = pointAt(1, columns);
    const sum = counts.reduce((a, b) => a + b, 0);
    expect(view.totalCounts).toBeCloseTo(sum, 0);
    expect(view.intensity.reduce((a, b) => a + b, 0) * 6).toBeCloseTo(sum, 0);
    expect(view.energy.start).toBeCloseTo(-0.295, 9);
    expect(view.energy.step).toBeCloseTo(0.02, 9);
    expect(view.mdcFit).not.toBeNull();
    const { expectation } = view.assessment;
    expect((await observed.snapshot()).points.quantities.mls[1]).toBeCloseTo(expectation, 5);
    const missing = await observed.engine.getSpectrum({
      pointId: 99,
      maxEnergyPixels: 20,
      maxAnglePixels: 16,
    });
    expect(missing).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
  });

  it('says what it cannot read and goes on', async () => {
    await writeAll(0, 4);
    truncateSync(join(setup.source, fileName(1)), 2000);
    writeFileSync(join(setup.source, 'stray.h5'), 'this is no HDF5 file at all');
    const observed = await setup.start();
    await open(observed, setup.source, { mode: 'finished' });
    await untilFinished(observed);
    const snapshot = await observed.snapshot();
    expect(snapshot.status).toMatchObject({ scored: 3, failed: 2 });
    expect(snapshot.failures.map(({ file }) => file).sort()).toEqual([fileName(1), 'stray.h5']);
    for (const failure of snapshot.failures) {
      expect(failure.willRetry).toBe(false);
      expect(failure.error.message).not.toBe('');
    }
    expect(snapshot.warnings).toHaveLength(1);
    valueOf(await observed.engine.dismissWarning({ id: snapshot.warnings[0].id }));
    expect((await observed.snapshot()).warnings).toEqual([]);
  });

  it('finishes with nothing where there is nothing, and refuses what is not there', async () => {
    const observed = await setup.start();
    await open(observed, setup.source, { mode: 'finished' });
    await untilFinished(observed);
    expect((await observed.snapshot()).derived.noSpotReason).not.toBeNull();
    const missing = await observed.engine.openScan({
      path: join(setup.source, 'absent'),
      kind: 'folder',
      mode: 'live',
      watch: 'auto',
    });
    expect(missing).toMatchObject({ ok: false, error: { code: 'not-found' } });
  });
});

describe.each(['events', 'polling'] as const)('a folder that fills (%s)', (watch) => {
  it('shows every point once: renamed into place, copied in pieces, touched again', async () => {
    const observed = await setup.start();
    await open(observed, setup.source, { watch });
    const made = setup.within('made.h5');
    for (let i = 0; i < total; i++) {
      const target = join(setup.source, fileName(i));
      rmSync(made, { force: true });
      await writePointFile(made, i, columns, rows);
      if (i % 3 === 0) {
        renameSync(made, target);
      } else if (i % 3 === 1) {
        const bytes = readFileSync(made);
        const cut = Math.floor(bytes.length * 0.6);
        writeFileSync(target, bytes.subarray(0, cut));
        await pause(15);
        appendFileSync(target, bytes.subarray(cut));
      } else {
        copyFileSync(made, join(setup.source, `_tmp_${fileName(i)}`));
        renameSync(join(setup.source, `_tmp_${fileName(i)}`), target);
        writeFileSync(target, readFileSync(made));
      }
    }
    await untilScored(observed, total);
    await untilFinished(observed);
    await pause(300);
    const snapshot = await observed.snapshot();
    expect(frameKeys(snapshot)).toEqual(allKeys);
    expect(snapshot.failures).toEqual([]);
    const sums = Array.from({ length: total }, (_, i) =>
      pointAt(i, columns).counts.reduce((a, b) => a + b, 0),
    );
    Array.from(snapshot.points.ids).forEach((_, i) => {
      const name = snapshot.points.fileNames[snapshot.points.fileIndex[i]];
      const index = Number(/\d+/.exec(name)![0]) - 1;
      expect(snapshot.points.quantities.totalCounts[i]).toBe(Math.fround(sums[index]));
    });
  });
});

describe('a folder that fills', () => {
  it('shows a truncated file as a failure and carries on; the file is scored once it is whole', async () => {
    const observed = await setup.start();
    await open(observed, setup.source);
    await writeAll(0, 2);
    const made = setup.within('made.h5');
    await writePointFile(made, 2, columns, rows);
    const whole = readFileSync(made);
    writeFileSync(join(setup.source, fileName(2)), whole.subarray(0, 3000));
    await writeAll(3, 6);
    await untilScored(observed, 5);
    await until(async () => (await observed.snapshot()).failures.length === 1);
    const [failure] = (await observed.snapshot()).failures;
    expect(failure).toMatchObject({ file: fileName(2), willRetry: true });
    writeFileSync(join(setup.source, fileName(2)), whole);
    await untilScored(observed, 6);
    expect((await observed.snapshot()).failures).toEqual([]);
  });

  it('keeps a point whose file is renamed after it was scored', async () => {
    const observed = await setup.start();
    await open(observed, setup.source);
    await writeAll(0, 3);
    await untilScored(observed, 3);
    renameSync(join(setup.source, fileName(1)), join(setup.source, 'renamed.h5'));
    await until(async () => frameKeys(await observed.snapshot()).includes('renamed.h5#0'));
    await pause(200);
    const snapshot = await observed.snapshot();
    expect(snapshot.points.ids).toHaveLength(3);
    const view = await observed.engine.getSpectrum({
      pointId: 1,
      maxEnergyPixels: 16,
      maxAnglePixels: 16,
    });
    expect(valueOf(view).reference.file).toBe('renamed.h5');
  });

  it('scores a file again, as the same point, when it is overwritten with another spectrum', async () => {
    const observed = await setup.start();
    await open(observed, setup.source);
    await writeAll(0, 3);
    await untilScored(observed, 3);
    const before = await observed.snapshot();
    const made = setup.within('made.h5');
    await writePointFile(made, 9, columns, rows);
    renameSync(made, join(setup.source, fileName(1)));
    const sum = Math.fround(pointAt(9, columns).counts.reduce((a, b) => a + b, 0));
    await until(async () =>
      (await observed.snapshot()).points.quantities.totalCounts.includes(sum),
    );
    const after = await observed.snapshot();
    expect(after.points.ids).toEqual(before.points.ids);
    expect(frameKeys(after)).toEqual(frameKeys(before));
  });

  it('applies new weights and calibration to all points without reading them again', async () => {
    await writeAll(0, 8);
    const observed = await setup.start();
    await open(observed, setup.source);
    await untilScored(observed, 8);
    await until(() => observed.status()?.phase === 'live');
    const before = await observed.snapshot();
    const { embedded } = observed.scorer;
    valueOf(
      await observed.engine.updateSettings({
        weights: { sharpness: 0, signalToBackground: 0, counts: 0 },
      }),
    );
    await until(
      async () =>
        (await observed.snapshot()).points.quantities.mls[0] > before.points.quantities.mls[0],
    );
    valueOf(
      await observed.engine.updateSettings({
        weights: before.settings.weights,
        countCalibration: { mode: 'fixed', fullScoreCounts: 1e9 },
      }),
    );
    await until(async () => (await observed.snapshot()).points.quantities.countRatio[0] < 1e-3);
    const after = await observed.snapshot();
    expect(after.derived.fullScoreCounts).toBe(1e9);
    expect(after.points.quantities.mls[0]).toBeLessThan(before.points.quantities.mls[0]);
    expect(observed.scorer.embedded).toBe(embedded);
    const refused = await observed.engine.updateSettings({ regionDelta: -1 });
    expect(refused).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
  });
});
