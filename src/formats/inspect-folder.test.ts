import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { backdate } from './hdf5/fixture.test-support';
import { igorWaveBytes } from './igor-fixture.test-support';
import { chosenScans, inspectFolder, scansOf } from './inspect-folder';
import { inspectFile } from './inspect';
import { INSPECTION_VERSION, inspectionDocumentSchema } from './inspection-schema';
import { inspectionText } from './inspection-text';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sweetspot-folder-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const cut = (more: object = {}) =>
  igorWaveBytes({
    counts: [10, 9],
    starts: [16, -4],
    units: ['Kinetic Energy [eV]', 'Y-Scale [deg]'],
    ...more,
  });
const write = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return backdate(path);
};
const head = { schema: 'sweetspot-inspect', version: INSPECTION_VERSION };

test('scans, what is passed over, and folders below', async () => {
  for (const name of ['map_1.ibw', 'map_2.ibw']) write(name, cut());
  write(
    'fs_3.ibw',
    cut({ counts: [10, 9, 4], units: ['Kinetic Energy [eV]', 'Y-Scale [deg]', 'Thetay [deg]'] }),
  );
  for (const name of [
    'notes.docx',
    'fig.eps',
    'Thumbs.db',
    'movie.mp4',
    '~$notes.docx',
    '.DS_Store',
  ])
    write(name, 'x');
  write('map_4.ibw', '');
  write('Igor.pxp', '');
  write('a.xyz', 'a text of another program');
  mkdirSync(join(folder, 'older'));
  write(join('older', 'm_1.ibw'), cut());
  mkdirSync(join(folder, 'papers'));
  write(join('papers', 'a.pdf'), 'x');
  const found = await inspectFolder(folder);
  expect(found.scans.map(({ name, kind, frames }) => ({ name, kind, frames }))).toEqual(
    expect.arrayContaining([
      { name: 'map', kind: 'series', frames: 2 },
      { name: 'fs_3.ibw', kind: 'angle-scan', frames: 4 },
    ]),
  );
  expect(found.files.filter(({ kind }) => kind === 'unreadable').map(({ path }) => path)).toEqual([
    join(folder, 'map_4.ibw'),
  ]);
  expect(found.passedOver).toEqual(['a.xyz', 'Igor.pxp']);
  expect(found.subfolders).toEqual([{ name: 'older', files: 1 }]);
  expect(inspectionText(found)).toMatch(/scan +map: a series without positions, 2 files, 2 frames/);
  expect(chosenScans(found.scans, 'map').map(({ fileNames }) => fileNames)).toEqual([
    ['map_1.ibw', 'map_2.ibw'],
  ]);
  expect(() => chosenScans(found.scans, 'none')).toThrow(/There is no scan none/);
  expect(inspectionDocumentSchema.parse({ ...head, ...found })).toMatchObject({ kind: 'folder' });
});

test('documents of files fit the schema, readable or not', async () => {
  for (const path of [
    write('cut.ibw', cut()),
    write('text.ibw', 'nothing'),
    join(folder, 'none.ibw'),
  ]) {
    const file = await inspectFile(path);
    const document = { ...head, ...file, scans: await scansOf([file]) };
    expect(() => inspectionDocumentSchema.parse(document)).not.toThrow();
    expect(document.scans).toHaveLength(file.kind === 'scan' ? 1 : 0);
  }
});

test('the JSON schema in the package is that of this version', async () => {
  const schema = {
    title: `sweetspot inspect --json, version ${INSPECTION_VERSION}`,
    ...z.toJSONSchema(inspectionDocumentSchema),
  };
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(
    '../../resources/schemas/inspect.schema.json',
  );
});
