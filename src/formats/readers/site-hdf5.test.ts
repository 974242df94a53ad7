import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { wholeNumberAt } from '../fixture-counts.test-support';
import { ramp, writeFixture, type FixtureTree } from '../hdf5-fixture.test-support';
import { openScanFile } from '../registry';
import type { ScanFile } from '../scan-file';

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

const counts = (length: number) => Float32Array.from({ length }, (_, i) => wholeNumberAt(i));

describe('ASTRID SGM4', () => {
  const tree = (positions: number): FixtureTree => ({
    '/Entry': { attributes: {} },
    '/Entry/Data': { attributes: {} },
    '/Entry/Data/ScanDetails': { attributes: {} },
    '/Entry/Data/TransformedData': {
      data: counts(3 * 4 * 5),
      shape: [3, 4, 5],
      maxshape: [null, 4, 5],
      chunks: [1, 4, 5],
    },
    '/Entry/Data/ScanDetails/TruePositions': {
      data: Float64Array.from([1, 10, 1.5, -999999999, 2, 12].slice(0, 2 * positions)),
      shape: [positions, 2],
    },
    '/Entry/Data/ScanDetails/SlowAxis_names': { data: ['FSamX', 'FSamY'] },
    '/Entry/Data/ScanDetails/SlowAxis_length': { data: Int32Array.from([2, 2]) },
    '/Entry/Data/ScanDetails/FastAxis_names': { data: ['Kinetic Energy', 'OrdinateRange'] },
    '/Entry/Data/ScanDetails/FastAxis_start': { data: Float64Array.from([16, -2]) },
    '/Entry/Data/ScanDetails/FastAxis_step': { data: Float64Array.from([0.5, 1]) },
    '/Entry/Instrument': { attributes: {} },
    '/Entry/Instrument/Positioner': { attributes: {} },
    '/Entry/Instrument/Positioner/SamPolar': {
      data: Float64Array.from([3]),
      attributes: { units: 'deg' },
    },
  });

  test('positions in µm; an axis that was not moved stands where it stood', async () => {
    await withFixture(tree(3), (file) => {
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

  test('a point without its position is not there yet', async () => {
    await withFixture(tree(2), (file) => {
      expect(file.frameCount).toBe(2);
      expect(file.complete).toBe(false);
    });
  });
});

describe('SOLEIL ANTARES', () => {
  const scalar = (value: number) => ({ data: Float64Array.from([value]) });
  const trajectory = '/salsa_0001/scan_config/trajectory';
  const tree: FixtureTree = {
    '/salsa_0001': { attributes: {} },
    '/salsa_0001/scan_data': { attributes: {} },
    '/salsa_0001/scan_data/data_12': {
      // Of 2 × 3 points, four are measured.
      data: counts(6 * 4 * 5).map((count, i) => (i < 80 ? count : 0)),
      shape: [2, 3, 4, 5],
    },
    '/salsa_0001/scan_data/data_04': scalar(95),
    '/salsa_0001/scan_data/data_05': scalar(0.1),
    '/salsa_0001/scan_data/data_07': scalar(-6),
    '/salsa_0001/scan_data/data_08': scalar(4),
    '/salsa_0001/scan_config': { attributes: {} },
    [trajectory]: { attributes: {} },
    [`${trajectory}/actuator_1_1`]: { attributes: {} },
    [`${trajectory}/actuator_1_1/name`]: { data: 'i12-m-c00/ex/pi/x/position' },
    [`${trajectory}/actuator_1_1/from`]: scalar(10),
    [`${trajectory}/actuator_1_1/to`]: scalar(6),
    [`${trajectory}/actuator_1_1/delta`]: scalar(2),
    [`${trajectory}/actuator_2_1`]: { attributes: {} },
    [`${trajectory}/actuator_2_1/name`]: { data: 'i12-m-cx1/ex/sample-mt_sz/position' },
    [`${trajectory}/actuator_2_1/from`]: scalar(1),
    [`${trajectory}/actuator_2_1/to`]: scalar(1.5),
    [`${trajectory}/actuator_2_1/delta`]: scalar(0.5),
  };

  test('a block laid out beforehand: what was measured, with units by the names of the stages', async () => {
    await withFixture(tree, (file) => {
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
      Object.entries(tree).filter(([path]) => !path.endsWith('data_05')),
    );
    await expect(withFixture(rest, () => null)).rejects.toThrow(
      /expected start and step of the energy/,
    );
  });
});

describe('ALS MAESTRO', () => {
  test('points come last; readings of every point beside them', async () => {
    const tree: FixtureTree = {
      '/0D_Data': { attributes: {} },
      '/0D_Data/X': { data: ramp(3, 0.5, 0.25) },
      '/0D_Data/current': { data: ramp(3, 500, -1) },
      '/2D_Data': { attributes: {} },
      '/2D_Data/Swept_Spectra0': {
        data: Float64Array.from(counts(4 * 5 * 3)),
        shape: [4, 5, 3],
        attributes: {
          scaleOffset: Float64Array.from([-2, 90]),
          scaleDelta: Float64Array.from([1, 0.5]),
          unitNames: ["'pixels'", "'eV'"],
        },
      },
    };
    await withFixture(tree, (file) => {
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
    const tree: FixtureTree = {
      '/map': {
        data: counts(4 * 5 * 2 * 3),
        shape: [4, 5, 2, 3],
        attributes: {
          'Dim0 Name Units': ['KE', 'eV'],
          'Dim0 Values': Float64Array.from([70, 0.1]),
          'Dim1 Name Units': ['Angle', 'deg'],
          'Dim1 Values': Float64Array.from([-7, 0.5]),
          'Dim2 Name Units': ['Y', 'um'],
          'Dim2 Values': Float64Array.from([5, 10]),
          'Dim3 Name Units': ['X', 'um'],
          'Dim3 Values': Float64Array.from([1, 2]),
          'Stage Coord (XYZR)': Float64Array.from([1, 2, 3, 45]),
        },
      },
    };
    await withFixture(tree, (file) => {
      expect(file).toMatchObject({ frameCount: 6, scanAxes: { x: 'X', y: 'Y' } });
      const { spectrum, motors } = file.readFrame(4);
      expect(motors).toEqual([
        { name: 'Y', unit: 'um', value: 15 },
        { name: 'X', unit: 'um', value: 3 },
        { name: 'Z', unit: '', value: 3 },
        { name: 'R', unit: '', value: 45 },
      ]);
      expect(spectrum.counts[2 * 5 + 1]).toBe(wholeNumberAt((2 * 5 + 1) * 6 + 4));
    });
  });
});
