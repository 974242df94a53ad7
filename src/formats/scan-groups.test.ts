import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupScans, type SpectraFacts } from './scan-groups';
import { scanName } from './scan-names';

const axis = (count: number, start = 16, step = 0.01) => {
  return { name: 'Energy', unit: 'eV', start, step, count };
};
const image = { energy: axis(60), angle: { ...axis(50, -12, 0.5), unit: 'deg' } };

function file(fileName: string, more: Partial<SpectraFacts> = {}): SpectraFacts {
  return {
    fileName,
    entry: null,
    formatId: 'igor-binary',
    regions: [],
    frames: 1,
    expectedFrames: 1,
    complete: true,
    frame: image,
    scanned: [],
    motors: [],
    table: null,
    time: 1_000_000,
    ...more,
  };
}

const grouped = (files: SpectraFacts[]) =>
  Object.fromEntries(groupScans(files).map(({ name, fileNames }) => [name, fileNames]));

describe('names', () => {
  test.for([
    ['f_001_S002.pxt', 'f_001', 2, null],
    ['f_001_R1_S002.pxt', 'f_001', 2, 'R1'],
    ['_tmp_a0007_S00012.ibw', 'a0007', 12, null],
    ['map_012.ibw', 'map', 12, null],
    ['map_3_ROI1_.txt', 'map', 3, 'ROI1'],
    ['FIX00012_00001.txt', 'FIX', 12, '00001'],
    ['002_sample.nxs', 'sample', 2, null],
    ['i05-109102.nxs', 'i05', 109102, null],
    ['GammaK cut.txt', 'GammaK cut', null, null],
    ['map_012 - Copy.ibw', 'map', 12, null],
    ['Copy of map_012.ibw', 'map', 12, null],
    ['map_012 (1).ibw', 'map', 12, null],
    ['0001.ibw', '', 1, null],
  ] as const)('%s', ([fileName, base, number, region]) => {
    expect(scanName(fileName)).toMatchObject({ base, number, region });
  });
});

describe('what is one scan', () => {
  test.for<[string, SpectraFacts[]]>([
    ['files numbered on', [file('m_1.ibw'), file('m_2.ibw'), file('m_10.ibw')]],
    ['a gap in the numbers', [file('m_1.ibw'), file('m_7.ibw')]],
    [
      'windows that differ by rounding',
      [file('m_1.ibw'), file('m_2.ibw', { frame: { ...image, energy: axis(60, 16.001) } })],
    ],
    [
      'a pause with a table of motors',
      [1, 2, 3, 4].map((n) =>
        file(`a_S00${n}.ibw`, { table: 'a_motors.csv', time: n < 4 ? n : 9e7 }),
      ),
    ],
    ['names with other numbers in them', [file('s_001_hv60.ibw'), file('s_002_hv65.ibw')]],
    [
      'files of several frames that say they are points',
      [file('a_S001.zip', { frames: 2 }), file('a_S002.zip', { frames: 2 })],
    ],
  ])('%s', ([, files]) => {
    expect(groupScans(files)).toHaveLength(1);
  });

  test.for<[string, SpectraFacts[]]>([
    ['another base name', [file('m_1.ibw'), file('n_2.ibw')]],
    [
      'another window',
      [file('m_1.ibw'), file('m_2.ibw', { frame: { ...image, energy: axis(60, 18) } })],
    ],
    [
      'another shape',
      [file('m_1.ibw'), file('m_2.ibw', { frame: { ...image, energy: axis(61) } })],
    ],
    ['another format', [file('m_1.ibw'), file('m_2.nxs', { formatId: 'generic-nexus' })]],
    ['curves', [file('m_1.ibw'), file('m_2.ibw', { frame: { energy: axis(60), angle: axis(1) } })]],
    [
      'other regions',
      [file('m_1.ibw', { regions: ['a'] }), file('m_2.ibw', { regions: ['a', 'b'] })],
    ],
    ['another table', [file('a_S01.ibw', { table: 'a_motors.csv' }), file('a_S02.ibw')]],
    ['scans numbered before their points', [file('a0007_S01.ibw'), file('a0008_S01.ibw')]],
    ['files of several frames', [file('m_1.nxs', { frames: 9 }), file('m_2.nxs', { frames: 9 })]],
    ['entries of a file', [file('s.h5', { entry: '1.1' }), file('s.h5', { entry: '2.1' })]],
    ['names without numbers', [file('cut a.ibw'), file('cut b.ibw')]],
    ['a long pause', [1, 2, 3, 4].map((n) => file(`m_${n}.ibw`, { time: n < 4 ? n : 9e7 }))],
  ])('%s parts them', ([, files]) => {
    expect(groupScans(files)).toHaveLength(2);
  });
});

test('a raster, a survey and a Fermi map under one running number are three scans', () => {
  const places = [0, 1, 2, 3].map((n) =>
    file(`map_00${n + 1}.ibw`, {
      motors: ['X', 'Y'].map((name, i) => ({
        ...{ name, unit: 'mm' },
        minimum: (n >> i) & 1,
        maximum: (n >> i) & 1,
      })),
    }),
  );
  const fermi = file('fs_008.ibw', {
    ...{ frames: 5, expectedFrames: 5 },
    scanned: [{ name: 'Thetay', unit: 'deg' }],
    motors: [{ name: 'Thetay', unit: 'deg', minimum: -2, maximum: 2 }],
  });
  const survey = file('xps_007.ibw', { frame: { energy: axis(600), angle: axis(1) } });
  const scans = groupScans([survey, ...places, fermi]);
  expect(Object.fromEntries(scans.map(({ name, kind }) => [name, kind]))).toEqual({
    map: 'map',
    'fs_008.ibw': 'angle-scan',
    'xps_007.ibw': 'curves',
  });
});

test('names of scans are told apart', () => {
  const late = { ...image, energy: axis(60, 20) };
  const files = [1, 2, 3, 4].map((n) =>
    file(`m_${n}.ibw`, n > 2 ? { frame: late, time: 2e6 } : {}),
  );
  expect(grouped(files)).toEqual({
    'm (m_1.ibw)': ['m_1.ibw', 'm_2.ibw'],
    'm (m_3.ibw)': ['m_3.ibw', 'm_4.ibw'],
  });
});

const anyFile = fc
  .record({
    base: fc.constantFrom('map_', 'fs', 'a0007_S', 'x y '),
    number: fc.integer({ min: 0, max: 30 }),
    start: fc.constantFrom(16, 20),
    frames: fc.constantFrom(1, 1, 1, 4),
    count: fc.constantFrom(60, 61),
    time: fc.integer({ min: 0, max: 10_000 }),
  })
  .map(({ base, number, start, frames, count, time }) =>
    file(`${base}${number}.ibw`, {
      ...{ frames, expectedFrames: frames, time },
      frame: { ...image, energy: axis(count, start) },
    }),
  );
const anyFolder = fc.uniqueArray(anyFile, { selector: ({ fileName }) => fileName, maxLength: 40 });

test('every file is in one scan, whatever order they come in; none mixes shapes or windows', () => {
  fc.assert(
    fc.property(anyFolder, fc.infiniteStream(fc.nat()), (files, random) => {
      const scans = groupScans(files);
      expect(scans.flatMap(({ fileNames }) => fileNames).sort()).toEqual(
        files.map(({ fileName }) => fileName).sort(),
      );
      expect(new Set(scans.map(({ name }) => name)).size).toBe(scans.length);
      const weights = new Map(files.map((one) => [one, random.next().value]));
      const shuffled = [...files].sort((a, b) => (weights.get(a) ?? 0) - (weights.get(b) ?? 0));
      expect(groupScans(shuffled)).toEqual(scans);
      const byName = new Map(files.map((one) => [one.fileName, one]));
      for (const { fileNames, frame } of scans) {
        for (const name of fileNames) expect(byName.get(name)?.frame).toEqual(frame);
      }
    }),
    { numRuns: 200 },
  );
});

test('a file that is added leaves the other scans as they were', () => {
  fc.assert(
    fc.property(anyFolder, (files) => {
      const before = groupScans(files).map(({ fileNames }) => fileNames.join());
      const added = groupScans([...files, file('quite another.ibw')]);
      const after = added.map(({ fileNames }) => fileNames.join());
      expect(after.filter((names) => names !== 'quite another.ibw').sort()).toEqual(before.sort());
    }),
    { numRuns: 100 },
  );
});
