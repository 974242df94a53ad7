import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRetryable, SweetSpotError } from '#shared/errors';
import { openScanFile } from '../registry';
import type { Frame, ScanFile } from '../scan-file';
import { PointScanWriter, type PointScan } from './generic-nexus-writer';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const energyCount = 30;
const angleCount = 20;
const scan: PointScan = {
  title: 'test',
  startTime: '2026-03-01T04:00:00.000+01:00',
  expectedPoints: 60,
  dwellSeconds: 0.1,
  energy: { name: 'Kinetic energy', unit: 'eV', start: 16, step: 0.01, count: energyCount },
  angle: { name: 'Angle', unit: 'deg', start: -10, step: 1, count: angleCount },
  motors: [
    { name: 'sax', unit: 'mm', scanAxis: 'x' },
    { name: 'say', unit: 'mm', scanAxis: 'y' },
    { name: 'sapolar', unit: 'deg', scanAxis: null },
  ],
};

/** Every value of every row tells its row and pixel apart. */
const countsOfRow = (row: number) =>
  Float32Array.from({ length: energyCount * angleCount }, (_, pixel) => row * 1000 + pixel);

const point = (row: number) => ({
  counts: countsOfRow(row),
  positions: [
    { set: row * 0.01, readback: row * 0.01 + 1e-5 },
    { set: -row, readback: -row - 1e-5 },
    { set: 5, readback: 5 },
  ],
  secondsSinceStart: row * 0.2,
});

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sweetspot-writer-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('a finished file reads back as it was written', async () => {
  const path = join(directory, 'finished.nxs');
  const writer = await PointScanWriter.create(path, scan, { live: false });
  for (let row = 0; row < 3; row++) writer.append(point(row));
  writer.finish();

  const file = await openScanFile(path);
  expect(file.format.id).toBe('generic-nexus');
  expect(file.frameCount).toBe(3);
  expect(file.expectedFrames).toBe(60);
  expect(file.complete).toBe(true);
  expect(file.scanAxes).toEqual({ x: 'sax', y: 'say' });
  const frame = file.readFrame(2);
  expect(frame.spectrum.counts).toEqual(countsOfRow(2));
  expect(frame.spectrum.energy).toMatchObject({ name: 'Kinetic energy', unit: 'eV', count: 30 });
  expect(frame.spectrum.energy.start).toBeCloseTo(16, 12);
  expect(frame.spectrum.energy.step).toBeCloseTo(0.01, 12);
  expect(frame.motors).toEqual(
    expect.arrayContaining([
      { name: 'sax', unit: 'mm', value: 0.02001 },
      { name: 'sax_set', unit: 'mm', value: 0.02 },
      { name: 'say', unit: 'mm', value: -2.00001 },
      { name: 'sapolar', unit: 'deg', value: 5 },
    ]),
  );
  expect(frame.measuredAt).toBe('2026-03-01T03:00:00.400Z');
  expect(frame.dwellSeconds).toBe(0.1);
  expect(frame.notes).toEqual([]);
  file.close();
});

test('an existing file is never overwritten', async () => {
  const path = join(directory, 'taken.nxs');
  const writer = await PointScanWriter.create(path, scan, { live: false });
  writer.append(point(0));
  writer.finish();
  await expect(PointScanWriter.create(path, scan, { live: false })).rejects.toMatchObject({
    code: 'write-failed',
  });
  const file = await openScanFile(path);
  expect(file.frameCount).toBe(1);
  file.close();
});

/** Another process that appends rows at about 50 a second and then ends as told. */
function startWriterProcess(path: string, ending: 'finish' | 'die') {
  const script = `
    import { runnerImport } from 'vite';
    const { module } = await runnerImport('./src/formats/writers/generic-nexus-writer.ts');
    const { path, scan, ending } = JSON.parse(process.argv[1]);
    const pixels = scan.energy.count * scan.angle.count;
    const writer = await module.PointScanWriter.create(path, scan, { live: true });
    for (let row = 0; row < scan.expectedPoints; row++) {
      writer.append({
        counts: Float32Array.from({ length: pixels }, (_, pixel) => row * 1000 + pixel),
        positions: [
          { set: row * 0.01, readback: row * 0.01 + 1e-5 },
          { set: -row, readback: -row - 1e-5 },
          { set: 5, readback: 5 },
        ],
        secondsSinceStart: row * 0.2,
      });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    if (ending === 'die') process.kill(process.pid, 'SIGKILL');
    writer.finish();
    process.exit(0);`;
  return spawn(
    process.execPath,
    ['--input-type=module', '-e', script, JSON.stringify({ path, scan, ending })],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
  );
}

/** While it is laid out and while it is closed, a file says that it is incomplete, and nothing else. */
function retryLater(error: unknown): null {
  if (error instanceof SweetSpotError && isRetryable(error.code)) return null;
  throw error;
}

function expectRow({ spectrum, motors }: Frame, row: number): void {
  const expected = countsOfRow(row);
  expect(spectrum.counts.findIndex((count, i) => count !== expected[i])).toBe(-1);
  const positions = new Map(motors.map(({ name, value }) => [name, value]));
  expect(positions.get('sax')).toBeCloseTo(row * 0.01 + 1e-5, 12);
  expect(positions.get('say')).toBeCloseTo(-row - 1e-5, 12);
  expect(positions.get('say_set')).toBe(-row);
}

test.for(['finish', 'die'] as const)(
  'a reader that polls sees every row of another process right, which then must %s',
  async (ending) => {
    const path = join(directory, `live-${ending}.nxs`);
    const writer = startWriterProcess(path, ending);
    const exited = once(writer, 'exit');
    let seen = 0;
    /** Frame counts of polls that found the file unfinished: it was read while it grew. */
    const seenUnfinished = new Set<number>();
    let stop = false;
    void exited.then(() => (stop = true));
    let last = false;
    /** Opened early and never closed: it must not keep the others from seeing more. */
    let forgotten: ScanFile | null = null;
    while (!last) {
      last = stop;
      await delay(5);
      if (!existsSync(path)) continue;
      const file = await openScanFile(path).catch(retryLater);
      if (file === null) continue;
      if (!file.complete) seenUnfinished.add(file.frameCount);
      expect(file.frameCount).toBeGreaterThanOrEqual(seen);
      try {
        for (; seen < file.frameCount; seen++) expectRow(file.readFrame(seen), seen);
        forgotten?.readFrame(1);
      } catch (error) {
        retryLater(error);
      }
      if (last) expect(file.complete).toBe(ending === 'finish');
      if (forgotten === null && seen > 2) forgotten = file;
      else file.close();
    }
    await exited;
    expect(forgotten?.readFrame(2).spectrum.counts).toEqual(countsOfRow(2));
    forgotten?.close();
    expect(seen).toBe(scan.expectedPoints);
    expect(seenUnfinished.size).toBeGreaterThan(5);
  },
);
