import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ramp, writeFixture, type FixtureTree } from '../hdf5/fixture.test-support';
import { inspectFile } from '../inspect';
import { inspectFolder } from '../inspect-folder';
import { inspectionText } from '../inspection-text';
import { openScanFile } from '../registry';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sweetspot-generic-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const [energies, angles] = [6, 4];
const energy = { data: ramp(energies, 16, 0.02), attributes: { units: 'eV' } };
const angle = { data: ramp(angles, -3, 2), attributes: { units: 'degrees' } };
const counts = (length = energies * angles) => Float32Array.from({ length }, (_, i) => i + 1);

const single = (overrides: FixtureTree = {}): FixtureTree => ({
  '/entry': { attributes: { NX_class: 'NXentry' } },
  '/entry/data': { attributes: { NX_class: 'NXdata', signal: 'data', axes: ['energy', 'angle'] } },
  '/entry/data/data': { data: counts(), shape: [energies, angles] },
  '/entry/data/energy': energy,
  '/entry/data/angle': angle,
  ...overrides,
});

const path = (name: string) => join(directory, `${name}.nxs`);
const open = async (name: string, tree: FixtureTree) =>
  openScanFile(await writeFixture(path(name), tree));

test('a file with nothing but a spectrum and its axes is enough', async () => {
  const file = await open('bare', single());
  expect(file).toMatchObject({
    frameCount: 1,
    expectedFrames: null,
    scanAxes: null,
    complete: true,
  });
  const frame = file.readFrame(0);
  expect(frame.spectrum.counts).toEqual(counts());
  expect(frame.spectrum.angle).toMatchObject({ unit: 'deg', start: -3, step: 2 });
  expect(frame).toMatchObject({ motors: [], measuredAt: null, dwellSeconds: null, notes: [] });
  file.close();
});

test('angle before energy, and the older way of naming signal and axes', async () => {
  const file = await open('older', {
    '/scan': { attributes: { NX_class: 'NXentry' } },
    '/scan/detector': { attributes: { NX_class: 'NXdata' } },
    '/scan/detector/image': {
      data: counts(),
      shape: [angles, energies],
      attributes: { signal: 1 },
    },
    '/scan/detector/slit': { ...angle, attributes: { units: 'deg', axis: 1 } },
    '/scan/detector/kinetic': { ...energy, attributes: { units: 'eV', axis: '2' } },
  });
  const { spectrum } = file.readFrame(0);
  expect([spectrum.energy.count, spectrum.angle.count]).toEqual([energies, angles]);
  expect(spectrum.counts[1]).toBe(1 + energies);
  file.close();
});

test('the default attributes decide between several groups', async () => {
  const file = await open('several', {
    ...single(),
    '/': { attributes: { default: 'other' } },
    '/other': { attributes: { NX_class: 'NXentry', default: 'second' } },
    '/other/first': { attributes: { NX_class: 'NXdata', signal: 'data', axes: ['energy', '.'] } },
    '/other/first/data': { data: counts(), shape: [energies, angles] },
    '/other/first/energy': energy,
    '/other/second': { attributes: { NX_class: 'NXdata', signal: 'data', axes: ['energy', '.'] } },
    '/other/second/data': { data: counts().map((value) => 10 * value), shape: [energies, angles] },
    '/other/second/energy': energy,
  });
  const frame = file.readFrame(0);
  expect(frame.spectrum.counts[0]).toBe(10);
  expect(frame.spectrum.angle.unit).toBe('pixel');
  expect(frame.notes).toContainEqual(expect.stringContaining('no angle scale'));
  file.close();
});

test('missing and negative values become 0 and are noted; a frame of NaN is none', async () => {
  const data = counts(3 * energies * angles);
  data[1] = NaN;
  data[2] = Infinity;
  data[3] = -4;
  data.fill(NaN, energies * angles, 2 * energies * angles);
  const file = await open('holes', {
    ...single(),
    '/entry/data': {
      attributes: { NX_class: 'NXdata', signal: 'data', axes: ['.', 'energy', 'angle'] },
    },
    '/entry/data/data': { data, shape: [3, energies, angles] },
  });
  const frame = file.readFrame(0);
  expect([...frame.spectrum.counts.slice(0, 5)]).toEqual([1, 0, 0, 0, 5]);
  expect(frame.notes).toEqual([
    '2 of 24 values are missing, taken as 0',
    '1 of 24 values are negative, taken as 0',
  ]);
  expect(() => file.readFrame(1)).toThrow(expect.objectContaining({ code: 'incomplete' }));
  expect(file.readFrame(2).notes).toEqual([]);
  file.close();
});

test('binding energies keep their name and sign', async () => {
  const file = await open('binding', {
    ...single(),
    '/entry/data/energy': { data: ramp(energies, -0.1, 0.02), attributes: { units: 'eV' } },
  });
  expect(file.readFrame(0).spectrum.energy).toMatchObject({ name: 'Binding energy', start: -0.1 });
  file.close();
});

test('a slightly uneven axis is taken as even and noted', async () => {
  const uneven = ramp(energies, 16, 0.02);
  uneven[2] += 0.002;
  const file = await open('uneven', {
    ...single(),
    '/entry/data/energy': { data: uneven, attributes: { units: 'eV' } },
  });
  expect(file.readFrame(0).notes).toEqual([
    'Kinetic energy is not evenly spaced: values up to 0.10 steps off, taken as even',
  ]);
  file.close();
});

test('positions beside the signal are motors, in µm where the file says so', async () => {
  const file = await open('beside', {
    ...single(),
    '/entry/data': {
      attributes: {
        NX_class: 'NXdata',
        signal: 'data',
        axes: ['.', 'energy', 'angle'],
        smx_indices: 0,
      },
    },
    '/entry/data/data': { data: counts(2 * energies * angles), shape: [2, energies, angles] },
    '/entry/data/smx': { data: Float64Array.of(-7, 8.5), attributes: { units: 'µm' } },
  });
  expect(file.readFrame(1).motors).toEqual([{ name: 'smx', unit: 'um', value: 8.5 }]);
  file.close();
});

const broken: [string, FixtureTree, RegExp][] = [
  [
    'five dimensions',
    { '/entry/data/data': { data: counts(), shape: [1, 1, 1, 6, 4] } },
    /found 1 × 1 × 1 × 6 × 4/,
  ],
  [
    'an axis that is too short',
    { '/entry/data/energy': { data: ramp(3, 1, 1), attributes: { units: 'eV' } } },
    /frames of 3 × 4 .* found 6 × 4/,
  ],
  [
    'no energy axis',
    {
      '/entry/data': {
        attributes: { NX_class: 'NXdata', signal: 'data', axes: ['depth', 'angle'] },
      },
      '/entry/data/depth': { data: ramp(energies, 0, 1), attributes: { units: 'mm' } },
    },
    /expected an energy axis .* found \/entry\/data\/depth, \/entry\/data\/angle/,
  ],
  [
    'a signal of text',
    { '/entry/data/data': { data: ['a', 'b'] } },
    /expected one of the HDF5 layouts .* found \/entry/,
  ],
];

test.for(broken)('%s is refused, saying what was found', async ([name, change, message]) => {
  const inspection = await inspectFile(await writeFixture(path(name), single(change)));
  expect(inspection).toMatchObject({
    kind: 'unreadable',
    error: { message: expect.stringMatching(message) as string },
  });
});

test('an inspection prints all a user needs, and plain data as JSON', async () => {
  const inspection = await inspectFile(await writeFixture(path('printed'), single()));
  const text = inspectionText(inspection);
  for (const line of [
    /format +NeXus \(NXdata\)/,
    /frames +1$/m,
    /dimension 0 +Kinetic energy \(eV\): 6 values, start 16, step 0\.02, end 16\.1$/m,
    /dimension 1 +Angle \(deg\): 4 values, start -3, step 2, end 3$/m,
    /sum +300$/m,
    /maximum +24 at \[5, 3\]$/m,
    /middle +15$/m,
    /warning +The file records no stage positions$/m,
  ]) {
    expect(text).toMatch(line);
  }
  expect(JSON.parse(JSON.stringify(inspection))).toEqual(inspection);
});

test('a folder is inspected file by file, the unreadable and the ignored included', async () => {
  const folder = mkdtempSync(join(directory, 'folder-'));
  await writeFixture(join(folder, 'b10.nxs'), single());
  await writeFixture(join(folder, 'b9.nxs'), single());
  await writeFixture(join(folder, '_tmp_b11.nxs'), single());
  await writeFixture(join(folder, 'other.h5'), { '/x': { data: counts(3) } });
  const inspection = await inspectFolder(folder);
  expect(inspection.files.map((file) => [file.path.split(/[/\\]/).at(-1), file.kind])).toEqual([
    ['b9.nxs', 'scan'],
    ['b10.nxs', 'scan'],
    ['other.h5', 'unreadable'],
  ]);
  expect(inspection.ignored).toEqual(['_tmp_b11.nxs']);
  expect(inspectionText(inspection)).toContain('2 of 3 files readable, 1 ignored by name');
});
