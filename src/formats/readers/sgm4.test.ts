import { File } from 'h5wasm/node';
import { expect, test } from 'vitest';
import { wholeNumberAt } from '../fixture-counts.test-support';
import { fixtureFiles } from '../hdf5/fixture-files.test-support';
import type { FixtureTree } from '../hdf5/fixture.test-support';
import { loadHdf5 } from '../hdf5/writing-library';
import { inspectFile } from '../inspect';
import { openScanFile } from '../registry';
import { fixtureCounts, sgm4Tree } from '../site-files.test-support';

const { freshPath, write, withFile } = fixtureFiles('sgm4', 'h5');
const details = '/Entry/Data/ScanDetails';

test('positions in µm; an axis that was not moved stands where it stood', async () => {
  await withFile(sgm4Tree(3), (file) => {
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
  const path = freshPath();
  const writer = new File(path, 'w', { libver: 'v110' });
  for (const group of ['Entry', 'Entry/Data', details.slice(1)]) writer.create_group(group);
  const column = (name: string, data: Float64Array) =>
    writer.create_dataset({ name: `${details.slice(1)}/${name}`, data });
  writer.create_dataset({ name: `${details.slice(1)}/SlowAxis_names`, data: ['FSamX'] });
  writer.create_dataset({
    name: `${details.slice(1)}/FastAxis_names`,
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
    name: `${details.slice(1)}/TruePositions`,
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
  await withFile(sgm4Tree(2), (file) => {
    expect(file.frameCount).toBe(2);
    expect(file.complete).toBe(false);
  });
});

test('repeats in a loop are points of their own at the same places', async () => {
  const file = await openScanFile(
    await write({
      ...sgm4Tree(3),
      [`${details}/TruePositions`]: {
        data: Float64Array.of(1, 10, 0, 1, 10, 1, 2, 10, 0),
        shape: [3, 3],
      },
      [`${details}/SlowAxis_names`]: { data: ['FSamX', 'FSamY', 'Loop'] },
      [`${details}/SlowAxis_length`]: { data: Int32Array.of(3, 3, 2) },
    }),
  );
  expect(file).toMatchObject({ expectedFrames: 18, scanAxes: { x: 'FSamX', y: 'FSamY' } });
  expect([0, 1].map((i) => file.readFrame(i).motors.slice(0, 3))).toEqual(
    [0, 1].map((loop) => [
      { name: 'FSamX', unit: 'um', value: 1 },
      { name: 'FSamY', unit: 'um', value: 10 },
      { name: 'Loop', unit: '', value: loop },
    ]),
  );
  file.close();
});

test('a scan of the deflector is in degrees; time and dwell are known', async () => {
  const file = await openScanFile(
    await write({
      ...sgm4Tree(3),
      [`${details}/TruePositions`]: { data: Float64Array.of(-1, 0, 1), shape: [3, 1] },
      [`${details}/SlowAxis_names`]: { data: ['ShiftX'] },
      [`${details}/SlowAxis_length`]: { data: Int32Array.of(3) },
      '/Entry/Data/Timestamp': { data: ['2024-05-01T10:00:00', '2024-05-01T10:10:00'] },
      '/Entry/Instrument/Detector': { attributes: {} },
      '/Entry/Instrument/Detector/Info': {
        data: 'Kinetic Start Energy: 16\r\nSamples: 1\r\nDwell Time: 0.25\r\n',
      },
    }),
  );
  expect(file).toMatchObject({ complete: true, scanAxes: { x: 'ShiftX', y: null } });
  expect(file.readFrame(1)).toMatchObject({ dwellSeconds: 0.25 });
  expect(file.readFrame(0).measuredAt).toBe('2024-05-01T10:00:00');
  expect(file.readFrame(2).motors[0]).toEqual({ name: 'ShiftX', unit: 'deg', value: 1 });
  file.close();
});

test('older files without positions: those planned, the first axis the fastest', async () => {
  const known = Object.entries(sgm4Tree(3)).filter(([path]) => !path.endsWith('TruePositions'));
  const file = await openScanFile(
    await write({
      ...Object.fromEntries(known),
      [`${details}/SlowAxis_start`]: { data: Float64Array.of(1, 10) },
      [`${details}/SlowAxis_step`]: { data: Float64Array.of(0.5, 2) },
    }),
  );
  expect(file.frameCount).toBe(3);
  const { motors, notes } = file.readFrame(2);
  expect(motors.slice(0, 2)).toEqual([
    { name: 'FSamX', unit: 'um', value: 1 },
    { name: 'FSamY', unit: 'um', value: 12 },
  ]);
  expect(notes).toContain('Positions are those planned: the file records none');
  file.close();
});

test('a knife-edge scan keeps totals: to inspect, not to score', async () => {
  const tree: FixtureTree = {
    '/Entry': { attributes: {} },
    '/Entry/Data': { attributes: {} },
    [details]: { attributes: {} },
    [`${details}/SlowAxis_names`]: { data: ['SamX', 'CapZ'] },
    [`${details}/SlowAxis_start`]: { data: Float64Array.of(1, 10) },
    [`${details}/SlowAxis_step`]: { data: Float64Array.of(0.5, 2) },
    [`${details}/SlowAxis_length`]: { data: Int32Array.of(3, 2) },
    '/Entry/Process': { attributes: {} },
    '/Entry/Process/SumData': { data: fixtureCounts(6), shape: [2, 3] },
  };
  expect(await inspectFile(await write(tree))).toMatchObject({
    kind: 'scan',
    format: { id: 'sgm4' },
    data: {
      dimensions: [
        { name: 'CapZ', unit: 'um', start: 10, step: 2, count: 2 },
        { name: 'SamX', unit: 'um', start: 1, step: 0.5, count: 3 },
      ],
    },
    warnings: [
      expect.stringMatching(/found CapZ, SamX \(one count at each point, as of a knife edge\)/),
      expect.stringMatching(/no stage positions/),
    ],
  });
});
