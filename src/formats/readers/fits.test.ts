import { describe, expect, test } from 'vitest';
import { wholeNumberAt } from '../fixture-counts.test-support';
import { fitsBytes } from '../plain-fixture.test-support';
import { framesOf, withScanFile } from '../scratch-file.test-support';

const columns = (axes: string[], rows: number) => [
  `NAXIS1  = ${8 + 4 + 12 * 4}`,
  `NAXIS2  = ${rows}`,
  'PCOUNT  = 0',
  'TFIELDS = 3',
  "TTYPE1  = 'X'",
  "TFORM1  = '1D'",
  "TUNIT1  = 'mm'",
  "TTYPE2  = 'tag'",
  "TFORM2  = '4A'",
  "TTYPE3  = 'Fixed_Spectra3'",
  "TFORM3  = '12J'",
  ...axes,
  "TRPIX3  = '(1,3)'",
  "TRVAL3  = '(10,-5.0E0)'",
  "TDELT3  = '(1,0.5)'",
];

function tableRow(x: number, first: number): Buffer {
  const row = Buffer.alloc(60);
  row.writeDoubleBE(x, 0);
  for (let i = 0; i < 12; i++) row.writeInt32BE(wholeNumberAt(first + i), 12 + 4 * i);
  return row;
}

const scanPlan = [
  "START_T = '12/11/2021 5:16:03 PM'",
  "NM_0_0  = 'X'",
  'LMOTOR1 = 2.5 /Z coarse',
  "HOST    = 'it''s / here' /a comment",
];

test('one spectrum: the first dimension of TDIM is the fastest, pixels count from 1', async () => {
  const axes = ["TDIM3   = '(4,3)'", "TDESC3  = '(pixel,eV)'"];
  const [frame] = await framesOf(fitsBytes(scanPlan, columns(axes, 1), tableRow(1.25, 0)));
  const { spectrum } = frame;
  expect(spectrum.energy).toEqual({
    name: 'Binding energy',
    unit: 'eV',
    start: -6,
    step: 0.5,
    count: 3,
  });
  expect(spectrum.angle).toMatchObject({
    name: 'Detector pixel',
    unit: 'pixel',
    start: 10,
    step: 1,
    count: 4,
  });
  expect(spectrum.counts[1 * 4 + 2]).toBe(wholeNumberAt(6));
  expect(frame.motors).toEqual([
    { name: 'X', unit: 'mm', value: 1.25 },
    { name: 'Z coarse', unit: '', value: 2.5 },
  ]);
  expect(frame.measuredAt).toBe('2021-12-11T17:16:03');
  expect(frame.notes).toEqual(['The file gives no angle scale: detector pixels']);
});

test('a row a point, energies first: positions of their own, also in a serpentine', async () => {
  const axes = ["TDIM3   = '(4,3)'", "TDESC3  = '(eV,pixels)'"];
  const rows = Buffer.concat([tableRow(0, 0), tableRow(1, 12), tableRow(0.5, 24)]);
  await withScanFile(fitsBytes(scanPlan, columns(axes, 3), rows), (file) => {
    expect(file.frameCount).toBe(3);
    expect(file.scanAxes).toEqual({ x: 'X', y: null });
    const frame = file.readFrame(2);
    expect(frame.motors[0]).toEqual({ name: 'X', unit: 'mm', value: 0.5 });
    expect([frame.spectrum.energy.count, frame.spectrum.angle.count]).toEqual([4, 3]);
    expect(frame.spectrum.counts[1 * 3 + 2]).toBe(wholeNumberAt(24 + 2 * 4 + 1));
    expect(Array.from(file.rawData().rows(1, 1))[0]).toBe(wholeNumberAt(12));
  });
});

test('rows that are not counted yet are those that are there', async () => {
  const axes = ["TDIM3   = '(4,3)'", "TDESC3  = '(pixel,eV)'"];
  const rows = Buffer.concat([tableRow(0, 0), tableRow(1, 12)]);
  const frames = await framesOf(fitsBytes(scanPlan, columns(axes, 0), rows));
  expect(frames.map(({ motors }) => motors[0].value)).toEqual([0, 1]);
});

test('rows that do not add up, tables without spectra, files cut short', async () => {
  const axes = ["TDIM3   = '(4,3)'", "TDESC3  = '(pixel,eV)'"];
  const sound = fitsBytes([], columns(axes, 1), tableRow(0, 0));
  await expect(framesOf(sound.subarray(0, sound.length - 1))).rejects.toMatchObject({
    code: 'incomplete',
  });
  await expect(framesOf(sound.subarray(0, 2880))).rejects.toMatchObject({ code: 'incomplete' });
  const wide = columns(axes, 1).map((card) => card.replace('NAXIS1  = 60', 'NAXIS1  = 64'));
  await expect(framesOf(fitsBytes([], wide, tableRow(0, 0)))).rejects.toThrow(
    /rows of 60 bytes .* found 64/,
  );
  const flat = columns(["TDIM3   = '(12)'"], 1);
  await expect(framesOf(fitsBytes([], flat, tableRow(0, 0)))).rejects.toThrow(
    /TDIM with two dimensions/,
  );
});

describe('tables as other programs write them', () => {
  /** A table of columns `[TTYPE, TFORM, further cards]`, with `#` for the number of the column. */
  const tableOf = (rowBytes: number, fields: [string, string, ...string[]][]) => [
    `NAXIS1  = ${rowBytes}`,
    'NAXIS2  = 1',
    'PCOUNT  = 0',
    `TFIELDS = ${fields.length}`,
    ...fields.flatMap(([name, form, ...more], i) => [
      `TTYPE${i + 1}  = '${name}'`,
      `TFORM${i + 1}  = '${form}'`,
      ...more.map((card) => card.replace('#', String(i + 1))),
    ]),
  ];

  test('unsigned numbers, bits, arrays kept elsewhere, and a dimension of one pixel', async () => {
    const cards = tableOf(3 + 8 + 12, [
      ['flags', '20X'],
      ['log', '1PB(9)'],
      [
        'Swept_Spectra0',
        '6I',
        'TSCAL#  = 1',
        'TZERO#  = 32768',
        "TDIM#   = '(1,3,2)'",
        "TDESC#  = '(t,eV,pixels)'",
      ],
    ]);
    cards.push("TRVAL3  = '(0,-1,0)'", "TRPIX3  = '(1,1,1)'", "TDELT3  = '(1,0.5,1)'");
    const row = Buffer.alloc(23);
    for (let i = 0; i < 6; i++) row.writeInt16BE(wholeNumberAt(i) - 32768, 11 + 2 * i);
    const [{ spectrum }] = await framesOf(fitsBytes([], cards, row));
    expect(spectrum.energy).toMatchObject({ start: -1, step: 0.5, count: 3 });
    expect([...spectrum.counts]).toEqual([0, 3, 1, 4, 2, 5].map(wholeNumberAt));
  });

  test('a column over energies alone is a curve, and comes after the images', async () => {
    const cards = tableOf(16 + 48, [
      ['Energy_Spectra', '4E', "TRVAL#  = '(10)'", "TRPIX#  = '(1)'", "TDELT#  = '(0.25)'"],
      ['Fixed_Spectra0', '12J', "TDIM#   = '(4,3)'", "TDESC#  = '(pixel,eV)'"],
    ]);
    cards.push("TRVAL2  = '(0,5)'", "TRPIX2  = '(1,1)'", "TDELT2  = '(1,0.5)'");
    const row = Buffer.alloc(64);
    for (let i = 0; i < 4; i++) row.writeFloatBE(i + 1, 4 * i);
    await withScanFile(fitsBytes([], cards, row), (file) => {
      expect(file.regions?.names).toEqual(['Fixed_Spectra0', 'Energy_Spectra']);
    });
    const [{ spectrum }] = await framesOf(fitsBytes([], cards, row), 'Energy_Spectra');
    expect(spectrum.energy).toMatchObject({ start: 10, step: 0.25, count: 4 });
    expect([...spectrum.counts]).toEqual([1, 2, 3, 4]);
  });

  test('an image without a table says so', async () => {
    const cards = [
      'SIMPLE  =                    T',
      'BITPIX  = 16',
      'NAXIS   = 2',
      'NAXIS1  = 4',
      'NAXIS2  = 3',
      'END',
    ];
    const header = cards
      .map((card) => card.padEnd(80))
      .join('')
      .padEnd(2880);
    const bytes = Buffer.concat([Buffer.from(header), Buffer.alloc(2880)]);
    await expect(framesOf(bytes)).rejects.toThrow(
      /a binary table of spectra, found an image alone/,
    );
  });
});
