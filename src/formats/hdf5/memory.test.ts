import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHdf5 } from './hdf5-file';
import { backdate, writeFixture } from './fixture.test-support';
import { loadHdf5Library } from './library';

const MEGABYTE = 2 ** 20;
/** A length that stands nowhere else in the file. */
const TEXT = 'x'.repeat(0x4a3);

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sweetspot-hdf5-memory-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A file with a text of any length, of which it says that it has so many bytes. */
async function withTextOf(name: string, bytes: number): Promise<string> {
  const path = await writeFixture(join(directory, name), { '/word': { data: [TEXT, 'two'] } });
  const content = readFileSync(path);
  const collection = content.indexOf('GCOL');
  // Where a text is kept: its length, the address of the heap collection, its number there.
  const reference = Buffer.alloc(12);
  reference.writeUInt32LE(TEXT.length, 0);
  reference.writeUInt32LE(collection, 4);
  const at = content.indexOf(reference);
  expect(at).toBeGreaterThan(0);
  content.writeUInt32LE(bytes, at);
  writeFileSync(path, content);
  return backdate(path);
}

test('a text of absurd length is refused before the memory for it is there', async () => {
  const path = await withTextOf('absurd.h5', 0x70000000);
  const library = await loadHdf5Library(path);
  const file = await openHdf5(path);
  expect(() => file.texts('/word')).toThrow(
    /expected to read \/word, found: what takes more than 1024 MB of memory/,
  );
  file.close();
  expect(library.module.HEAPU8.length).toBeLessThan(256 * MEGABYTE);
});

test('what was refused for its size is not the reason for what is wrong later', async () => {
  const path = await withTextOf('later.h5', TEXT.length);
  const { module, memoryLimit } = await loadHdf5Library(path);
  expect(module._malloc(1500 * MEGABYTE)).toBe(0);
  expect(memoryLimit.refusals).toBeGreaterThan(0);
  const file = await openHdf5(path);
  expect(file.texts('/word')).toEqual([TEXT, 'two']);
  file.close();
  const damaged = await openHdf5(await withTextOf('other.h5', 12));
  expect(() => damaged.texts('/word')).toThrow(/object size does not match/);
  damaged.close();
});

test('memory for the largest array that is read at once is there', async () => {
  const { module } = await loadHdf5Library(join(directory, 'none.h5'));
  const address = module._malloc(512 * MEGABYTE);
  expect(address).toBeGreaterThan(0);
  module._free(address);
});
