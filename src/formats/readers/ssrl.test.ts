import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeFixture, type FixtureTree } from '../hdf5-fixture.test-support';
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

test.for([
  ['no description of an axis', { '/Data/Axes1': undefined }, /\/Data\/Axes1, found nothing/],
  [
    'no energy axis',
    { '/Data/Axes0': peakAxis('Slit', 'mm', 0, 1, energies) },
    /energy and an angle axis/,
  ],
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
