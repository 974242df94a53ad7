import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { axisValue, type Axis } from '#shared/axis';
import { openHdf5 } from '../hdf5/hdf5-file';
import { realDataFolder } from '../hdf5/fixture.test-support';
import { inspectFile } from '../inspect';
import { openScanFile } from '../registry';
import type { Frame } from '../scan-file';
import { goldenPlainFiles } from './real-plain-golden.test-support';

const folder = realDataFolder();
const at = (name: string) => join(folder ?? '', name);

/** Equal to the digits in which the golden value is given. */
function expectClose(found: number | null, expected: number): void {
  expect(Math.abs((found ?? NaN) - expected)).toBeLessThanOrEqual(
    1e-7 * Math.max(1e-3, Math.abs(expected)),
  );
}

async function readFrames(name: string, options: { region?: string } = {}): Promise<Frame[]> {
  const file = await openScanFile(at(name), options);
  const frames = Array.from({ length: file.frameCount }, (_, index) => file.readFrame(index));
  file.close();
  return frames;
}

interface Expected {
  shape: number[];
  values: ArrayLike<number>;
  coordinate: (name: string) => ArrayLike<number>;
  scalar: (name: string) => number | null;
}

/** What an independent, well-tested reader made of a file. */
async function expectedArray(name: string, dataPath: string): Promise<Expected> {
  const file = await openHdf5(at(name));
  const group = dataPath.slice(0, dataPath.lastIndexOf('/'));
  const known = new Map(file.childNames(group || '/').map((child) => [child, `${group}/${child}`]));
  const coordinates = new Map(
    [...known]
      .filter(([, path]) => file.kindOf(path) === 'dataset' && file.isNumeric(path))
      .map(([child, path]) => [child, path === dataPath ? [] : Array.from(file.numbers(path))]),
  );
  const expected = { shape: file.shapeOf(dataPath), values: file.numbers(dataPath) };
  file.close();
  return {
    ...expected,
    coordinate: (child) => coordinates.get(child) ?? [],
    scalar: (child) => coordinates.get(child)?.at(0) ?? null,
  };
}

function expectAxis(axis: Axis, expected: ArrayLike<number>, first = 0): void {
  const values = Array.from(expected).slice(first, first + axis.count);
  const ascending = values.length > 1 && values[0] > values[1] ? values.reverse() : values;
  expect(axis.count).toBe(ascending.length);
  ascending.forEach((value, i) => {
    expect(axisValue(axis, i)).toBeCloseTo(value, 9);
  });
}

/** Every count of the frame, [energy][angle] ascending, is what `valueAt` says. */
function expectCounts(
  { spectrum }: Frame,
  valueAt: (energy: number, angle: number) => number,
): void {
  const { energy, angle, counts } = spectrum;
  let different = 0;
  for (let e = 0; e < energy.count; e++) {
    for (let a = 0; a < angle.count; a++) {
      const expected = valueAt(e, a);
      const found = counts[e * angle.count + a];
      if (Math.abs(found - expected) > 1e-6 * Math.max(1, Math.abs(expected))) different++;
    }
  }
  expect(different).toBe(0);
}

const motor = (frame: Frame, name: string) => frame.motors.find((one) => one.name === name);

describe.skipIf(folder === null)('measured files that are no HDF5', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'sweetspot-plain-'));
  afterAll(() => {
    rmSync(scratch, { recursive: true });
  });

  test.for(goldenPlainFiles)('$name: golden values of the raw data', async (file) => {
    const inspection = await inspectFile(at(file.name));
    expect(inspection).toMatchObject({ kind: 'scan', format: { id: file.format }, complete: true });
    if (inspection.kind !== 'scan') return;
    const { data } = inspection;
    expect(data.dimensions.map(({ count }) => count)).toEqual(
      file.dimensions.map(({ count }) => count),
    );
    file.dimensions.forEach(({ start, step, last, unit }, d) => {
      const axis = data.dimensions[d];
      expect(axis.unit).toBe(unit);
      expectClose(axis.start, start);
      if (step !== undefined) expectClose(axis.step, step);
      if (last !== undefined) expectClose(axisValue(axis, axis.count - 1), last);
    });
    expectClose(data.sum, file.sum);
    expectClose(data.maximum, file.maximum);
    expectClose(data.middle, file.middle);
    expect(data.maximumIndex).toEqual(file.maximumIndex);
  });

  test('MERLIN cube: every frame, its axes, polar angle and stage position', async () => {
    const frames = await readFrames('merlin/lp.ibw');
    const expected = await expectedArray('merlin/expected/lp.h5', '/wave0');
    const [, angles, polars] = expected.shape;
    expect(frames).toHaveLength(polars);
    frames.forEach((frame, p) => {
      expectAxis(frame.spectrum.energy, expected.coordinate('eV'));
      expectAxis(frame.spectrum.angle, expected.coordinate('alpha'));
      // The slit axis descends in the file.
      expectCounts(frame, (e, a) => expected.values[(e * angles + (angles - 1 - a)) * polars + p]);
      expect(motor(frame, 'Polar')).toEqual({
        name: 'Polar',
        unit: 'deg',
        value: expected.coordinate('beta')[p],
      });
      expect(motor(frame, 'Sample X')).toEqual({
        name: 'Sample X',
        unit: 'mm',
        value: expected.scalar('x'),
      });
      expect(motor(frame, 'Sample Y (Vert)')?.value).toBe(expected.scalar('y'));
      expect(motor(frame, 'Sample Z')?.value).toBe(expected.scalar('z'));
    });
  });

  test('MERLIN packed: binding energies with their sign and the step of the note', async () => {
    const [frame] = await readFrames('merlin/core.pxt');
    const expected = await expectedArray('merlin/expected/core.h5', '/Wide scan');
    expect(frame.spectrum.energy.name).toBe('Binding energy');
    expectAxis(frame.spectrum.energy, expected.coordinate('eV'));
    expectCounts(frame, (e) => expected.values[e]);
    expect(
      ['Sample X', 'Sample Y (Vert)', 'Sample Z'].map((name) => motor(frame, name)?.value),
    ).toEqual(['x', 'y', 'z'].map((name) => expected.scalar(name)));
    // Half a day after the live wave of the same sample: the day comes first.
    expect(frame.measuredAt).toBe('2022-10-11T03:31:49');
  });

  test('DA30 deflector map: every frame and its deflector angle', async () => {
    const frames = await readFrames('da30/f0002.zip');
    const expected = await expectedArray('da30/expected/f0002.h5', '/DA map');
    const [steps, angles, energies] = expected.shape;
    expect(frames).toHaveLength(steps);
    expectAxis(frames[0].spectrum.energy, expected.coordinate('eV'));
    expectAxis(frames[0].spectrum.angle, expected.coordinate('alpha'));
    frames.forEach((frame, step) => {
      expectCounts(frame, (e, a) => expected.values[(step * angles + a) * energies + e]);
      expect(motor(frame, 'Thetay')?.value).toBeCloseTo(expected.coordinate('beta')[step], 9);
    });
  });

  test('SES zip: only channels with full exposure, of the region that was chosen', async () => {
    for (const region of ['dummytestmap1', 'dummytestmap2']) {
      const frames = await readFrames('erpes/test0003.zip', { region });
      const expected = await expectedArray('erpes/expected/3.h5', `/${region}/${region}`);
      expect(frames).toHaveLength(2);
      expect(frames[0].spectrum.energy.count).toBe(6);
      expectAxis(frames[0].spectrum.energy, expected.coordinate('eV'), 45);
      expectAxis(frames[0].spectrum.angle, expected.coordinate('alpha'));
      expect(frames[0].notes.join()).toMatch(/channels 45 to 50 of 96/);
    }
    await expect(openScanFile(at('erpes/test0003.zip'), { region: 'none' })).rejects.toMatchObject({
      code: 'invalid-request',
    });
  });

  test('SES packed: axes of every region, the first by default', async () => {
    const [first] = await readFrames('erpes/test0002.pxt');
    const [second] = await readFrames('erpes/test0002.pxt', { region: 'dummytestcut2' });
    const expected = await Promise.all(
      ['dummytestcut1', 'dummytestcut2'].map((name) =>
        expectedArray('erpes/expected/2.h5', `/${name}/${name}`),
      ),
    );
    [first, second].forEach(({ spectrum }, i) => {
      expectAxis(spectrum.energy, expected[i].coordinate('eV'));
      expectAxis(spectrum.angle, expected[i].coordinate('alpha'));
    });
    expect(first.notes).toEqual([
      'Region dummytestcut1 is shown; the file also holds dummytestcut2',
    ]);
    expect(first).toMatchObject({ measuredAt: '2024-12-20T16:01:52', dwellSeconds: 0.644 });
  });

  test.for([
    ['erpes/test0001.pxt', 'erpes/expected/1.h5', 0],
    ['erpes/test0004_S00001.pxt', 'erpes/expected/4.h5', 0],
    ['erpes/test0005_S00001.zip', 'erpes/expected/5.h5', 45],
    ['erpes/test0005_S00002.zip', 'erpes/expected/5.h5', 45],
  ] as const)('%s: axes of an independent reader, no count', async ([name, expectedName, kept]) => {
    const frames = await readFrames(name);
    const expected = await expectedArray(expectedName, '/eV');
    const deflections = Array.from(expected.coordinate('beta'));
    expect(frames).toHaveLength(Math.max(1, deflections.length));
    frames.forEach((frame, i) => {
      expectAxis(frame.spectrum.energy, expected.values, kept);
      expectAxis(frame.spectrum.angle, expected.coordinate('alpha'));
      expect(frame.spectrum.counts.some((count) => count !== 0)).toBe(false);
      if (deflections.length > 1) {
        expect(motor(frame, 'Thetay')?.value).toBeCloseTo(deflections[i], 9);
      }
    });
  });

  test('more MERLIN files than rows: the second has no row and no step to go on with', async () => {
    const [first] = await readFrames('merlin/f_001_S001.pxt');
    const [second] = await readFrames('merlin/f_001_S002.pxt');
    const core = await expectedArray('merlin/expected/core.h5', '/Wide scan');
    for (const frame of [first, second]) {
      expectAxis(frame.spectrum.energy, core.coordinate('eV'));
      expectCounts(frame, (e) => core.values[e]);
    }
    expect(motor(first, 'Polar')).toEqual({ name: 'Polar', unit: 'deg', value: -15.5 });
    expect(second.notes.join()).toMatch(/has no row for this file/);
  });

  test('what another reader saved is read: a weak band at two polar angles', async () => {
    const inspection = await inspectFile(at('merlin/expected/5.h5'));
    expect(inspection).toMatchObject({
      kind: 'scan',
      scanAxes: { x: 'beta', y: null },
      frame: { angle: { name: 'Angle', unit: '', count: 800 }, energy: { count: 1040 } },
      data: { path: '/Dither10', dimensions: [{ count: 2 }, { count: 1040 }, { count: 800 }] },
    });
    if (inspection.kind === 'scan') expectClose(inspection.data.sum, 611876);
  });

  test('MBS core levels: counts and axes', async () => {
    const [frame] = await readFrames('lorea/sample-1-00003_0.krx');
    const expected = await expectedArray(
      'lorea/expected/sample-1-00003_0.h5',
      '/__xarray_dataarray_variable__',
    );
    const energies = expected.shape[1];
    expectAxis(frame.spectrum.energy, expected.coordinate('eV'));
    expectAxis(frame.spectrum.angle, expected.coordinate('alpha'));
    expectCounts(frame, (e, a) => expected.values[a * energies + e]);
  });

  test('a map at constant energy is refused for scoring, with its raw data as expected', async () => {
    const file = await openScanFile(at('mbs/FIX00001_00000.txt'));
    expect(() => file.readFrame(0)).toThrow(
      /expected an energy axis, found Angle, Deflector angle/,
    );
    const { dimensions, rows } = file.rawData();
    const expected = await expectedArray('mbs/expected/FIX00001_00000.h5', '/FIX00001');
    expectAxis(dimensions[0], expected.coordinate('alpha'));
    expectAxis(dimensions[1], expected.coordinate('beta'));
    expect(Array.from(rows(0, 718))).toEqual(Array.from(expected.values));
    file.close();
  });

  test.for([
    ['erpes/test0004_S00001.pxt', 'FakeMotor1', 0],
    ['erpes/test0005_S00001.zip', 'FakeMotor1', 0],
    ['erpes/test0005_S00002.zip', 'FakeMotor1', 1],
    ['merlin/f_001_S001.pxt', 'Polar', -15.5],
  ] as const)('%s is placed by the table beside it', async ([name, motorName, value]) => {
    const [frame] = await readFrames(name);
    expect(motor(frame, motorName)?.value).toBe(value);
  });

  test('names do not matter: what a file is shows in its content', async () => {
    for (const [i, { name, format }] of goldenPlainFiles.entries()) {
      const copy = join(scratch, `file${i}`);
      copyFileSync(at(name), copy);
      const file = await openScanFile(copy);
      expect(file.format.id).toBe(format);
      file.close();
    }
  });
});
