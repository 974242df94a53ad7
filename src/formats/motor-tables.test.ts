import { appendFileSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { backdate } from './hdf5/fixture.test-support';
import { motorsFromTable } from './motor-tables';
import { igorWaveBytes, packedBytes } from './igor-fixture.test-support';
import { openScanFile } from './registry';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweetspot-motors-'));
});

const wave = packedBytes([
  igorWaveBytes({
    counts: [4, 3],
    starts: [16, -1],
    units: ['Kinetic Energy [eV]', 'Y-Scale [deg]'],
  }),
]);

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function readFirst(path: string) {
  const file = await openScanFile(path);
  try {
    return { frame: file.readFrame(0), scanAxes: file.scanAxes };
  } finally {
    file.close();
  }
}

test('KAIST: rows by the number of the point; the latest of a repeated one', () => {
  backdate(write('map0001_motors.csv', ',X,Y\r\n1,0.0,5\r\n2,0.1,5\r\n1,0.05,5.5\r\n'));
  const found = motorsFromTable(join(folder, 'map0001_S00001.zip'));
  expect(found).toMatchObject({
    kind: 'found',
    motors: [
      { name: 'X', unit: '', value: 0.05 },
      { name: 'Y', unit: '', value: 5.5 },
    ],
  });
  expect(motorsFromTable(join(folder, 'map0001_S00003.zip'))).toMatchObject({
    kind: 'missing',
  });
  expect(motorsFromTable(join(folder, 'other_S00001.zip'))).toEqual({ kind: 'none' });
});

test('MERLIN: a row a point, several regions a point, units of its motors', () => {
  backdate(write('f_001_Motor_Pos.txt', 'Sample X\tPolar\r\n1.5\t-15.5\r\n1.75\t-15\r\n'));
  expect(motorsFromTable(join(folder, 'f_001_R1_S002.pxt'))).toMatchObject({
    kind: 'found',
    motors: [
      { name: 'Sample X', unit: 'mm', value: 1.75 },
      { name: 'Polar', unit: 'deg', value: -15 },
    ],
  });
});

test('numbers parted by blanks, tables with semicolons and decimal commas', () => {
  backdate(write('f_001_Motor_Pos.txt', 'Sample X\tPolar\t\r\n1.5 -15.5\r\n1.75   -15\r\n'));
  expect(motorsFromTable(join(folder, 'f_001_S002.pxt'))).toMatchObject({
    motors: [{ value: 1.75 }, { value: -15 }],
  });
  backdate(write('map0001_motors.csv', ';X;Y\r\n1;0,5;"5"\r\n'));
  expect(motorsFromTable(join(folder, 'map0001_S00001.zip'))).toMatchObject({
    motors: [
      { name: 'X', value: 0.5 },
      { name: 'Y', value: 5 },
    ],
  });
});

test('ESM: rows by the name of the file, in any order; counters are no motors', () => {
  backdate(
    write(
      'log.csv',
      'scan,file,temp (K),hv,X (um),Y (um)\n9,b_002.pxt,20,80,2,20\n8,/data/a_001.pxt,21,80,1,10\n',
    ),
  );
  expect(motorsFromTable(join(folder, 'a_001.pxt'))).toMatchObject({
    kind: 'found',
    motors: [
      { name: 'temp', unit: 'K', value: 21 },
      { name: 'hv', unit: '', value: 80 },
      { name: 'X', unit: 'um', value: 1 },
      { name: 'Y', unit: 'um', value: 10 },
    ],
  });
  expect(motorsFromTable(join(folder, 'c_003.pxt'))).toEqual({ kind: 'none' });
});

test('ESM without names of columns: the fifth is X, the sixth Y', () => {
  backdate(write('log.csv', '1,a_001.ibw,3,4,1.5,2.5\n2,a_002.ibw,3,4,1.6,2.6\n'));
  expect(motorsFromTable(join(folder, 'a_002.ibw'))).toMatchObject({
    motors: [
      { name: 'X', value: 1.6 },
      { name: 'Y', value: 2.6 },
    ],
  });
});

test('a row that comes after its file: incomplete until it is whole', async () => {
  const table = write('map_motors.csv', ',X,Y\r\n');
  const path = write('map_S00001.pxt', wave);
  await expect(readFirst(path)).rejects.toMatchObject({ code: 'incomplete' });
  appendFileSync(table, '1,0.1');
  await expect(readFirst(path)).rejects.toThrow(
    /expected a row for it in map_motors.csv, found 0 rows/,
  );
  appendFileSync(table, '25,7.5\r\n');
  const { frame, scanAxes } = await readFirst(path);
  expect(frame.motors).toEqual([
    { name: 'X', unit: '', value: 0.125 },
    { name: 'Y', unit: '', value: 7.5 },
  ]);
  expect(scanAxes).toEqual({ x: 'X', y: 'Y' });
});

test('a row that never comes: the spectrum has no position, and says so', async () => {
  backdate(write('map_motors.csv', ',X,Y\r\n1,0,0\r\n'));
  const { frame } = await readFirst(backdate(write('map_S00002.pxt', wave)));
  expect(frame.motors).toEqual([]);
  expect(frame.notes).toEqual(['map_motors.csv has no row for this file']);
});

test('more files than rows: no position is made up for the rest', async () => {
  backdate(write('f_Motor_Pos.txt', 'Polar\n-15.5\n-15\n'));
  const { frame } = await readFirst(backdate(write('f_S004.pxt', wave)));
  expect(frame.motors).toEqual([]);
  expect(frame.notes).toEqual(['f_Motor_Pos.txt has no row for this file']);
});

test('a last line without its end counts once nothing is written any more', () => {
  const table = write('map_motors.csv', ',X\n1,0.5');
  const file = join(folder, 'map_S001.pxt');
  expect(motorsFromTable(file)).toMatchObject({ kind: 'missing' });
  const aMinuteAgo = Date.now() / 1000 - 60;
  utimesSync(table, aMinuteAgo, aMinuteAgo);
  expect(motorsFromTable(file)).toMatchObject({ kind: 'found', motors: [{ value: 0.5 }] });
});

test('tables of nonsense are none', () => {
  for (const text of [
    '',
    '\n\n',
    'a',
    ',,,\n,,,',
    '\0\0\0\0',
    '1,2\n3,4',
    `${'x,'.repeat(5000)}\n`,
  ]) {
    backdate(write('map_motors.csv', text));
    backdate(write('map_Motor_Pos.txt', text));
    backdate(write('other.csv', text));
    expect(motorsFromTable(join(folder, 'map_S001.pxt')).kind).not.toBe('found');
  }
});
