import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openScanFile } from '#formats/registry';
import type { ScanFile } from '#formats/scan-file';
import { runBeamline, type BeamlineOptions } from '../run-beamline';
import { scenePosition } from '../simulated-stage';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweetspot-sinks-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const small = (overrides: Partial<BeamlineOptions>): BeamlineOptions => ({
  folder,
  scene: 'terraces',
  format: 'ibw-and-table',
  pointsPerSecond: 100,
  columns: 4,
  rows: 3,
  seed: 5,
  sampling: { energyCount: 24, angleCount: 20 },
  ...overrides,
});

/** Column and row of a frame, from the motors it is given. */
function cellOf(file: ScanFile, index: number, x: string, y: string): [number, number] {
  const { motors } = file.readFrame(index);
  const at = (name: string) => motors.find((motor) => motor.name === name)?.value ?? NaN;
  const { xUm, yUm } = scenePosition(at(x), at(y));
  expect(Math.abs(xUm - 10 * Math.round(xUm / 10))).toBeLessThan(0.5);
  return [Math.round(xUm / 10) + 0, Math.round(yUm / 10) + 0];
}

const serpentine = [
  ...[0, 1, 2, 3].map((column) => [column, 0]),
  ...[3, 2, 1, 0].map((column) => [column, 1]),
  ...[0, 1, 2, 3].map((column) => [column, 2]),
];

test.for([
  ['ibw-and-table', 'at-the-end', 'before'],
  ['zip-and-table', 'at-once', 'after'],
  ['zip-and-table', 'at-the-end', 'mixed'],
] as const)(
  '%s, renamed %s, rows %s: every file finds its position in the table',
  async ([format, renaming, rows]) => {
    const midway: string[] = [];
    await runBeamline(
      small({
        format,
        tableHabits: { renaming, rows },
        onProgress: (written) => {
          if (written === 5) midway.push(...readdirSync(folder));
        },
      }),
    );
    const spectra = (names: readonly string[]) => names.filter((name) => /_S\d{5}\./.test(name));
    expect(spectra(midway)).toHaveLength(5);
    for (const name of spectra(midway)) {
      expect(name.startsWith('_tmp_')).toBe(renaming === 'at-the-end');
    }
    const names = readdirSync(folder).sort();
    const extension = format.slice(0, 3);
    expect(names).toEqual([
      ...serpentine.map((_, i) => `scan_0001_S${String(i + 1).padStart(5, '0')}.${extension}`),
      'scan_0001_motors.csv',
    ]);
    const table = readFileSync(join(folder, 'scan_0001_motors.csv'), 'latin1').split('\r\n');
    expect(table[0]).toBe(',X,Y');
    expect(table).toHaveLength(serpentine.length + 2);
    for (const [i, cell] of serpentine.entries()) {
      const file = await openScanFile(join(folder, names[i]));
      expect(cellOf(file, 0, 'X', 'Y')).toEqual(cell);
      expect(file.readFrame(0).spectrum.energy.count).toBe(24);
      file.close();
    }
  },
);

test.for(['nan', 'zero'] as const)(
  'a block of %s is filled pixel by pixel, and knows what was measured',
  async (unfilled) => {
    const cells: [number, number][] = [];
    const stop = new AbortController();
    await runBeamline(
      small({
        format: 'block',
        unfilled,
        shuffled: true,
        signal: stop.signal,
        onProgress: (written) => {
          if (written === 7) stop.abort();
        },
      }),
    );
    const file = await openScanFile(join(folder, 'scan_0001.nxs'));
    expect(file).toMatchObject({ expectedFrames: 12, complete: true });
    for (let index = 0; index < file.frameCount; index++) {
      if (file.isMeasured?.(index)) cells.push(cellOf(file, index, 'sax', 'say'));
    }
    file.close();
    expect(new Set(cells.map(String)).size).toBe(7);
    // In the order of the pixels, though they were filled in another.
    expect(cells).toEqual([...cells].sort((a, b) => a[1] - b[1] || a[0] - b[0]));
  },
);

test('a block holds the spectra that a growing file of the same sample holds', async () => {
  const sumsOf = async (overrides: Partial<BeamlineOptions>, x: string, y: string) => {
    const target = join(folder, overrides.format ?? '');
    await runBeamline(small({ folder: target, ...overrides }));
    const file = await openScanFile(join(target, 'scan_0001.nxs'));
    const sums = Array.from({ length: 12 }, (_, index) => [
      cellOf(file, index, x, y).join(' '),
      file.readFrame(index).spectrum.counts.reduce((sum, count) => sum + count, 0),
    ]);
    file.close();
    return Object.fromEntries(sums) as Record<string, number>;
  };
  const growing = await sumsOf({ format: 'growing' }, 'sax_set', 'say_set');
  expect(await sumsOf({ format: 'block' }, 'sax', 'say')).toEqual(growing);
  expect(new Set(Object.values(growing)).size).toBeGreaterThan(6);
});

test('a block without a raster is refused', async () => {
  await expect(runBeamline(small({ format: 'block', raster: 'random' }))).rejects.toMatchObject({
    code: 'invalid-request',
  });
});
