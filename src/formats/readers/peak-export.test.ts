import { expect, test } from 'vitest';
import { wholeNumberAt } from '../fixture-counts.test-support';
import { fixtureFiles } from '../hdf5/fixture-files.test-support';
import { ramp, type FixtureTree } from '../hdf5/fixture.test-support';
import { fixtureCounts } from '../site-files.test-support';

const { withFile } = fixtureFiles('peak-export', 'h5');

const tree = (shape: number[]): FixtureTree => ({
  '/': { attributes: { vendor: 'Scienta Omicron' } },
  '/acquisition': { attributes: {} },
  '/acquisition/spectrum': { attributes: {} },
  '/acquisition/spectrum/data': { attributes: {} },
  '/acquisition/spectrum/data/data': {
    data: fixtureCounts(shape.reduce((product, length) => product * length, 1)),
    shape,
  },
  '/acquisition/spectrum/data/x_axis': { data: ramp(5, 16, 0.5) },
  '/acquisition/spectrum/data/y_axis': { data: ramp(4, -3, 2) },
  '/acquisition/spectrum/data/z_axis': { data: ramp(3, -1, 1) },
});

test('binding energies are signed; where the lens images, the slit axis is a length', async () => {
  const binding: FixtureTree = {
    ...tree([4, 5]),
    '/acquisition/spectrum/data/x_axis': { data: ramp(5, 2, -0.5) },
    '/acquisition/spectrum/data/y_axis': {
      data: ramp(4, -0.3, 0.2),
      attributes: { label: 'Y', units: 'mm' },
    },
    '/acquisition/spectrum_definition': { attributes: {} },
    '/acquisition/spectrum_definition/energy_mode': { data: 'Binding' },
    '/acquisition/spectrum_definition/acquisition_time': { data: Float64Array.of(12) },
    '/acquisition/spectrum_log': { attributes: {} },
    '/acquisition/spectrum_log/start_time': { data: '2026-03-04T10:11:12' },
  };
  await withFile(binding, (file) => {
    const { spectrum, measuredAt, dwellSeconds } = file.readFrame(0);
    expect(spectrum.energy).toMatchObject({ name: 'Binding energy', start: -2, step: 0.5 });
    expect(spectrum.angle).toMatchObject({ name: 'Slit position', unit: 'mm' });
    expect(spectrum.counts[0]).toBe(wholeNumberAt(0));
    expect([measuredAt, dwellSeconds]).toEqual(['2026-03-04T10:11:12', 12]);
    expect(file.rawData().dimensions[1]).toMatchObject({ start: 2, step: -0.5 });
  });
});

test('of a sequence the first run is shown', async () => {
  const moved = (run: string) =>
    Object.fromEntries(
      Object.entries(tree([4, 5]))
        .filter(([path]) => path !== '/')
        .map(([path, item]) => [`/shortcuts/${run}${path}`, item]),
    );
  const sequence: FixtureTree = {
    '/shortcuts': { attributes: {} },
    '/shortcuts/C1s': { attributes: {} },
    ...moved('C1s'),
    '/shortcuts/O1s': { attributes: {} },
    ...moved('O1s'),
  };
  await withFile(sequence, (file) => {
    expect(file.rawData().path).toBe('/shortcuts/C1s/acquisition/spectrum/data/data');
    expect(file.readFrame(0).notes).toContain('Region C1s is shown; the file also holds O1s');
  });
});

test('energies run fastest, then the slit; a deflector map is a frame a step', async () => {
  await withFile(tree([4, 5]), (file) => {
    expect(file).toMatchObject({ frameCount: 1, format: { id: 'peak-export' } });
    const { spectrum } = file.readFrame(0);
    expect(spectrum.energy).toMatchObject({ unit: 'eV', start: 16, step: 0.5, count: 5 });
    expect(spectrum.angle).toMatchObject({ unit: 'deg', start: -3, step: 2, count: 4 });
    expect(spectrum.counts[1 * 4 + 2]).toBe(wholeNumberAt(2 * 5 + 1));
  });
  await withFile(tree([3, 4, 5]), (file) => {
    expect(file.frameCount).toBe(3);
    const { spectrum, motors } = file.readFrame(2);
    expect(motors).toEqual([{ name: 'Deflector angle', unit: 'deg', value: 1 }]);
    expect(spectrum.counts[0]).toBe(wholeNumberAt(40));
  });
});
