import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { wholeNumberAt } from '../fixture-counts.test-support';
import { ramp, writeFixture, type FixtureTree } from '../hdf5/fixture.test-support';
import { openScanFile } from '../registry';
import { fixtureCounts } from '../site-files.test-support';

const folder = mkdtempSync(join(tmpdir(), 'sweetspot-i05-map-'));
afterAll(() => rmSync(folder, { recursive: true }));

const [rows, columns, angles, energies] = [2, 6, 3, 4];
const instrument = '/entry1/instrument';

function mapTree(overrides: FixtureTree = {}): FixtureTree {
  return {
    '/entry1': { attributes: { NX_class: 'NXentry' } },
    '/entry1/analyser': { attributes: { NX_class: 'NXdata' } },
    '/entry1/analyser/data': {
      data: fixtureCounts(rows * columns * angles * energies),
      shape: [rows, columns, angles, energies],
    },
    '/entry1/analyser/angles': { data: ramp(angles, -1, 1), attributes: { units: 'degrees' } },
    '/entry1/analyser/energies': { data: ramp(energies, 90, 0.5), attributes: { units: 'eV' } },
    '/entry1/analyser/smy': {
      data: Float64Array.of(5, 6),
      attributes: { units: 'mm', axis: '1', primary: 1 },
    },
    [instrument]: { attributes: { NX_class: 'NXinstrument' } },
    [`${instrument}/manipulator`]: { attributes: { NX_class: 'NXcollection' } },
    [`${instrument}/manipulator/smz`]: { data: Float64Array.of(0.5), attributes: { units: 'mm' } },
    [`${instrument}/zone_plate`]: { attributes: { NX_class: 'NXcollection' } },
    [`${instrument}/zone_plate/zpx`]: { data: Float64Array.of(12), attributes: { units: 'um' } },
    ...overrides,
  };
}

/** Positions of both dimensions: each row goes the other way. */
const serpentine: FixtureTree = {
  '/entry1/analyser/smx': {
    data: Float64Array.of(0, 1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 0),
    shape: [rows, columns],
    attributes: { units: 'mm', axis: '1,2', primary: 1 },
  },
};

test('a map with positions of two dimensions: every point in its own place', async () => {
  const file = await openScanFile(await writeFixture(join(folder, 'map.nxs'), mapTree(serpentine)));
  expect(file).toMatchObject({ frameCount: 12, expectedFrames: 12, complete: true });
  expect(file.scanAxes).toEqual({ x: 'smx', y: 'smy' });
  const { spectrum, motors } = file.readFrame(7);
  expect(motors).toEqual(
    expect.arrayContaining([
      { name: 'smx', unit: 'mm', value: 4 },
      { name: 'smy', unit: 'mm', value: 6 },
      { name: 'smz', unit: 'mm', value: 0.5 },
      { name: 'zpx', unit: 'um', value: 12 },
    ]),
  );
  expect(spectrum.energy).toMatchObject({ start: 90, step: 0.5, count: energies });
  const index = ((1 * columns + 1) * angles + 2) * energies + 1;
  expect(spectrum.counts[1 * angles + 2]).toBe(wholeNumberAt(index));
  file.close();
});

test('a fly scan: the motor that `target` names, without the ends where it gets up to speed', async () => {
  const flown: FixtureTree = {
    '/entry1/analyser/value': {
      data: Float64Array.of(0, 0.005, 1, 2, 3, 3.01),
      attributes: {
        units: 'mm',
        axis: '2',
        primary: 1,
        target: '/entry1/instrument/smx_fly/value',
      },
    },
  };
  const file = await openScanFile(await writeFixture(join(folder, 'fly.nxs'), mapTree(flown)));
  expect(file).toMatchObject({ frameCount: 8, expectedFrames: 8, complete: true });
  expect(file.scanAxes).toEqual({ x: 'smx', y: 'smy' });
  const positions = Array.from({ length: 8 }, (_, i) =>
    ['smx', 'smy'].map((name) => file.readFrame(i).motors.find((m) => m.name === name)?.value),
  );
  expect(positions.slice(0, 5)).toEqual([
    [0.005, 5],
    [1, 5],
    [2, 5],
    [3, 5],
    [0.005, 6],
  ]);
  expect(file.readFrame(4).spectrum.counts[0]).toBe(wholeNumberAt((columns + 1) * 12));
  expect(file.readFrame(0).notes.join()).toMatch(/2 of 6 pixels of each row left out/);
  file.close();
});

test('axes that do not fit the map are refused', async () => {
  const path = await writeFixture(
    join(folder, 'wrong.nxs'),
    mapTree({ '/entry1/analyser/energies': { data: ramp(3, 90, 1) } }),
  );
  await expect(openScanFile(path)).rejects.toThrow(
    /expected 2 × 6 × 3 × 3 values in \/entry1\/analyser\/data .* found 2 × 6 × 3 × 4/,
  );
});
