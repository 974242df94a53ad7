import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeFixture, type FixtureTree } from '../hdf5/fixture.test-support';
import { inspectFile } from '../inspect';
import { openScanFile } from '../registry';
import { peakAxis, zap2dTree, zapExtent } from '../site-files.test-support';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sweetspot-ssrl-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const open = async (name: string, tree: FixtureTree) =>
  openScanFile(await writeFixture(join(directory, name), tree));

const { energies, angles, columns, rows } = zapExtent;

test('a fly scan: every pixel is a frame at its own position', async () => {
  const file = await open('zap.h5', zap2dTree(columns * rows));
  expect(file).toMatchObject({ frameCount: 10, expectedFrames: 10, complete: true });
  expect(file.scanAxes).toEqual({ x: 'X', y: 'Z' });
  // Frame 7 is X index 3, Z index 1: the last dimension runs fastest.
  const { spectrum, motors, dwellSeconds } = file.readFrame(7);
  for (let e = 0; e < energies; e++) {
    for (let a = 0; a < angles; a++) {
      expect(spectrum.counts[e * angles + a]).toBe((e * angles + a) * columns * rows + 7);
    }
  }
  expect(motors).toEqual(
    expect.arrayContaining([
      { name: 'X', unit: 'mm', value: expect.closeTo(2.53, 12) as number },
      { name: 'Z', unit: 'mm', value: expect.closeTo(440.98, 12) as number },
      { name: 'Y', unit: 'mm', value: -1.6205 },
      { name: 'T', unit: 'deg', value: 12.5 },
    ]),
  );
  expect(motors).toHaveLength(4);
  expect(dwellSeconds).toBeCloseTo(0.2, 6);
  file.close();
});

test('pixels without exposure are not measured yet', async () => {
  const file = await open('half.h5', zap2dTree(6));
  expect(file).toMatchObject({ frameCount: 6, expectedFrames: 10, complete: false });
  expect(file.readFrame(5).spectrum.counts[0]).toBe(5);
  expect(() => file.readFrame(6)).toThrow(expect.objectContaining({ code: 'invalid-request' }));
  file.close();
});

test('values that change with the point stand in MapInfo', async () => {
  const tree = zap2dTree(10);
  const file = await open('mapinfo.h5', {
    ...tree,
    '/Data/Axes0': peakAxis('Kinetic Energy', 'eV', 'MapInfo:Data:Axes0:Offset', 0.1, energies),
    '/Manipulator': { attributes: { Y: 'MapInfo:Manipulator:Y' } },
    '/MapInfo': { attributes: {} },
    '/MapInfo/Data:Axes0:Offset': { data: Float64Array.from({ length: 10 }, (_, i) => 90 + i) },
    '/MapInfo/Manipulator:Y': { data: Float64Array.from({ length: 10 }, (_, i) => i / 10) },
  });
  expect(file.readFrame(0).spectrum.energy.start).toBe(90);
  const { spectrum, motors } = file.readFrame(8);
  expect(spectrum.energy.start).toBe(98);
  expect(motors).toContainEqual({ name: 'Y', unit: 'mm', value: 0.8 });
  file.close();
});

test('the older generation with lower-case names reads the same', async () => {
  const file = await open('old.h5', {
    '/data': { attributes: {} },
    '/data/axes0': peakAxis('ThetaX', 'deg', -1, 1, angles),
    '/data/axes1': peakAxis('Kinetic Energy', 'eV', 100.3, -0.1, energies),
    '/data/counts': {
      data: Float32Array.from({ length: 12 }, (_, i) => i),
      shape: [angles, energies],
    },
    '/data/exposure': { data: new Float32Array(12).fill(3), shape: [angles, energies] },
  });
  const { spectrum, dwellSeconds } = file.readFrame(0);
  expect(spectrum.energy.start).toBeCloseTo(100, 9);
  expect(spectrum.energy.step).toBeCloseTo(0.1, 9);
  expect(spectrum.counts[0]).toBe(energies - 1);
  expect(dwellSeconds).toBe(3);
  file.close();
});

test('a scan of photon energies: kinetic energies of its own at each, positions from the beamline', async () => {
  const perPoint = (start: number, step: number) => ({
    data: Float64Array.from({ length: 3 }, (_, i) => start + i * step),
  });
  const file = await open('photon.h5', {
    '/Data': { attributes: {} },
    '/Data/Axes0': {
      attributes: {
        Label: 'Kinetic Energy',
        Unit: 'eV',
        Offset: 'MapInfo:Data:Axes0:Offset',
        Delta: 'MapInfo:Data:Axes0:Delta',
        Count: energies,
      },
    },
    '/Data/Axes1': peakAxis('ThetaX', 'deg', -1, 1, angles),
    '/Data/Axes2': peakAxis('energy', 'eV', 'MapInfo:Data:Axes2:Offset', 1, 5),
    '/Data/Count': {
      data: Float32Array.from({ length: energies * angles * 3 }, (_, i) => i),
      shape: [energies, angles, 3],
    },
    '/Data/Time': {
      data: new Float32Array(energies * angles * 3).fill(0.5),
      shape: [energies, angles, 3],
    },
    '/MapInfo': { attributes: {} },
    '/MapInfo/Data:Axes0:Offset': perPoint(55, 10),
    '/MapInfo/Data:Axes0:Delta': perPoint(0.1, 1e-8),
    '/MapInfo/Data:Axes2:Offset': perPoint(0, 1),
    '/MapInfo/Beamline:energy': perPoint(60, 10),
  });
  // Five were planned, three are there.
  expect(file).toMatchObject({ frameCount: 3, expectedFrames: 5, complete: false });
  expect(file.scanAxes).toEqual({ x: 'energy', y: null });
  const { spectrum, motors } = file.readFrame(2);
  expect(spectrum.energy).toMatchObject({ name: 'Kinetic energy', start: 75, count: energies });
  expect(spectrum.angle.count).toBe(angles);
  expect(spectrum.counts[1]).toBe(3 + 2);
  expect(motors).toEqual([{ name: 'energy', unit: 'eV', value: 80 }]);
  expect(file.rawData().dimensions[2]).toMatchObject({ name: 'energy', start: 60, step: 10 });
  file.close();
});

test('what is noted along one scanned axis holds for all points of the other', async () => {
  const file = await open('rows.h5', {
    ...zap2dTree(10),
    '/Manipulator': {
      attributes: { Y: 'MapInfo:Manipulator:Y', T: 'MapInfo:Manipulator:T', F: 'MapInfo:gone' },
    },
    '/MapInfo': { attributes: {} },
    '/MapInfo/Manipulator:Y': { data: Float64Array.of(1, 2) },
    '/MapInfo/Manipulator:T': { data: Float64Array.of(0, 1, 2, 3, 4) },
  });
  // Frame 7 is X index 3, Z index 1.
  expect(file.readFrame(7).motors.slice(2)).toEqual([
    { name: 'T', unit: 'deg', value: 3 },
    { name: 'Y', unit: 'mm', value: 2 },
  ]);
  file.close();
});

test('a fly scan of one count a pixel can be inspected, not scored', async () => {
  const path = await writeFixture(join(directory, 'totals.h5'), {
    '/': { attributes: { MeasurementMode: 'Zap2D' } },
    '/Data': { attributes: {} },
    '/Data/Axes0': {
      attributes: {
        ...peakAxis('Z', 'mm', 441, 0.02, rows).attributes,
        Offset: 'MapInfo:Data:Axes0:Offset',
      },
    },
    '/Data/Axes1': {
      attributes: { Label: 'X', Unit: 'mm', Start: 2.5, OffsetRel: 0, Delta: 0.01, Count: columns },
    },
    '/Data/Count': {
      data: Float32Array.from({ length: rows * columns }, (_, i) => i),
      shape: [rows, columns],
    },
    '/MapInfo': { attributes: {} },
    '/MapInfo/Data:Axes0:Offset': { data: Float64Array.of(441, 441.02) },
  });
  expect(await inspectFile(path)).toMatchObject({
    kind: 'scan',
    format: { id: 'ssrl-peak' },
    frames: 1,
    expectedFrames: 1,
    scanAxes: { x: 'X', y: 'Z' },
    data: {
      dimensions: [
        { name: 'Z', unit: 'mm', start: 441, count: rows },
        { name: 'X', unit: 'mm', start: 2.5, step: 0.01, count: columns },
      ],
      sum: 45,
      maximumIndex: [1, 4],
    },
    warnings: [
      expect.stringMatching(
        /expected an energy axis, found Z, X \(one count at each point\); it can be inspected, not/,
      ),
      expect.stringMatching(/no stage positions/),
    ],
  });
});

test('pixels that were passed over are not measured; those behind them are', async () => {
  const tree = zap2dTree(10);
  const pixels = columns * rows;
  const file = await open('holes.h5', {
    ...tree,
    '/Data/Time': {
      data: Float32Array.from({ length: energies * angles * pixels }, (_, i) =>
        i % pixels === 3 ? 0 : 0.2,
      ),
      shape: [energies, angles, columns, rows],
    },
  });
  expect(file.frameCount).toBe(pixels);
  expect([2, 3, 4].map((index) => file.isMeasured?.(index))).toEqual([true, false, true]);
  file.close();
});

test('old files write their attributes in lower case; counts of the whole slit are one pixel wide', async () => {
  const file = await open('lower.h5', {
    '/data': { attributes: {} },
    '/data/axis0': {
      attributes: { label: 'Kinetic Energy', unit: 'eV', minimum: 99.95, maximum: 100.35 },
    },
    '/data/axis1': { attributes: { label: 'x', unit: 'mm', offset: 1, delta: 0.5, count: 2 } },
    '/data/counts': { data: Float32Array.from({ length: 8 }, (_, i) => i), shape: [4, 2] },
    '/Manipulator': { attributes: { a: -90, z: 3 } },
  });
  const { spectrum, motors } = file.readFrame(1);
  expect(spectrum.energy.start).toBeCloseTo(100, 9);
  expect(spectrum.energy.step).toBeCloseTo(0.1, 9);
  expect([...spectrum.counts]).toEqual([1, 3, 5, 7]);
  expect(motors).toEqual([
    { name: 'x', unit: 'mm', value: 1.5 },
    { name: 'a', unit: 'deg', value: -90 },
    { name: 'z', unit: 'mm', value: 3 },
  ]);
  file.close();
});

test.for([
  ['no description of an axis', { '/Data/Axes1': undefined }, /\/Data\/Axes1, found nothing/],
  [
    'an axis without a step',
    { '/Data/Axes0': peakAxis('Kinetic Energy', 'eV', 100, 0, energies) },
    /found 100 and 0/,
  ],
  [
    'exposures of another shape',
    { '/Data/Time': { data: new Float32Array(4), shape: [2, 2] } },
    /exposures of 4 × 3/,
  ],
] as const)('%s is refused, saying what was found', async ([name, change, message]) => {
  const merged = Object.entries({ ...zap2dTree(10), ...change });
  const tree = Object.fromEntries(merged.filter(([, item]) => item !== undefined)) as FixtureTree;
  const opening = open(`${name}.h5`, tree).then((file) => {
    file.readFrame(0);
  });
  await expect(opening).rejects.toMatchObject({
    code: 'invalid-format',
    message: expect.stringMatching(message) as string,
  });
});
