import { expect, test } from 'vitest';
import { wholeNumberAt } from '../fixture-counts.test-support';
import { fixtureFiles } from '../hdf5/fixture-files.test-support';
import { ramp, type FixtureTree } from '../hdf5/fixture.test-support';
import { fixtureCounts, maestroPlan } from '../site-files.test-support';

const { withFile } = fixtureFiles('maestro', 'h5');

const [angles, energies] = [5, 4];
const fixed = (shape: number[], more: FixtureTree): FixtureTree => ({
  '/0D_Data': { attributes: {} },
  '/2D_Data': { attributes: {} },
  '/2D_Data/Fixed_Spectra1': {
    data: fixtureCounts(shape.reduce((product, length) => product * length, 1)),
    shape,
    attributes: {
      scaleOffset: Float64Array.from([90, 0]),
      scaleDelta: Float64Array.from([0.5, 1]),
      unitNames: ['eV', 'pixels'],
    },
  },
  '/Headers': { attributes: {} },
  ...more,
});

const mesh = maestroPlan([
  [
    { name: "'Scan X'", unit: "'um'", start: 0, end: 2, count: 3 },
    { name: "'Scan Y'", unit: "'um'", start: 10, end: 11, count: 2 },
  ],
]);

test('points may come first; energies are where the attributes say', async () => {
  const tree = fixed([6, angles, energies], {
    '/0D_Data/Scan X': { data: Float64Array.of(0, 1, 2, 2, 1, 0) },
    '/0D_Data/Scan Y': { data: Float64Array.of(10, 10, 10, 11, 11, 11) },
    ...mesh,
  });
  await withFile(tree, (file) => {
    expect(file).toMatchObject({ frameCount: 6, expectedFrames: 6, complete: true });
    expect(file.scanAxes).toEqual({ x: 'Scan X', y: 'Scan Y' });
    const { spectrum, motors } = file.readFrame(4);
    expect(spectrum.energy).toMatchObject({ start: 90, step: 0.5, count: energies });
    expect(spectrum.angle).toMatchObject({ unit: 'pixel', count: angles });
    expect(spectrum.counts[1 * angles + 2]).toBe(
      wholeNumberAt(4 * angles * energies + 2 * energies + 1),
    );
    expect(motors).toEqual([
      { name: 'Scan X', unit: 'um', value: 1 },
      { name: 'Scan Y', unit: 'um', value: 11 },
    ]);
  });
});

test('positions that were not read back are those of the plan, and said to be', async () => {
  await withFile(fixed([angles, energies, 6], mesh), (file) => {
    expect(file.scanAxes).toEqual({ x: 'Scan X', y: 'Scan Y' });
    const { motors, notes, spectrum } = file.readFrame(4);
    expect(motors).toEqual([
      { name: 'Scan X', unit: 'um', value: 1 },
      { name: 'Scan Y', unit: 'um', value: 11 },
    ]);
    expect(notes).toContain('Positions of Scan X, Scan Y are those planned');
    expect(spectrum.counts[2]).toBe(wholeNumberAt(2 * energies * 6 + 4));
  });
});

test('a stopped scan is shorter than planned', async () => {
  const tree = fixed([angles, energies, 5], {
    '/0D_Data/Scan X': { data: ramp(5, 0, 1) },
    '/0D_Data/Scan Y': { data: ramp(5, 10, 0) },
    ...mesh,
  });
  await withFile(tree, (file) => {
    expect(file).toMatchObject({ frameCount: 5, expectedFrames: 6, complete: false });
  });
});

test('a deflector map, whose reading ends in a dot as the plan does', async () => {
  const tree = fixed([angles, energies, 3], {
    '/0D_Data/Slit Defl.': { data: ramp(3, -1, 1) },
    ...maestroPlan(
      [[{ name: "'Slit Defl.'", unit: "'Deg'", start: -1, end: 1, count: 3 }]],
      'rows',
    ),
  });
  await withFile(tree, (file) => {
    expect(file.scanAxes).toEqual({ x: 'Slit Defl.', y: null });
    expect(file.readFrame(2).motors).toEqual([{ name: 'Slit Defl.', unit: 'deg', value: 1 }]);
  });
});

test('loops within loops have no order that the plan tells: without readings there is no place', async () => {
  const tree = fixed([angles, energies, 4], {
    ...maestroPlan([
      [{ name: "'Slit Defl.'", unit: "'Deg'", start: -1, end: 1, count: 2 }],
      [{ name: "'Scan X'", unit: "'um'", start: 0, end: 1, count: 2 }],
    ]),
  });
  await withFile(tree, (file) => {
    expect(file.frameCount).toBe(4);
    expect(file.readFrame(1).motors).toEqual([]);
  });
});
