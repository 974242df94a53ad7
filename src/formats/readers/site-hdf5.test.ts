import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { File } from 'h5wasm/node';
import { afterAll, describe, expect, test } from 'vitest';
import { wholeNumberAt } from '../fixture-counts.test-support';
import { ramp, writeFixture, type FixtureTree } from '../hdf5-fixture.test-support';
import { loadHdf5 } from '../hdf5-open';
import { openScanFile } from '../registry';
import type { ScanFile } from '../scan-file';
import {
  antaresTree,
  elettraTree,
  fixtureCounts,
  maestroTree,
  sgm4Tree,
} from '../site-files.test-support';

const folder = mkdtempSync(join(tmpdir(), 'sweetspot-sites-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
let files = 0;

async function withFixture<Value>(
  tree: FixtureTree,
  use: (file: ScanFile) => Value,
): Promise<Value> {
  const file = await openScanFile(await writeFixture(join(folder, `${files++}.h5`), tree));
  try {
    return use(file);
  } finally {
    file.close();
  }
}

describe('ASTRID SGM4', () => {
  test('positions in µm; an axis that was not moved stands where it stood', async () => {
    await withFixture(sgm4Tree(3), (file) => {
      expect(file).toMatchObject({ frameCount: 3, expectedFrames: 4, complete: false });
      expect(file.format.id).toBe('sgm4');
      expect(file.scanAxes).toEqual({ x: 'FSamX', y: 'FSamY' });
      const { spectrum, motors } = file.readFrame(1);
      expect(motors).toEqual([
        { name: 'FSamX', unit: 'um', value: 1.5 },
        { name: 'FSamY', unit: 'um', value: 10 },
        { name: 'SamPolar', unit: 'deg', value: 3 },
      ]);
      expect(spectrum.energy).toEqual({
        name: 'Kinetic energy',
        unit: 'eV',
        start: 16,
        step: 0.5,
        count: 4,
      });
      expect(spectrum.angle).toMatchObject({ unit: 'deg', start: -2, count: 5 });
      expect(spectrum.counts[6]).toBe(wholeNumberAt(26));
    });
  });

  test('while it grows, every poll sees the rows that are on disk, and no other', async () => {
    await loadHdf5();
    const path = join(folder, 'growing-sgm4.h5');
    const writer = new File(path, 'w', { libver: 'v110' });
    for (const group of ['Entry', 'Entry/Data', 'Entry/Data/ScanDetails'])
      writer.create_group(group);
    const details = 'Entry/Data/ScanDetails';
    const column = (name: string, data: Float64Array) =>
      writer.create_dataset({ name: `${details}/${name}`, data });
    writer.create_dataset({ name: `${details}/SlowAxis_names`, data: ['FSamX'] });
    writer.create_dataset({
      name: `${details}/FastAxis_names`,
      data: ['Kinetic Energy', 'OrdinateRange'],
    });
    column('SlowAxis_length', Float64Array.of(4));
    column('FastAxis_start', Float64Array.of(16, -2));
    column('FastAxis_step', Float64Array.of(0.5, 1));
    const data = writer.create_dataset({
      name: 'Entry/Data/TransformedData',
      data: new Float32Array(20),
      shape: [1, 4, 5],
      maxshape: [null, 4, 5],
      chunks: [1, 4, 5],
    });
    const positions = writer.create_dataset({
      name: `${details}/TruePositions`,
      data: new Float64Array(1),
      shape: [1, 1],
      maxshape: [null, 1],
      chunks: [16, 1],
    });
    data.resize([0, 4, 5]);
    positions.resize([0, 1]);
    writer.start_swmr_write();
    for (let point = 0; point < 4; point++) {
      data.resize([point + 1, 4, 5]);
      data.write_slice(
        [[point, point + 1]],
        Float32Array.from({ length: 20 }, () => point + 1),
      );
      positions.resize([point + 1, 1]);
      positions.write_slice([[point, point + 1]], Float64Array.of(10 * point));
      writer.flush();
      const file = await openScanFile(path);
      expect(file).toMatchObject({ frameCount: point + 1, expectedFrames: 4, complete: false });
      for (let index = 0; index <= point; index++) {
        const { spectrum, motors } = file.readFrame(index);
        expect(new Set(spectrum.counts)).toEqual(new Set([index + 1]));
        expect(motors).toEqual([{ name: 'FSamX', unit: 'um', value: 10 * index }]);
      }
      file.close();
    }
    writer.close();
    const finished = await openScanFile(path);
    expect(finished.frameCount).toBe(4);
    finished.close();
  });

  test('a point without its position is not there yet', async () => {
    await withFixture(sgm4Tree(2), (file) => {
      expect(file.frameCount).toBe(2);
      expect(file.complete).toBe(false);
    });
  });
});

describe('SOLEIL ANTARES', () => {
  test('a block laid out beforehand: what was measured, with units by the names of the stages', async () => {
    await withFixture(antaresTree, (file) => {
      expect(file).toMatchObject({ frameCount: 4, expectedFrames: 6, complete: false });
      expect(file.scanAxes).toEqual({ x: 'pi/x', y: 'mt_sz' });
      const { spectrum, motors } = file.readFrame(3);
      expect(motors).toEqual([
        { name: 'mt_sz', unit: 'mm', value: 1.5 },
        { name: 'pi/x', unit: 'um', value: 10 },
      ]);
      expect(file.readFrame(2).motors[1].value).toBe(6);
      expect(spectrum.energy).toMatchObject({
        name: 'Kinetic energy',
        start: 95,
        step: 0.1,
        count: 5,
      });
      expect(spectrum.counts[1 * 4 + 2]).toBe(wholeNumberAt(60 + 2 * 5 + 1));
    });
  });

  test('without scales it says what it expected', async () => {
    const rest = Object.fromEntries(
      Object.entries(antaresTree).filter(([path]) => !path.endsWith('data_05')),
    );
    await expect(withFixture(rest, () => null)).rejects.toThrow(
      /expected start and step of the energy/,
    );
  });
});

describe('ALS MAESTRO', () => {
  test('points come last; readings of every point beside them', async () => {
    await withFixture(maestroTree, (file) => {
      expect(file).toMatchObject({ frameCount: 3, complete: true, scanAxes: { x: 'X', y: null } });
      const { spectrum, motors, notes } = file.readFrame(2);
      expect(motors).toEqual([
        { name: 'X', unit: '', value: 1 },
        { name: 'current', unit: '', value: 498 },
      ]);
      expect(spectrum.energy).toMatchObject({
        name: 'Kinetic energy',
        start: 90,
        step: 0.5,
        count: 4,
      });
      expect(spectrum.counts[1 * 5 + 3]).toBe(wholeNumberAt((1 * 5 + 3) * 3 + 2));
      expect(notes).toEqual(['The file gives no angle scale: detector pixels']);
    });
  });
});

describe('Elettra Spectromicroscopy', () => {
  test('dimensions in any order, described by attributes', async () => {
    await withFixture(elettraTree, (file) => {
      expect(file).toMatchObject({ frameCount: 6, scanAxes: { x: 'X', y: 'Y' } });
      const { spectrum, motors } = file.readFrame(4);
      expect(motors).toEqual([
        { name: 'Y', unit: 'um', value: 15 },
        { name: 'X', unit: 'um', value: 3 },
        { name: 'Z', unit: 'um', value: 3 },
        { name: 'R', unit: '', value: 45 },
      ]);
      expect(spectrum.counts[2 * 5 + 1]).toBe(wholeNumberAt((2 * 5 + 1) * 6 + 4));
    });
  });

  test('a file of an angular map: one spectrum, the angles of the stage beside it', async () => {
    const tree: FixtureTree = {
      '/SMPM0001_001': {
        data: fixtureCounts(20),
        shape: [4, 5, 1],
        attributes: {
          'Dim0 Name Units': ['KE', 'eV'],
          'Dim0 Values': Float64Array.from([70, 0.1]),
          'Dim1 Name Units': ['Angle', 'deg'],
          'Dim1 Values': Float64Array.from([-7, 0.5]),
          'Angular Coord': Float64Array.from([12, 88]),
          'Dwell Time (s)': 0.5,
          'N of Scans': 4,
          'Date Time Start Stop': ['05/03/21 10:30:00', '05/03/21 10:40:00'],
        },
      },
    };
    await withFixture(tree, (file) => {
      expect(file).toMatchObject({ frameCount: 1, scanAxes: null, complete: true });
      expect(file.readFrame(0)).toMatchObject({
        motors: [
          { name: 'T', unit: 'deg', value: 12 },
          { name: 'P', unit: 'deg', value: 88 },
        ],
        measuredAt: '2021-03-05T10:30:00',
        dwellSeconds: 2,
      });
    });
  });

  test('a polar scan without the slit resolved is one spectrum along the angle', async () => {
    const tree: FixtureTree = {
      '/SMP0001': {
        data: fixtureCounts(20),
        shape: [4, 5],
        attributes: {
          'Dim0 Name Units': ['KE', 'eV'],
          'Dim0 Values': Float64Array.from([70, 0.1]),
          'Dim1 Name Units': ['P', 'deg'],
          'Dim1 Values': Float64Array.from([80, 0.5]),
        },
      },
    };
    await withFixture(tree, (file) => {
      expect(file.frameCount).toBe(1);
      expect(file.readFrame(0).spectrum.angle).toMatchObject({ unit: 'deg', start: 80, count: 5 });
    });
  });
});

describe('Scienta Omicron PEAK export', () => {
  const tree = (shape: number[]): FixtureTree => ({
    '/': { attributes: { vendor: 'Scienta Omicron' } },
    '/acquisition': { attributes: {} },
    '/acquisition/spectrum': { attributes: {} },
    '/acquisition/spectrum/data': { attributes: {} },
    '/acquisition/spectrum/data/data': {
      data: fixtureCounts(shape.reduce((product, length) => product * length, 1)),
      shape,
    },
    '/acquisition/spectrum/data/x_axis': { data: ramp(5, 16, 0.5) },
    '/acquisition/spectrum/data/y_axis': { data: ramp(4, -3, 2) },
    '/acquisition/spectrum/data/z_axis': { data: ramp(3, -1, 1) },
  });

  test('binding energies are signed; where the lens images, the slit axis is a length', async () => {
    const binding: FixtureTree = {
      ...tree([4, 5]),
      '/acquisition/spectrum/data/x_axis': { data: ramp(5, 2, -0.5) },
      '/acquisition/spectrum/data/y_axis': {
        data: ramp(4, -0.3, 0.2),
        attributes: { label: 'Y', units: 'mm' },
      },
      '/acquisition/spectrum_definition': { attributes: {} },
      '/acquisition/spectrum_definition/energy_mode': { data: 'Binding' },
      '/acquisition/spectrum_definition/acquisition_time': { data: Float64Array.of(12) },
      '/acquisition/spectrum_log': { attributes: {} },
      '/acquisition/spectrum_log/start_time': { data: '2026-03-04T10:11:12' },
    };
    await withFixture(binding, (file) => {
      const { spectrum, measuredAt, dwellSeconds } = file.readFrame(0);
      expect(spectrum.energy).toMatchObject({ name: 'Binding energy', start: -2, step: 0.5 });
      expect(spectrum.angle).toMatchObject({ name: 'Slit position', unit: 'mm' });
      expect(spectrum.counts[0]).toBe(wholeNumberAt(0));
      expect([measuredAt, dwellSeconds]).toEqual(['2026-03-04T10:11:12', 12]);
      expect(file.rawData().dimensions[1]).toMatchObject({ start: 2, step: -0.5 });
    });
  });

  test('of a sequence the first run is shown', async () => {
    const moved = (run: string) =>
      Object.fromEntries(
        Object.entries(tree([4, 5]))
          .filter(([path]) => path !== '/')
          .map(([path, item]) => [`/shortcuts/${run}${path}`, item]),
      );
    const sequence: FixtureTree = {
      '/shortcuts': { attributes: {} },
      '/shortcuts/C1s': { attributes: {} },
      ...moved('C1s'),
      '/shortcuts/O1s': { attributes: {} },
      ...moved('O1s'),
    };
    await withFixture(sequence, (file) => {
      expect(file.rawData().path).toBe('/shortcuts/C1s/acquisition/spectrum/data/data');
      expect(file.readFrame(0).notes).toContain('C1s is shown; the file also holds O1s');
    });
  });

  test('energies run fastest, then the slit; a deflector map is a frame a step', async () => {
    await withFixture(tree([4, 5]), (file) => {
      expect(file).toMatchObject({ frameCount: 1, format: { id: 'peak-export' } });
      const { spectrum } = file.readFrame(0);
      expect(spectrum.energy).toMatchObject({ unit: 'eV', start: 16, step: 0.5, count: 5 });
      expect(spectrum.angle).toMatchObject({ unit: 'deg', start: -3, step: 2, count: 4 });
      expect(spectrum.counts[1 * 4 + 2]).toBe(wholeNumberAt(2 * 5 + 1));
    });
    await withFixture(tree([3, 4, 5]), (file) => {
      expect(file.frameCount).toBe(3);
      const { spectrum, motors } = file.readFrame(2);
      expect(motors).toEqual([{ name: 'Deflector angle', unit: 'deg', value: 1 }]);
      expect(spectrum.counts[0]).toBe(wholeNumberAt(40));
    });
  });
});
