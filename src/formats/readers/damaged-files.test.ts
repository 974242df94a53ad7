import { expect, test } from 'vitest';
import { readDamagedCopies } from '../mutations.test-support';
import { igorWaveBytes, oldWaveBytes, packedBytes } from '../igor-fixture.test-support';
import {
  fitsBytes,
  igorText,
  krxBytes,
  mbsText,
  sesRegionMembers,
  sesText,
  specsText,
  zipBytes,
} from '../plain-fixture.test-support';

const note =
  '[SES]\rRegion Name=cut\r[Run Mode Information]\rPoint\x0bX\r1\x0b2\r[Manipulator]\rX=1\r';
const wave = {
  counts: [6, 4, 3],
  starts: [16, -2, 0],
  steps: [0.5, 1, 1],
  units: ['Kinetic Energy [eV]', 'Y-Scale [deg]', 'Point []'],
  note,
};
const fitsTable = [
  'NAXIS1  = 56',
  'NAXIS2  = 2',
  'TFIELDS = 2',
  "TTYPE1  = 'X'",
  "TFORM1  = '1D'",
  "TTYPE2  = 'Spectra'",
  "TFORM2  = '12J'",
  "TDIM2   = '(4,3)'",
  "TDESC2  = '(pixel,eV)'",
  "TRPIX2  = '(1,1)'",
  "TRVAL2  = '(0,5)'",
  "TDELT2  = '(1,0.5)'",
];

const sound: Record<string, Buffer> = {
  'an Igor wave': igorWaveBytes(wave),
  'a big-endian Igor wave': igorWaveBytes({ ...wave, bigEndian: true }),
  'an Igor wave of version 2': oldWaveBytes(2, 40),
  'a big-endian Igor wave of version 3': oldWaveBytes(3, 40, true),
  'a packed experiment': packedBytes([
    igorWaveBytes(wave),
    igorWaveBytes({ ...wave, name: 'other' }),
    oldWaveBytes(1, 20),
  ]),
  'a SES archive': zipBytes({
    ...sesRegionMembers('one', { width: 6, height: 4, depth: 2, ini: 'first_full=1\nlast_full=4' }),
    ...sesRegionMembers('two', { width: 3, height: 4, depth: 1 }),
  }),
  'a FITS table': fitsBytes(["NM_0_0  = 'X'"], fitsTable, Buffer.alloc(112, 1)),
  'a FITS table of scaled numbers and curves': fitsBytes(
    [],
    [
      ...fitsTable.map((card) => card.replace('= 56', '= 72').replace('= 2', '= 0')),
      ...['TFIELDS = 3', 'TZERO2  = 32768', "TTYPE3  = 'Energy'", "TFORM3  = '4E'"],
    ].filter((card, i) => !(card.startsWith('TFIELDS') && i < 4)),
    Buffer.alloc(144, 1),
  ),
  'an Igor text': Buffer.from(igorText(6, 8)),
  'an Igor text of columns': Buffer.from(
    'IGOR\rWAVES/T t\rBEGIN\r"a"\rEND\rWAVES one, two\rBEGIN\r1 2\r3 4\r5 6\r7 8\rEND\r' +
      'X SetScale/P x 10,0.5,"eV",one;SetScale/P x 1,2,"eV",two; Note one, "X = 1.5 mm"\r',
  ),
  'an MBS text': Buffer.from(mbsText(8, 5)),
  'an MBS binary': krxBytes(2, 5, 8, true),
  'a SES text': Buffer.from(sesText(8, 5)),
  'a SES text of sections': Buffer.from(
    sesText(4, 3)
      .replace('[Info 1]', 'Dimension 3 name=\r\nDimension 3 size=2\r\n[Info 1]')
      .replace('1]\r\nName=', '1]\r\nPosition\x0bX\r\n1\x0b2\r\n2\x0b3')
      .replace('[Data 1]', '[Data 1:1]')
      .concat(sesText(4, 3).slice(sesText(4, 3).indexOf('[Data 1]')).replace('1]', '1:2]')),
  ),
  'a SPECS text': Buffer.from(specsText(2, 3, 5)),
  'a SPECS text of regions': Buffer.from(
    [
      ...['# Created by: SpecsLab Prodigy', '# Region: one', '# Cycle: 0, Curve: 0, Scan: 0'],
      ...['10 1', '11 2', '', '# Cycle: 0, Curve: 0, Scan: 1', '10 3', '11 4', ''],
      ...['# Region: two', '# Cycle: 0, Curve: 0', '# NonEnergyOrdinate: -1', '10 1', '11 2', ''],
      ...['# Cycle: 0, Curve: 1', '# NonEnergyOrdinate: 1', '10 5', '11 6', ''],
      ...['# External Channel Data Cycle: 0, X [mm]', '10 0.5', '11 0.5', '', ''],
    ].join('\r\n'),
  ),
};

test.for(Object.entries(sound))(
  'damaged copies of %s are refused or read whole',
  async ([, bytes]) => {
    const { read, refused } = await readDamagedCopies(bytes, { count: 2000, seed: 7 });
    expect(read + refused).toBe(2000);
    // The sound file reads, and damage to what matters is seen.
    expect(read).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(200);
  },
);
