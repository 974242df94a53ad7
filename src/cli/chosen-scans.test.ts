import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { backdate } from '#formats/hdf5/fixture.test-support';
import { igorWaveBytes } from '#formats/igor-fixture.test-support';
import { chosenScans } from './chosen-scans';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sweetspot-chosen-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, start: number, seconds: number): void {
  const units = ['Kinetic Energy [eV]', 'Y-Scale [deg]'];
  const note = `[SES]\rDate=2026-11-30\rTime=10:00:${String(seconds).padStart(2, '0')}`;
  const bytes = igorWaveBytes({ counts: [10, 9], starts: [start, -4], units, note });
  const path = join(folder, name);
  writeFileSync(path, bytes);
  backdate(path);
}
const chosenNames = async (wanted: string) => {
  const { chosen } = await chosenScans({ path: folder, kind: 'folder' }, wanted);
  return chosen.map(({ source }) => source.scan?.fileNames ?? 'whole folder');
};

test('a folder with one scan is opened as it is', async () => {
  for (const n of [1, 2]) write(`map_${n}.ibw`, 16, n);
  for (const wanted of ['newest', 'all', 'map']) {
    expect(await chosenNames(wanted)).toEqual(['whole folder']);
  }
  await expect(chosenNames('other')).rejects.toMatchObject({ code: 'not-found' });
});

test('of several the newest, one by its name, or all, the newest first', async () => {
  for (const n of [1, 2]) write(`map_${n}.ibw`, 16, n);
  write('xps_3.ibw', 70, 3);
  writeFileSync(join(folder, 'map_4.ibw'), '');
  const map = ['map_1.ibw', 'map_2.ibw', 'map_4.ibw'];
  expect(await chosenNames('newest')).toEqual([['xps_3.ibw']]);
  expect(await chosenNames('map')).toEqual([map]);
  expect(await chosenNames('all')).toEqual([['xps_3.ibw'], map]);
  await expect(chosenNames('none')).rejects.toThrow(/There is no scan none/);
});

test('an empty folder is opened as it is', async () => {
  expect(await chosenNames('newest')).toEqual(['whole folder']);
});
