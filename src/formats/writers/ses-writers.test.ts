import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { framesOf, withScanFile } from '../scratch-file.test-support';
import { igorWaveBytes } from './igor-wave-writer';
import { sesArchiveBytes, sesWaveBytes, type SesSpectrum } from './ses-writers';
import { zipBytes } from './zip-writer';

const spectrum: SesSpectrum = {
  region: 'micro scan',
  energy: { name: 'Kinetic energy', unit: 'eV', start: 16.2, step: 0.0125, count: 23 },
  angle: { name: 'Angle', unit: 'deg', start: -14.5, step: 0.3, count: 17 },
  counts: Float32Array.from({ length: 23 * 17 }, (_, i) => (i * 31) % 997),
  dwellSeconds: 0.16,
  measuredAt: new Date(2026, 2, 1, 16, 1, 24),
};

test.for([
  ['igor-binary', sesWaveBytes],
  ['ses-zip', sesArchiveBytes],
] as const)('%s reads back with its scales, time and counts', async ([id, bytesOf]) => {
  const bytes = bytesOf(spectrum);
  await withScanFile(bytes, (file) => expect(file.format.id).toBe(id));
  const [frame, ...others] = await framesOf(bytes);
  expect(others).toEqual([]);
  expect(frame.spectrum.counts).toEqual(spectrum.counts);
  expect(frame.spectrum.energy).toEqual(spectrum.energy);
  expect(frame.spectrum.angle).toMatchObject({ unit: 'deg', start: -14.5, step: 0.3, count: 17 });
  expect(frame).toMatchObject({
    measuredAt: '2026-03-01T16:01:24',
    dwellSeconds: 0.16,
    motors: [],
    notes: [],
  });
});

test('a wave of up to four dimensions survives in either byte order', async () => {
  const axis = fc.record({
    name: fc.constantFrom('Kinetic Energy', 'Y-Scale', 'Position'),
    unit: fc.constantFrom('eV', 'deg', 'mm'),
    start: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
    step: fc.double({ min: 1e-6, max: 10, noNaN: true }),
    count: fc.integer({ min: 1, max: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(axis, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('little-endian' as const, 'big-endian' as const),
      fc.nat(),
      async (dimensions, byteOrder, salt) => {
        const count = dimensions.reduce((product, dimension) => product * dimension.count, 1);
        const values = Float32Array.from({ length: count }, (_, i) => Math.fround((i + salt) / 7));
        const bytes = igorWaveBytes(
          { name: 'wave', dimensions, values, dataUnit: 'Counts', note: '', byteOrder },
          spectrum.measuredAt,
        );
        await withScanFile(bytes, (file) => {
          const raw = file.rawData();
          expect(raw.dimensions.map(({ start, step, count: n }) => [start, step, n])).toEqual(
            dimensions.map(({ start, step, count: n }) => [start, step, n]),
          );
          const counts = dimensions.map((dimension) => dimension.count);
          const read = raw.rows(0, counts[0]);
          // The last index runs fastest in what is read, the first in what was written.
          let at = 0;
          const visit = (offset: number, d: number, stride: number) => {
            if (d === counts.length) expect(read[at++]).toBe(values[offset]);
            else
              for (let i = 0; i < counts[d]; i++)
                visit(offset + i * stride, d + 1, stride * counts[d]);
          };
          visit(0, 0, 1);
        });
      },
    ),
    { numRuns: 60 },
  );
});

test('values that do not fill the dimensions are refused', () => {
  const wave = { name: 'w', dimensions: [spectrum.energy], dataUnit: '', note: '' };
  expect(() => igorWaveBytes({ ...wave, values: new Float32Array(3) }, new Date())).toThrow(
    /3 values/,
  );
});

test('another program unpacks the archive', () => {
  const members = [
    { name: 'a folder/ä.ini', bytes: Buffer.from('x=1\r\n') },
    { name: 'empty', bytes: Buffer.alloc(0) },
    { name: 'long', bytes: Buffer.alloc(100_000, 'abc') },
  ];
  const unpacked = unzipSync(zipBytes(members));
  expect(Object.keys(unpacked)).toEqual(members.map(({ name }) => name));
  for (const { name, bytes } of members) expect(bytes.equals(unpacked[name])).toBe(true);
});
