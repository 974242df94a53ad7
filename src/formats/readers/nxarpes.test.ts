import { describe, expect, test } from 'vitest';
import { wholeNumberAt } from '../fixture-counts.test-support';
import { fixtureFiles } from '../hdf5/fixture-files.test-support';
import { ramp, type FixtureTree } from '../hdf5/fixture.test-support';
import { inspectFile } from '../inspect';
import type { ScanFile } from '../scan-file';
import { fixtureCounts, i05Extent, i05Tree, loreaTree } from '../site-files.test-support';

const { write, withFile } = fixtureFiles('nxarpes', 'nxs');

/** The value of a motor at every frame. */
const along = (file: ScanFile, name: string) =>
  Array.from(
    { length: file.frameCount },
    (_, i) => file.readFrame(i).motors.find((motor) => motor.name === name)?.value,
  );

const { points, angles, energies } = i05Extent;
const beside = (data: Float64Array, units: string, axis = '1', shape?: number[]) => ({
  data,
  ...(shape === undefined ? {} : { shape }),
  attributes: { units, axis, primary: 1 },
});

describe('Diamond I05', () => {
  test('a deflector map: the deflector is what moves, though every row repeats the energies', async () => {
    const row = Array.from(ramp(energies, 90, 0.5));
    const tree = i05Tree({
      '/entry1/analyser/deflector_x': beside(ramp(points, -3, 1), 'deg'),
      '/entry1/analyser/current': beside(ramp(points, 300, -0.1), 'mA'),
      '/entry1/analyser/energies': {
        data: Float64Array.from({ length: points * energies }, (_, i) => row[i % energies]),
        shape: [points, energies],
        attributes: { units: 'eV', axis: '3' },
      },
      '/entry1/scan_command': { data: 'scan deflector_x -3.0 2.0 1.0 analyser' },
      '/entry1/scan_dimensions': { data: Int32Array.of(points) },
    });
    await withFile(tree, (file) => {
      expect(file.scanAxes).toEqual({ x: 'deflector_x', y: null });
      expect(along(file, 'deflector_x')).toEqual([-3, -2, -1, 0, 1, 2]);
      expect(file.rawData().dimensions[0]).toMatchObject({ name: 'deflector_x', start: -3 });
      expect(file.readFrame(5).spectrum.energy).toMatchObject({ start: 90, step: 0.5 });
      expect(file.readFrame(5).motors.map(({ name }) => name)).not.toContain('current');
    });
  });

  test('a scan of photon energies has them as positions, by the name of where they come from', async () => {
    const tree = i05Tree({
      '/entry1/analyser/value': {
        data: ramp(points, 60, 2),
        attributes: { units: 'eV', axis: '1', target: '/entry1/instrument/energy_group/value' },
      },
      '/entry1/scan_command': { data: 'scan energy_group ((60, 55.5), (62, 57.5)) analyser' },
    });
    await withFile(tree, (file) => {
      expect(file.scanAxes).toEqual({ x: 'energy_group', y: null });
      expect(along(file, 'energy_group')).toEqual([60, 62, 64, 66, 68, 70]);
    });
  });

  test('photon energies with the analyzer after them: the photons lead', async () => {
    const tree = i05Tree({
      '/entry1/analyser/centre_energy': beside(ramp(points, 55, 2), 'eV'),
      '/entry1/analyser/energy': beside(ramp(points, 60, 2), 'eV'),
      '/entry1/scan_command': { data: 'scan scan_group ((60.0, 55.0), (62.0, 57.0)) analyser' },
    });
    await withFile(tree, (file) => {
      expect(file.scanAxes).toEqual({ x: 'energy', y: null });
    });
  });

  test('a polar map whose stage follows goes by its angle', async () => {
    const tree = i05Tree({
      '/entry1/analyser/sapolar': beside(ramp(points, -5, 1), 'deg'),
      '/entry1/analyser/sax': beside(ramp(points, 0, 0.01), 'mm'),
      '/entry1/analyser/say': beside(ramp(points, 1, 0.01), 'mm'),
      '/entry1/scan_command': { data: 'scan pathgroup ([-5, 0, 1], [-4, 0.01, 1.01]) analyser' },
    });
    await withFile(tree, (file) => {
      expect(file.scanAxes).toEqual({ x: 'sapolar', y: null });
      expect(along(file, 'sapolar')).toEqual([-5, -4, -3, -2, -1, 0]);
    });
  });

  test('where the lens images, the slit axis is a length', async () => {
    const tree = i05Tree({
      '/entry1/analyser/location': {
        data: ramp(angles, -0.2, 0.1),
        attributes: { units: 'mm', axis: '2' },
      },
    });
    const { '/entry1/analyser/angles': dropped, ...imaged } = tree;
    expect(dropped).toBeDefined();
    await withFile(imaged, (file) => {
      expect(file.readFrame(0).spectrum.angle).toMatchObject({ name: 'Slit position', unit: 'mm' });
    });
  });

  const mapExtent = [2, 3, angles, energies];
  const map = (overrides: FixtureTree): FixtureTree => ({
    ...i05Tree(),
    '/entry1/analyser/data': {
      data: fixtureCounts(2 * 3 * angles * energies),
      shape: mapExtent,
    },
    '/entry1/scan_dimensions': { data: Int32Array.of(2, 3) },
    '/entry1/instrument/manipulator/sax': beside(
      Float64Array.of(0, 1, 2, 2, 1, 0),
      'mm',
      '1,2',
      [2, 3],
    ),
    '/entry1/instrument/manipulator/saz': beside(
      Float64Array.of(5, 5, 5, 6, 6, 6),
      'mm',
      '1,2',
      [2, 3],
    ),
    ...overrides,
  });

  test('a map may keep its energies with every point', async () => {
    const tree = map({
      '/entry1/analyser/energies': {
        data: Float64Array.from(
          { length: 6 * energies },
          (_, i) => 90 + Math.floor(i / energies) + (i % energies) / 2,
        ),
        shape: [2, 3, energies],
        attributes: { units: 'eV' },
      },
    });
    await withFile(tree, (file) => {
      expect(file).toMatchObject({ frameCount: 6, expectedFrames: 6, complete: true });
      expect(file.scanAxes).toEqual({ x: 'sax', y: 'saz' });
      expect(along(file, 'sax')).toEqual([0, 1, 2, 2, 1, 0]);
      expect(file.rawData().dimensions[0]).toMatchObject({ name: 'Point', count: 2 });
      expect([0, 4].map((i) => file.readFrame(i).spectrum.energy.start)).toEqual([90, 94]);
      expect(file.readFrame(4).spectrum.counts[0]).toBe(wholeNumberAt(4 * angles * energies));
    });
  });

  test('a map that grows by rows is not over before its last, unless it has ended', async () => {
    const running = map({ '/entry1/scan_dimensions': { data: Int32Array.of(4, 3) } });
    await withFile(running, (file) => {
      expect(file).toMatchObject({ frameCount: 6, expectedFrames: 12, complete: false });
    });
    const ended = { ...running, '/entry1/end_time': { data: '2026-03-01T04:10:00+01' } };
    await withFile(ended, (file) => {
      expect(file).toMatchObject({ expectedFrames: 12, complete: true });
    });
  });

  test('a flown line: its ends are left out, its motor is known', async () => {
    const tree = i05Tree({
      '/entry1/analyser/value': {
        data: Float64Array.of(0, 0.01, 1, 2, 3, 3.02),
        attributes: { units: 'um', axis: '1', target: '/entry1/instrument/smy_fly/value' },
      },
      '/entry1/scan_command': { data: 'scan smy_fly 0 3 1 analyser' },
      '/entry1/scan_dimensions': { data: Int32Array.of(points) },
    });
    await withFile(tree, (file) => {
      expect(file).toMatchObject({ frameCount: 4, expectedFrames: 4 });
      expect(file.scanAxes).toEqual({ x: 'smy', y: null });
      expect(along(file, 'smy')).toEqual([0.01, 1, 2, 3]);
    });
  });

  test('totals of the analyzer are told from spectra', async () => {
    const totals: FixtureTree = {
      '/entry1': { attributes: { NX_class: 'NXentry' } },
      '/entry1/analyser_total': { attributes: { NX_class: 'NXdata' } },
      '/entry1/analyser_total/analyser_total': {
        data: fixtureCounts(6),
        shape: [2, 3],
        attributes: { signal: 1 },
      },
      '/entry1/analyser_total/smx': beside(ramp(3, 0, 1), 'um', '2'),
      '/entry1/analyser_total/smy': beside(ramp(2, 5, 1), 'um', '1'),
    };
    expect(await inspectFile(await write(totals))).toMatchObject({
      kind: 'scan',
      format: { id: 'i05-nexus' },
      frames: 1,
      data: {
        path: '/entry1/analyser_total/analyser_total',
        dimensions: [
          { name: 'smy', unit: 'um', start: 5, count: 2 },
          { name: 'smx', unit: 'um', start: 0, count: 3 },
        ],
        sum: 6 + 37 * 15,
      },
      warnings: [
        expect.stringMatching(
          /expected an energy axis, found smy, smx \(totals of the analyzer at each point\); it can be inspected/,
        ),
        expect.stringMatching(/no stage positions/),
      ],
    });
  });
});

describe('ALBA LOREA', () => {
  const cube = (overrides: FixtureTree): FixtureTree => ({
    ...loreaTree,
    '/entry1/data/data': { data: fixtureCounts(3 * 5 * 4), shape: [3, 5, 4] },
    '/entry1/end_time': { data: '2026-03-01T04:10:00+01' },
    ...overrides,
  });

  test('a deflector map: one frame at each angle of the deflector', async () => {
    const tree = cube({
      '/entry1/data/defl_angles': beside(ramp(3, -1, 1), 'degrees'),
    });
    await withFile(tree, (file) => {
      expect(file).toMatchObject({ frameCount: 3, expectedFrames: 3, complete: true });
      expect(file.format.id).toBe('lorea-nexus');
      expect(file.scanAxes).toEqual({ x: 'defl_angles', y: null });
      const { spectrum, motors } = file.readFrame(2);
      expect(motors).toEqual([
        { name: 'defl_angles', unit: 'deg', value: 1 },
        { name: 'sax', unit: 'mm', value: 0.25 },
      ]);
      expect(spectrum.counts[0]).toBe(wholeNumberAt(40));
      expect(spectrum.counts[1]).toBe(wholeNumberAt(44));
    });
  });

  test('photon energies with kinetic energies of their own', async () => {
    const tree = cube({
      '/entry1/data/photon_energies': beside(ramp(3, 100, 10), 'eV'),
      '/entry1/data/energies': {
        data: Float64Array.from({ length: 12 }, (_, i) => 90 + 10 * Math.floor(i / 4) + (i % 4)),
        shape: [3, 4],
        attributes: { units: 'eV' },
      },
    });
    await withFile(tree, (file) => {
      expect(along(file, 'photon_energies')).toEqual([100, 110, 120]);
      expect(file.readFrame(2).spectrum.energy).toMatchObject({ start: 110, step: 1 });
    });
  });

  test('the same layout of another instrument is not called LOREA', async () => {
    const tree = cube({
      '/entry1/data': {
        attributes: { NX_class: 'NXdata', signal: 'data', axes: ['scans', 'angles', 'energies'] },
      },
      '/entry1/data/scans': beside(ramp(3, -1, 1), 'degrees'),
      '/entry1/instrument/name': { data: 'home' },
    });
    await withFile(tree, (file) => {
      expect(file.format.id).toBe('generic-nexus');
      expect(along(file, 'scans')).toEqual([-1, 0, 1]);
    });
  });
});
