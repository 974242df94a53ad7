import { expect, test } from 'vitest';
import { wholeNumberAt } from '../fixture-counts.test-support';
import { fixtureFiles } from '../hdf5/fixture-files.test-support';
import { ramp, type FixtureTree } from '../hdf5/fixture.test-support';
import type { ScanFile } from '../scan-file';
import { antaresTree, fixtureCounts } from '../site-files.test-support';

const { withFile } = fixtureFiles('antares', 'nxs');

const [angles, energies] = [4, 5];
const scalar = (value: number) => ({ data: Float64Array.of(value) });
/** Start, step and end of a scale, from a number on. */
const scale = (entry: string, first: number, start: number, step: number, count: number) => {
  const name = (n: number) => `${entry}/scan_data/data_${String(first + n).padStart(2, '0')}`;
  return {
    [name(0)]: scalar(start),
    [name(1)]: scalar(step),
    [name(2)]: scalar(start + step * (count - 1)),
  };
};
const scan = (entry: string, cube: string, extent: number[], from = 4): FixtureTree => ({
  [entry]: { attributes: {} },
  [`${entry}/scan_data`]: { attributes: {} },
  [`${entry}/scan_data/${cube}`]: {
    data: fixtureCounts(extent.reduce((n, length) => n * length, angles * energies)),
    shape: [...extent, angles, energies],
  },
  ...scale(entry, from, 95, 0.1, energies),
  ...scale(entry, from + 3, -6, 4, angles),
});
const motors = (file: ScanFile, name: string) =>
  Array.from(
    { length: file.frameCount },
    (_, i) => file.readFrame(i).motors.find((motor) => motor.name === name)?.value,
  );

test('positions read back go before the trajectory, which may be relative', async () => {
  const tree: FixtureTree = {
    ...antaresTree,
    '/salsa_0001/scan_data/actuator_1_1': {
      data: Float64Array.of(110, 108, 106, 110.1, NaN, NaN),
      shape: [2, 3],
    },
    '/salsa_0001/scan_data/actuator_2_1': { data: Float64Array.of(51, 51.5) },
  };
  await withFile(tree, (file) => {
    expect(motors(file, 'pi/x')).toEqual([110, 108, 106, 110.1]);
    expect(motors(file, 'mt_sz')).toEqual([51, 51, 51, 51.5]);
    expect(file.rawData().dimensions.slice(0, 2)).toMatchObject([
      { name: 'mt_sz', start: 51, step: 0.5 },
      { name: 'pi/x', start: 110, step: -2 },
    ]);
  });
});

test('stages that stand still are motors, less their offsets', async () => {
  const device = '/salsa_0001/ANTARES/i12-m-cx1-ex-sample-mt_sn';
  const piezo = '/salsa_0001/ANTARES/i12-m-cx1-ex-pi';
  const tree: FixtureTree = {
    ...antaresTree,
    '/salsa_0001/ANTARES': { attributes: {} },
    [device]: { attributes: {} },
    [`${device}/position`]: scalar(3),
    [`${device}/offset`]: scalar(0.5),
    [piezo]: { attributes: {} },
    [`${piezo}/x`]: scalar(9),
    [`${piezo}/y`]: scalar(40),
  };
  await withFile(tree, (file) => {
    expect(file.readFrame(1).motors).toEqual([
      { name: 'mt_sz', unit: 'mm', value: 1 },
      { name: 'pi/x', unit: 'um', value: 8 },
      { name: 'pi/y', unit: 'um', value: 40 },
      { name: 'mt_sn', unit: 'mm', value: 2.5 },
    ]);
  });
});

test.for([
  ['data_09', 1],
  ['data_11', 4],
] as const)('a deflector map in %s, its scales from %i on', async ([cube, from]) => {
  const entry = '/DeflX_0001';
  const tree: FixtureTree = {
    ...scan(entry, cube, [3], from),
    [`${entry}/scan_data/actuator_1_1`]: {
      data: Float64Array.of(-1, 0, 1),
      attributes: { long_name: "'i12-m-cx1/ex/mbs.1/DeflX'" },
    },
  };
  await withFile(tree, (file) => {
    expect(file).toMatchObject({ frameCount: 3, complete: true });
    expect(file.scanAxes).toEqual({ x: 'DeflX', y: null });
    expect(file.readFrame(2).motors).toEqual([{ name: 'DeflX', unit: 'deg', value: 1 }]);
    const { spectrum } = file.readFrame(2);
    expect(spectrum.energy).toMatchObject({ start: 95, count: energies });
    expect(spectrum.angle).toMatchObject({ start: -6, step: 4, count: angles });
    expect(spectrum.counts[1]).toBe(wholeNumberAt(2 * angles * energies + energies));
  });
});

test('deflector and stage: five dimensions, the map over the stage', async () => {
  const entry = '/salsa_0002';
  const trajectory = `${entry}/scan_config/trajectory`;
  const names = ['i12-m-cx1/ex/pi/x', 'i12-m-cx1/ex/pi/y', 'i12-m-cx1/ex/mbs.1/DeflX'];
  const tree: FixtureTree = {
    ...scan(entry, 'data_12', [2, 2, 3]),
    [`${entry}/scan_config`]: { attributes: {} },
    [trajectory]: { attributes: {} },
    ...Object.fromEntries(
      names.flatMap((name, i) => {
        const path = `${trajectory}/actuator_${i + 1}_1`;
        return [
          [path, { attributes: {} }],
          [`${path}/name`, { data: name }],
          [`${path}/from`, scalar(10 * i)],
          [`${path}/to`, scalar(10 * i + [2, 1, 1][i])],
          [`${path}/delta`, scalar(1)],
        ];
      }),
    ),
  };
  await withFile(tree, (file) => {
    expect(file).toMatchObject({ frameCount: 12, complete: true });
    expect(file.scanAxes).toEqual({ x: 'pi/x', y: 'pi/y' });
    expect(file.readFrame(11).motors).toEqual([
      { name: 'DeflX', unit: 'deg', value: 21 },
      { name: 'pi/y', unit: 'um', value: 11 },
      { name: 'pi/x', unit: 'um', value: 2 },
    ]);
  });
});

test('of several entries the map is shown, and of maps the last; counters are no cubes', async () => {
  const tree: FixtureTree = {
    ...scan('/cut_0003', 'data_11', []),
    ...scan('/map_0001', 'data_12', [2, 3]),
    ...scan('/map_0002', 'data_12', [2, 2]),
    // A counter of one value a point, under the name of a cube.
    '/map_0002/scan_data/data_11': { data: ramp(2 * 2 * 3, 0, 1), shape: [2, 2, 3] },
  };
  await withFile(tree, (file) => {
    expect(file.rawData().path).toBe('/map_0002/scan_data/data_12');
    expect(file.readFrame(0).notes).toContain(
      'Region map_0002 is shown; the file also holds cut_0003, map_0001',
    );
  });
});

test('a single spectrum', async () => {
  await withFile(scan('/cut_0001', 'data_09', [], 1), (file) => {
    expect(file).toMatchObject({ frameCount: 1, scanAxes: null, complete: true });
    expect(file.readFrame(0).spectrum.energy.count).toBe(energies);
  });
});
