import { describe, expect, test } from 'vitest';
import { wholeNumberAt } from '../fixture-counts.test-support';
import { igorWaveBytes, packedBytes } from '../igor-fixture.test-support';
import { framesOf, withScanFile } from '../scratch-file.test-support';

const cut = {
  name: 'cut',
  counts: [4, 3],
  starts: [16, -1],
  steps: [0.5, 1],
  units: ['Kinetic Energy [eV]', 'Y-Scale [deg]'],
};
const sesNote = [
  '[SES]',
  'Region Name=first',
  'Region Name=last wins',
  'Energy Scale=Kinetic',
  'Date=2024-12-20',
  'Time=16:01:24',
  'Time per Spectrum Channel=0.644',
  '[Run Mode Information]',
  '',
  '[Manipulator]',
  'X=1.5',
  'R1=-30',
  'Mode=fixed',
].join('\r');

describe('Igor binary waves', () => {
  test('values that look like the records of a packed experiment are values', async () => {
    const bytes = Buffer.from(igorWaveBytes({ ...cut, counts: [40, 30], type: 2 }));
    // Where the next record would stand if the header were one: a wave record, a wave in it.
    const next = 8 + bytes.readInt32LE(4);
    expect(next).toBeGreaterThan(384);
    bytes.writeUInt16LE(3, next);
    bytes.writeUInt16LE(5, next + 8);
    expect(await withScanFile(bytes, ({ format }) => format.id)).toBe('igor-binary');
  });

  test.for([
    { type: 2, bigEndian: false },
    { type: 2, bigEndian: true },
    { type: 4, bigEndian: true },
    { type: 16, bigEndian: false },
    { type: 80, bigEndian: true },
    { type: 96, bigEndian: false },
  ])('type $type, big-endian $bigEndian: counts in their places', async (kind) => {
    const [{ spectrum }] = await framesOf(igorWaveBytes({ ...cut, ...kind }));
    expect(spectrum.energy).toEqual({
      name: 'Kinetic energy',
      unit: 'eV',
      start: 16,
      step: 0.5,
      count: 4,
    });
    expect(spectrum.angle).toEqual({ name: 'Y-Scale', unit: 'deg', start: -1, step: 1, count: 3 });
    for (let e = 0; e < 4; e++) {
      for (let a = 0; a < 3; a++) expect(spectrum.counts[e * 3 + a]).toBe(wholeNumberAt(e + 4 * a));
    }
  });

  test('a descending axis is turned round with its counts', async () => {
    const [{ spectrum }] = await framesOf(
      igorWaveBytes({ ...cut, starts: [16, 1], steps: [0.5, -1] }),
    );
    expect(spectrum.angle).toMatchObject({ start: -1, step: 1 });
    expect(spectrum.counts[0]).toBe(wholeNumberAt(8));
  });

  test('the note of SES: time, dwell, stage without a unit', async () => {
    const [frame] = await framesOf(igorWaveBytes({ ...cut, note: sesNote }));
    expect(frame).toMatchObject({
      measuredAt: '2024-12-20T16:01:24',
      dwellSeconds: 0.644,
      motors: [
        { name: 'X', unit: '', value: 1.5 },
        { name: 'R1', unit: '', value: -30 },
      ],
    });
  });

  test('binding energies that descend get their sign', async () => {
    const note = '[SES]\rEnergy Scale=Binding\r';
    const bytes = igorWaveBytes({
      ...cut,
      starts: [3, 0],
      steps: [-1, 1],
      units: ['Binding Energy [eV]', 'Y-Scale [deg]'],
      note,
    });
    const [{ spectrum }] = await framesOf(bytes);
    expect(spectrum.energy).toMatchObject({ name: 'Binding energy', start: -3, step: 1 });
    expect(spectrum.counts[0]).toBe(wholeNumberAt(0));
  });

  test('four dimensions: a frame at each point, the third dimension fastest', async () => {
    const frames = await framesOf(
      igorWaveBytes({
        counts: [4, 3, 2, 2],
        starts: [16, -1, 10, 20],
        steps: [1, 1, 0.5, 0.25],
        labels: ['Energy', 'Scienta', 'Sample X', 'Sample Y (Vert)'],
        note: '[BCS]USER\nDate=10/02/2022\nTime=12:05:00 AM\rSample Z=3\rENDHEADER\r',
      }),
    );
    expect(frames).toHaveLength(4);
    expect(frames[3].spectrum.counts[0]).toBe(wholeNumberAt(36));
    expect(frames[1].motors).toEqual([
      { name: 'Sample X', unit: '', value: 10.5 },
      { name: 'Sample Y (Vert)', unit: '', value: 20 },
      { name: 'Sample Z', unit: 'mm', value: 3 },
    ]);
    expect(frames[0].measuredAt).toBe('2022-02-10T00:05:00');
  });

  test('the run-mode table of SES tells which motors moved, and where they were', async () => {
    const row = (...cells: (string | number)[]) => cells.join('\x0b');
    const note = [
      sesNote,
      '[Run Mode Information]',
      'Name=Manipulator Scan',
      row('Point', 'Position', 'X', 'Y'),
      row(1, 0.5, 0.5, 7.01),
      row(2, 0.75, 0.75, 7.02),
    ].join('\r');
    const bytes = igorWaveBytes({
      ...cut,
      counts: [4, 3, 2],
      starts: [16, -1, 1],
      steps: [0.5, 1, 1],
      units: [...cut.units, 'Point []'],
      note,
    });
    await withScanFile(bytes, (file) => {
      expect(file.scanAxes).toEqual({ x: 'X', y: null });
      expect(file.readFrame(1).motors).toEqual(
        expect.arrayContaining([
          { name: 'X', unit: '', value: 0.75 },
          { name: 'Y', unit: '', value: 7.02 },
          { name: 'R1', unit: '', value: -30 },
        ]),
      );
    });
  });

  test('of a block laid out beforehand only what was measured is there', async () => {
    const bytes = igorWaveBytes({
      ...cut,
      counts: [4, 3, 5],
      labels: ['Energy', 'Scienta', 'Polar'],
      valueAt: (i) => (i < 24 ? wholeNumberAt(i) : 0),
    });
    await withScanFile(bytes, (file) => {
      expect([file.frameCount, file.expectedFrames, file.complete]).toEqual([2, 5, false]);
    });
  });

  test('axes without a name: said so, and taken in their usual order', async () => {
    const [frame] = await framesOf(igorWaveBytes({ counts: [4, 3] }));
    expect(frame.spectrum.angle.unit).toBe('pixel');
    expect(frame.notes.join()).toMatch(/does not name its axes.*no angle scale/);
  });

  test('a scan of curves without an angle axis is noted as such', async () => {
    const bytes = igorWaveBytes({
      counts: [4, 2, 2],
      labels: ['Energy', 'Sample Y (Vert)', 'Sample X'],
    });
    const frames = await framesOf(bytes);
    expect(frames).toHaveLength(4);
    expect([...frames[1].spectrum.counts]).toEqual([4, 5, 6, 7].map(wholeNumberAt));
    expect(frames[0].notes).toEqual(['No angle axis: counts are of the whole detector']);
  });

  test.for([
    ['a header that does not add up', (b: Buffer) => b.fill(1, 2, 4), /add up to 0/],
    ['an old version', (b: Buffer) => b.fill(2, 0, 1), /HDF5 signature/],
  ] as const)('%s', async ([, damage, message]) => {
    const bytes = igorWaveBytes(cut);
    damage(bytes);
    await expect(framesOf(bytes)).rejects.toThrow(message);
  });

  test('a wave of one dimension is a curve of the whole detector', async () => {
    const [frame] = await framesOf(
      igorWaveBytes({ counts: [6], starts: [16], units: ['Kinetic Energy [eV]'] }),
    );
    expect(frame.spectrum.energy).toMatchObject({ start: 16, count: 6 });
    expect(frame.spectrum.angle).toMatchObject({ unit: 'pixel', count: 1 });
    expect([...frame.spectrum.counts]).toEqual([0, 1, 2, 3, 4, 5].map(wholeNumberAt));
  });

  test('cut short: not complete yet', async () => {
    const bytes = igorWaveBytes({ ...cut, note: sesNote });
    for (const length of [100, 383, 384, 400, bytes.length - 1]) {
      await expect(framesOf(bytes.subarray(0, length))).rejects.toMatchObject({
        code: 'incomplete',
      });
    }
  });
});

describe('packed Igor experiments', () => {
  test.for([false, true])(
    'big-endian %s: the first region, or the one asked for',
    async (bigEndian) => {
      const bytes = packedBytes(
        [
          igorWaveBytes({ ...cut, bigEndian }),
          igorWaveBytes({ ...cut, name: 'other', counts: [2, 3], bigEndian }),
        ],
        bigEndian,
      );
      const [first] = await framesOf(bytes);
      expect(first.spectrum.counts).toHaveLength(12);
      expect(first.notes).toEqual(['Region cut is shown; the file also holds other']);
      const [other] = await framesOf(bytes, 'other');
      expect(other.spectrum.counts).toHaveLength(6);
      await expect(framesOf(bytes, 'third')).rejects.toMatchObject({ code: 'invalid-request' });
    },
  );

  test('a record that goes beyond the file is incomplete', async () => {
    const bytes = packedBytes([igorWaveBytes(cut)]);
    await expect(framesOf(bytes.subarray(0, bytes.length - 3))).rejects.toMatchObject({
      code: 'incomplete',
    });
  });
});
