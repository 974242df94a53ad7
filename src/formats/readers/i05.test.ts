import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { File } from 'h5wasm/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ramp, writeFixture, type FixtureTree } from '../hdf5/fixture.test-support';
import { loadHdf5 } from '../hdf5/writing-library';
import { openScanFile } from '../registry';
import { i05Extent, i05Tree } from '../site-files.test-support';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sweetspot-i05-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const { points, angles, energies } = i05Extent;

const open = async (name: string, overrides: FixtureTree = {}) =>
  openScanFile(await writeFixture(join(directory, name), i05Tree(overrides)));

test('points come first, angles before energies, positions beside them', async () => {
  const file = await open('scan.nxs');
  expect(file).toMatchObject({ frameCount: 6, expectedFrames: 6, complete: true });
  expect(file.scanAxes).toEqual({ x: 'sax', y: 'saz' });
  const { spectrum, motors } = file.readFrame(4);
  expect(spectrum.energy).toEqual({
    name: 'Kinetic energy',
    unit: 'eV',
    start: 90,
    step: 0.5,
    count: energies,
  });
  expect(spectrum.angle).toMatchObject({ unit: 'deg', start: -2, step: 1, count: angles });
  for (let e = 0; e < energies; e++) {
    for (let a = 0; a < angles; a++) {
      expect(spectrum.counts[e * angles + a]).toBe(4 * angles * energies + a * energies + e);
    }
  }
  expect(motors).toEqual(
    expect.arrayContaining([
      { name: 'sax', unit: 'mm', value: 1 },
      { name: 'saz', unit: 'mm', value: 6 },
      { name: 'sapolar', unit: 'deg', value: -2.5 },
    ]),
  );
  expect(file.rawData().dimensions.map(({ count }) => count)).toEqual([6, 5, 4]);
  file.close();
});

test('a scan with points to come is not complete, unless it has ended', async () => {
  const halfway = { '/entry1/scan_dimensions': { data: Int32Array.of(4, 3) } };
  const running = await open('running.nxs', halfway);
  expect(running).toMatchObject({ frameCount: 6, expectedFrames: 12, complete: false });
  running.close();
  const aborted = await open('aborted.nxs', {
    ...halfway,
    '/entry1/end_time': { data: '2026-03-01T04:10:00+01' },
  });
  expect(aborted.complete).toBe(true);
  aborted.close();
});

test('while it is written, a point waits for its position', async () => {
  const path = join(directory, 'growing.nxs');
  await loadHdf5();
  const writer = new File(path, 'w', { libver: 'v110' });
  const column = (name: string, data: Float64Array) =>
    writer.create_dataset({ name, data, maxshape: [null], chunks: [16] });
  writer.create_group('entry1').create_group('analyser');
  writer.create_group('entry1/instrument').create_group('manipulator');
  writer.create_dataset({
    name: 'entry1/analyser/data',
    data: new Int32Array(3 * angles * energies),
    shape: [3, angles, energies],
    maxshape: [null, angles, energies],
    chunks: [1, angles, energies],
  });
  column('entry1/analyser/angles', ramp(angles, 0, 1));
  column('entry1/analyser/energies', ramp(energies, 90, 1));
  column('entry1/instrument/manipulator/sax', Float64Array.of(0, 1));
  column('entry1/instrument/manipulator/sapolar', Float64Array.of(5));
  writer.start_swmr_write();
  writer.flush();
  // The library shares a file opened twice in one process: the reader gets what is on disk.
  const copy = join(directory, 'growing-copy.nxs');
  copyFileSync(path, copy);
  writer.close();
  const file = await openScanFile(copy);
  expect(file).toMatchObject({ frameCount: 2, complete: false });
  expect(file.readFrame(1).motors.map(({ name, value }) => [name, value])).toEqual([
    ['sapolar', 5],
    ['sax', 1],
  ]);
  file.close();
  const closed = await openScanFile(path);
  expect(closed.frameCount).toBe(3);
  closed.close();
});

test('a photon-energy scan has energies of its own at every point', async () => {
  const own = Float64Array.from(
    { length: points * energies },
    (_, i) => 80 + Math.floor(i / energies) + (i % energies) * 0.1,
  );
  const file = await open('photon.nxs', {
    '/entry1/analyser/energies': {
      data: own,
      shape: [points, energies],
      attributes: { units: 'eV' },
    },
  });
  expect(file.readFrame(0).spectrum.energy.start).toBe(80);
  expect(file.readFrame(3).spectrum.energy.start).toBe(83);
  file.close();
});

test('energies that descend are turned round with their counts', async () => {
  const file = await open('descending.nxs', {
    '/entry1/analyser/energies': { data: ramp(energies, 91.5, -0.5), attributes: { units: 'eV' } },
  });
  const { energy, counts } = file.readFrame(0).spectrum;
  expect(energy).toMatchObject({ start: 90, step: 0.5 });
  expect(counts[0]).toBe(energies - 1);
  expect(file.rawData().dimensions[2]).toMatchObject({ start: 91.5, step: -0.5 });
  file.close();
});

test('a motor with too few values is left out at the points it lacks', async () => {
  const file = await open('late.nxs', {
    '/entry1/instrument/manipulator/sax': {
      data: Float64Array.of(0, 1, 2),
      attributes: { units: 'mm' },
    },
  });
  expect(file.readFrame(2).motors.map(({ name }) => name)).toContain('sax');
  expect(file.readFrame(3).motors.map(({ name }) => name)).not.toContain('sax');
  file.close();
});

test.for([
  ['an axis of another length', ramp(energies + 1, 90, 0.5), /frames of 5 × 5 .* found 5 × 4/],
  ['an uneven axis', Float64Array.of(90, 90.1, 91, 95), /evenly spaced axis .* steps away/],
  ['an axis that stands still', Float64Array.of(90, 90, 90, 90), /found the value 90 throughout/],
  ['an axis with a gap', Float64Array.of(90, NaN, 91, 92), /found NaN at index 1/],
] as const)('%s is refused, saying what was found', async ([name, data, message]) => {
  const file = await open(`${name}.nxs`, {
    '/entry1/analyser/energies': { data, attributes: { units: 'eV' } },
  });
  expect(() => file.readFrame(0)).toThrow(message);
  expect(() => file.readFrame(0)).toThrow(expect.objectContaining({ code: 'invalid-format' }));
  file.close();
});

test('a frame beyond the last, or none at all, is refused', async () => {
  const file = await open('range.nxs');
  for (const index of [-1, 6, 0.5, NaN]) {
    expect(() => file.readFrame(index)).toThrow(
      expect.objectContaining({ code: 'invalid-request' }),
    );
  }
  file.close();
});
