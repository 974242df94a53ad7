import { describe, expect, test } from 'vitest';
import { wholeNumberAt } from '../fixture-counts.test-support';
import { fixtureFiles } from '../hdf5/fixture-files.test-support';
import type { FixtureTree } from '../hdf5/fixture.test-support';
import { antaresTree, elettraTree, fixtureCounts, maestroTree } from '../site-files.test-support';

const { withFile } = fixtureFiles('sites', 'h5');

describe('SOLEIL ANTARES', () => {
  test('a block laid out beforehand: what was measured, with units by the names of the stages', async () => {
    await withFile(antaresTree, (file) => {
      expect(file).toMatchObject({ frameCount: 4, expectedFrames: 6, complete: false });
      expect(file.scanAxes).toEqual({ x: 'pi/x', y: 'mt_sz' });
      const { spectrum, motors } = file.readFrame(3);
      expect(motors).toEqual([
        { name: 'mt_sz', unit: 'mm', value: 1.5 },
        { name: 'pi/x', unit: 'um', value: 10 },
      ]);
      expect(file.readFrame(2).motors[1].value).toBe(6);
      expect(spectrum.energy).toMatchObject({
        name: 'Kinetic energy',
        start: 95,
        step: 0.1,
        count: 5,
      });
      expect(spectrum.counts[1 * 4 + 2]).toBe(wholeNumberAt(60 + 2 * 5 + 1));
    });
  });

  test('without scales it says what it expected', async () => {
    const rest = Object.fromEntries(
      Object.entries(antaresTree).filter(([path]) => !path.endsWith('data_05')),
    );
    await expect(withFile(rest, () => null)).rejects.toThrow(
      /expected start and step of the energy/,
    );
  });
});

describe('ALS MAESTRO', () => {
  test('points come last; readings of every point beside them', async () => {
    await withFile(maestroTree, (file) => {
      expect(file).toMatchObject({ frameCount: 3, complete: true, scanAxes: { x: 'X', y: null } });
      const { spectrum, motors, notes } = file.readFrame(2);
      expect(motors).toEqual([
        { name: 'X', unit: '', value: 1 },
        { name: 'current', unit: '', value: 498 },
      ]);
      expect(spectrum.energy).toMatchObject({
        name: 'Kinetic energy',
        start: 90,
        step: 0.5,
        count: 4,
      });
      expect(spectrum.counts[1 * 5 + 3]).toBe(wholeNumberAt((1 * 5 + 3) * 3 + 2));
      expect(notes).toEqual(['The file gives no angle scale: detector pixels']);
    });
  });
});

describe('Elettra Spectromicroscopy', () => {
  test('dimensions in any order, described by attributes', async () => {
    await withFile(elettraTree, (file) => {
      expect(file).toMatchObject({ frameCount: 6, scanAxes: { x: 'X', y: 'Y' } });
      const { spectrum, motors } = file.readFrame(4);
      expect(motors).toEqual([
        { name: 'Y', unit: 'um', value: 15 },
        { name: 'X', unit: 'um', value: 3 },
        { name: 'Z', unit: 'um', value: 3 },
        { name: 'R', unit: '', value: 45 },
      ]);
      expect(spectrum.counts[2 * 5 + 1]).toBe(wholeNumberAt((2 * 5 + 1) * 6 + 4));
    });
  });

  test('a file of an angular map: one spectrum, the angles of the stage beside it', async () => {
    const tree: FixtureTree = {
      '/SMPM0001_001': {
        data: fixtureCounts(20),
        shape: [4, 5, 1],
        attributes: {
          'Dim0 Name Units': ['KE', 'eV'],
          'Dim0 Values': Float64Array.from([70, 0.1]),
          'Dim1 Name Units': ['Angle', 'deg'],
          'Dim1 Values': Float64Array.from([-7, 0.5]),
          'Angular Coord': Float64Array.from([12, 88]),
          'Dwell Time (s)': 0.5,
          'N of Scans': 4,
          'Date Time Start Stop': ['05/03/21 10:30:00', '05/03/21 10:40:00'],
        },
      },
    };
    await withFile(tree, (file) => {
      expect(file).toMatchObject({ frameCount: 1, scanAxes: null, complete: true });
      expect(file.readFrame(0)).toMatchObject({
        motors: [
          { name: 'T', unit: 'deg', value: 12 },
          { name: 'P', unit: 'deg', value: 88 },
        ],
        measuredAt: '2021-03-05T10:30:00',
        dwellSeconds: 2,
      });
    });
  });

  test('a polar scan without the slit resolved is one spectrum along the angle', async () => {
    const tree: FixtureTree = {
      '/SMP0001': {
        data: fixtureCounts(20),
        shape: [4, 5],
        attributes: {
          'Dim0 Name Units': ['KE', 'eV'],
          'Dim0 Values': Float64Array.from([70, 0.1]),
          'Dim1 Name Units': ['P', 'deg'],
          'Dim1 Values': Float64Array.from([80, 0.5]),
        },
      },
    };
    await withFile(tree, (file) => {
      expect(file.frameCount).toBe(1);
      expect(file.readFrame(0).spectrum.angle).toMatchObject({ unit: 'deg', start: 80, count: 5 });
    });
  });
});
