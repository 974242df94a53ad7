import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeFixture, type FixtureTree } from '../hdf5-fixture.test-support';
import { inspectFile } from '../inspect';
import { openScanFile } from '../registry';
import { fixtureCounts, sgm4Tree } from '../site-files.test-support';

const folder = mkdtempSync(join(tmpdir(), 'sweetspot-sgm4-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const write = (tree: FixtureTree) => writeFixture(join(folder, `${files++}.h5`), tree);
const details = '/Entry/Data/ScanDetails';

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
