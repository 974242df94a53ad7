import { expect, test } from 'vitest';
import { wholeNumberAt } from '../fixture-counts.test-support';
import { fixtureFiles } from '../hdf5/fixture-files.test-support';
import { ramp, type FixtureTree } from '../hdf5/fixture.test-support';
import type { ScanFile } from '../scan-file';
import { fixtureCounts } from '../site-files.test-support';

const { withFile } = fixtureFiles('nexus', 'nxs');

const axis = (count: number, start: number, step: number, units: string) => ({
  data: ramp(count, start, step),
  attributes: { units },
});
const data = (axes: string[], more: Record<string, number | Int32Array> = {}) => ({
  attributes: { NX_class: 'NXdata', signal: 'data', axes, ...more },
});
const entry: FixtureTree = { '/entry': { attributes: { NX_class: 'NXentry' } } };
const positions = (file: ScanFile, name: string) =>
  Array.from(
    { length: file.frameCount },
    (_, i) => file.readFrame(i).motors.find((motor) => motor.name === name)?.value,
  );

test('scanned dimensions may stand behind the detector', async () => {
  const tree: FixtureTree = {
    ...entry,
    '/entry/data': data(['energy', 'angle', 'y', 'x']),
    '/entry/data/data': { data: fixtureCounts(4 * 3 * 2 * 2), shape: [4, 3, 2, 2] },
    '/entry/data/energy': axis(4, 16, 0.5, 'eV'),
    '/entry/data/angle': axis(3, -1, 1, 'deg'),
    '/entry/data/y': axis(2, 5, 1, 'mm'),
    '/entry/data/x': axis(2, 0, 0.1, 'mm'),
  };
  await withFile(tree, (file) => {
    expect(file).toMatchObject({ frameCount: 4, complete: true, scanAxes: { x: 'x', y: 'y' } });
    expect(positions(file, 'x')).toEqual([0, 0.1, 0, 0.1]);
    expect(positions(file, 'y')).toEqual([5, 5, 6, 6]);
    const { spectrum } = file.readFrame(2);
    expect([spectrum.energy.count, spectrum.angle.count]).toEqual([4, 3]);
    expect(spectrum.counts[4]).toBe(wholeNumberAt(4 * 4 + 2));
  });
});

test('three scanned dimensions', async () => {
  const tree: FixtureTree = {
    ...entry,
    '/entry/data': data(['temperature', 'y', 'x', 'energy', 'angle']),
    '/entry/data/data': { data: fixtureCounts(2 * 2 * 2 * 4 * 3), shape: [2, 2, 2, 4, 3] },
    '/entry/data/temperature': axis(2, 10, 5, 'K'),
    '/entry/data/y': axis(2, 5, 1, 'mm'),
    '/entry/data/x': axis(2, 0, 0.1, 'mm'),
    '/entry/data/energy': axis(4, 16, 0.5, 'eV'),
    '/entry/data/angle': axis(3, -1, 1, 'deg'),
  };
  await withFile(tree, (file) => {
    expect(file.frameCount).toBe(8);
    expect(file.readFrame(5).motors).toEqual(
      expect.arrayContaining([
        { name: 'temperature', unit: 'K', value: 15 },
        { name: 'y', unit: 'mm', value: 5 },
        { name: 'x', unit: 'mm', value: 0.1 },
      ]),
    );
  });
});

test('positions read back at every point of a map, uneven as they are', async () => {
  const readback = [0, 1.1, 1.9, 2.05, 0.95, 0.02];
  const tree: FixtureTree = {
    ...entry,
    '/entry/data': data(['y', '.', 'energy', 'angle'], { x_indices: Int32Array.of(0, 1) }),
    '/entry/data/data': { data: fixtureCounts(2 * 3 * 4 * 3), shape: [2, 3, 4, 3] },
    '/entry/data/y': axis(2, 5, 1, 'mm'),
    '/entry/data/x': {
      data: Float64Array.from(readback),
      shape: [2, 3],
      attributes: { units: 'mm' },
    },
    '/entry/data/energy': axis(4, 16, 0.5, 'eV'),
    '/entry/data/angle': axis(3, -1, 1, 'deg'),
  };
  await withFile(tree, (file) => {
    expect(positions(file, 'x')).toEqual(readback);
    expect(positions(file, 'y')).toEqual([5, 5, 5, 6, 6, 6]);
  });
});

test('kinetic energies are told from photon energies, angles from what is scanned', async () => {
  const tree: FixtureTree = {
    ...entry,
    '/entry/data': data(['photon_energy', 'kinetic', 'theta']),
    '/entry/data/data': { data: fixtureCounts(2 * 4 * 3), shape: [2, 4, 3] },
    '/entry/data/photon_energy': axis(2, 60, 2, 'eV'),
    '/entry/data/kinetic': axis(4, 55000, 500, 'meV'),
    '/entry/data/theta': axis(3, -0.1, 0.1, 'rad'),
  };
  await withFile(tree, (file) => {
    expect(positions(file, 'photon_energy')).toEqual([60, 62]);
    const { energy, angle } = file.readFrame(0).spectrum;
    expect(energy).toMatchObject({ unit: 'eV', start: 55, step: 0.5 });
    expect(angle.unit).toBe('deg');
    expect(angle.step).toBeCloseTo(5.7296, 4);
  });
});

test.for([
  ['one text with colons on the signal', { axes: 'energy:angle', signal: 1 }],
  ['one text with commas and brackets', { axes: '[energy, angle]', signal: '1' }],
] as const)('%s names the axes', async ([, attributes]) => {
  const tree: FixtureTree = {
    ...entry,
    '/entry/data': { attributes: { NX_class: 'NXdata' } },
    '/entry/data/counts': { data: fixtureCounts(12), shape: [4, 3], attributes },
    '/entry/data/energy': axis(4, 16, 0.5, 'eV'),
    '/entry/data/angle': axis(3, -1, 1, 'deg'),
  };
  await withFile(tree, (file) => {
    expect(file.readFrame(0).spectrum.energy).toMatchObject({ start: 16, count: 4 });
  });
});

const spectrumIn = (group: string): FixtureTree => ({
  [group]: data(['energy', 'angle']),
  [`${group}/data`]: { data: fixtureCounts(12), shape: [4, 3] },
  [`${group}/energy`]: axis(4, 16, 0.5, 'eV'),
  [`${group}/angle`]: axis(3, -1, 1, 'deg'),
});

test('the default may lead down several groups, in one step or in many', async () => {
  const tree: FixtureTree = {
    '/': { attributes: { default: 'entry/process' } },
    '/entry': { attributes: { NX_class: 'NXentry' } },
    ...spectrumIn('/entry/first'),
    '/entry/process': { attributes: { NX_class: 'NXprocess', default: 'result' } },
    ...spectrumIn('/entry/process/result'),
  };
  await withFile(tree, (file) => {
    expect(file.rawData().path).toBe('/entry/process/result/data');
  });
});

test('data below a detector is found where the entry has none, positioners below groups too', async () => {
  const tree: FixtureTree = {
    ...entry,
    '/entry/instrument': { attributes: { NX_class: 'NXinstrument' } },
    '/entry/instrument/stage': { attributes: { NX_class: 'NXcollection' } },
    '/entry/instrument/stage/x': { attributes: { NX_class: 'NXpositioner' } },
    '/entry/instrument/stage/x/value': {
      data: Float64Array.of(1.5),
      attributes: { units: 'mm' },
    },
    '/entry/instrument/analyser': { attributes: { NX_class: 'NXdetector' } },
    ...spectrumIn('/entry/instrument/analyser/spectrum'),
  };
  await withFile(tree, (file) => {
    expect(file.rawData().path).toBe('/entry/instrument/analyser/spectrum/data');
    expect(file.readFrame(0).motors).toEqual([{ name: 'x', unit: 'mm', value: 1.5 }]);
  });
});
