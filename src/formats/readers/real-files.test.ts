import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { axisValue } from '#shared/axis';
import { openHdf5 } from '../hdf5/hdf5-file';
import { realDataFolder } from '../hdf5/fixture.test-support';
import { inspectFile } from '../inspect';
import { openScanFile } from '../registry';

const folder = realDataFolder();

/** What an independent, well-tested reader made of a file. */
async function expectedArray(name: string) {
  const file = await openHdf5(join(folder ?? '', name));
  const data = '/__xarray_dataarray_variable__';
  const expected = {
    shape: file.shapeOf(data),
    values: file.numbers(data),
    energies: file.numbers('/eV'),
    angles: file.numbers('/alpha'),
    stage: ['x', 'y', 'z'].map((axis) => file.scalar(`/${axis}`)),
  };
  file.close();
  return expected;
}

async function readOnly(name: string) {
  const file = await openScanFile(join(folder ?? '', name));
  const frame = file.readFrame(0);
  file.close();
  return frame;
}

function positions(motors: { name: string; unit: string; value: number }[], names: string[]) {
  return names.map((name) => motors.find((motor) => motor.name === name));
}

describe.skipIf(folder === null)('measured files', () => {
  test('SSRL 5-2: golden values of the raw data', async () => {
    const inspection = await inspectFile(join(folder ?? '', 'ssrl52/f_0002.h5'));
    expect(inspection).toMatchObject({
      kind: 'scan',
      format: { id: 'ssrl-peak' },
      frames: 1,
      complete: true,
      measuredAt: '2022-12-13T02:50:37.282049',
      data: {
        path: '/Data/Count',
        dimensions: [
          { name: 'Kinetic energy', unit: 'eV', start: 105.085, step: 0.005, count: 484 },
          { name: 'ThetaX', unit: 'deg', count: 876 },
        ],
        maximumIndex: [151, 814],
        missing: 0,
      },
      warnings: [],
    });
    if (inspection.kind !== 'scan') return;
    const { data, dwellSeconds } = inspection;
    expect(data.dimensions[1].start).toBeCloseTo(-17.97945205, 8);
    expect(data.dimensions[1].step).toBeCloseTo(0.0410958904, 10);
    expect(data.sum).toBeCloseTo(1212295220, 0);
    expect(data.maximum).toBeCloseTo(7528.2915, 4);
    expect(data.middle).toBeCloseTo(4455.853, 3);
    expect(dwellSeconds).toBeCloseTo(294.6882, 4);
  });

  test('SSRL 5-2: every count is the independent reader’s rate times its exposure', async () => {
    const { spectrum, motors } = await readOnly('ssrl52/f_0002.h5');
    const expected = await expectedArray('ssrl52/expected/f_0002.h5');
    const raw = await openHdf5(join(folder ?? '', 'ssrl52/f_0002.h5'));
    const exposures = raw.numbers('/Data/Time');
    raw.close();
    expect([spectrum.energy.count, spectrum.angle.count]).toEqual(expected.shape);
    for (let i = 0; i < exposures.length; i++) {
      if (exposures[i] === 0) {
        expect(spectrum.counts[i]).toBe(0);
        expect(expected.values[i]).toBeNaN();
      } else {
        const rate = spectrum.counts[i] / exposures[i];
        if (Math.abs(rate - expected.values[i]) > 1e-5 * expected.values[i]) {
          expect.fail(`pixel ${i}: ${rate} instead of ${expected.values[i]}`);
        }
      }
    }
    expected.angles.forEach((angle, i) => {
      expect(axisValue(spectrum.angle, i)).toBeCloseTo(angle, 9);
    });
    // The expected file refers its energies to hν − Φ: 111 − 4.465 eV.
    expected.energies.forEach((energy, i) => {
      expect(axisValue(spectrum.energy, i)).toBeCloseTo(energy + 111 - 4.465, 9);
    });
    expect(positions(motors, ['X', 'Y', 'Z'])).toEqual([
      { name: 'X', unit: 'mm', value: expected.stage[0] },
      { name: 'Y', unit: 'mm', value: expected.stage[1] },
      { name: 'Z', unit: 'mm', value: expected.stage[2] },
    ]);
  });

  test('I05: golden values, shape and axes of the raw data', async () => {
    const inspection = await inspectFile(join(folder ?? '', 'i05/cut.nxs'));
    // Its counts are the digits 0 to 9, all as frequent: variance 8.25 over a mean of 4.5.
    const { countsPerElectron } = inspection as Extract<typeof inspection, { kind: 'scan' }>;
    expect(countsPerElectron).toBeCloseTo(8.25 / 4.5, 1);
    expect(inspection).toMatchObject({
      kind: 'scan',
      format: { id: 'i05-nexus' },
      frames: 1,
      expectedFrames: 1,
      complete: true,
      dwellSeconds: 180,
      data: {
        path: '/entry1/analyser/data',
        dimensions: [{ count: 1 }, { count: 835, unit: 'deg' }, { count: 1034, unit: 'eV' }],
        maximum: 9,
        missing: 0,
        negative: 0,
      },
      warnings: [],
    });
    if (inspection.kind !== 'scan') return;
    const [, angle, energy] = inspection.data.dimensions;
    expect(angle.start).toBeCloseTo(-18.0938, 4);
    expect(axisValue(angle, 834)).toBeCloseTo(17.8349, 4);
    expect(energy.start).toBeCloseTo(88.313542, 6);
    expect(energy.step).toBeCloseTo(0.001522, 9);
  });

  test.for([
    { name: 'i05/cut.nxs', expectedName: 'i05/expected/cut.h5' },
    { name: 'lorea/002_sample.nxs', expectedName: 'lorea/expected/002_sample.h5' },
  ])('$name: the arrays, axes and positions of an independent reader', async (files) => {
    const { spectrum, motors, notes } = await readOnly(files.name);
    const expected = await expectedArray(files.expectedName);
    const [angleCount, energyCount] = expected.shape;
    expect([spectrum.angle.count, spectrum.energy.count]).toEqual(expected.shape);
    let different = 0;
    for (let e = 0; e < energyCount; e++) {
      for (let a = 0; a < angleCount; a++) {
        const value = spectrum.counts[e * angleCount + a];
        if (value !== expected.values[a * energyCount + e]) different++;
      }
    }
    expect(different).toBe(0);
    expected.angles.forEach((angle, i) => {
      expect(axisValue(spectrum.angle, i)).toBeCloseTo(angle, 9);
    });
    // The expected file may refer its energies elsewhere: by one constant for all.
    const offset = spectrum.energy.start - expected.energies[0];
    expected.energies.forEach((energy, i) => {
      expect(axisValue(spectrum.energy, i)).toBeCloseTo(energy + offset, 9);
    });
    expect(positions(motors, ['sax', 'say', 'saz'])).toEqual([
      { name: 'sax', unit: 'mm', value: expected.stage[0] },
      { name: 'say', unit: 'mm', value: expected.stage[1] },
      { name: 'saz', unit: 'mm', value: expected.stage[2] },
    ]);
    expect(notes).toEqual([]);
  });

  test('netCDF files of other programs have their own coordinates', async () => {
    const inspection = await inspectFile(join(folder ?? '', 'lorea/expected/002_sample.h5'));
    expect(inspection).toMatchObject({
      kind: 'scan',
      format: { id: 'xarray-netcdf' },
      data: {
        dimensions: [
          { name: 'Angle', unit: 'deg', count: 582 },
          { name: 'Kinetic energy', unit: 'eV', count: 400 },
        ],
        sum: 1046318,
      },
    });
  });

  test('what no reader knows says what was expected and what was found', async () => {
    const inspection = await inspectFile(join(folder ?? '', 'merlin/f_001_Motor_Pos.txt'));
    expect(inspection).toMatchObject({ kind: 'unreadable', error: { code: 'unknown-format' } });
    if (inspection.kind === 'unreadable') {
      expect(inspection.error.message).toMatch(/expected the HDF5 signature .* found "/);
    }
  });
});
