import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { backdate, realDataFolder } from '../fixture.test-support';
import { damaged } from '../../mutations.test-support';
import { agreementOn } from './agreement.test-support';
import { checksum } from './checksum';
import { DirectFile } from './direct-file';

const folder = mkdtempSync(join(tmpdir(), 'sweetspot-plain-hdf5-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file that h5py wrote: `tests/fixtures/hdf5-plain/make.py`. */
function fixture(name: string): string {
  return fileURLToPath(
    new URL(`../../../../tests/fixtures/hdf5-plain/${name}.h5`, import.meta.url),
  );
}

function opened(path: string): DirectFile {
  const file = DirectFile.open(path);
  if (file === null) throw new Error(`${path} is not plain`);
  return file;
}

/** What the library has to read of every file. */
const otherTypes = ['record', 'flags', 'nothing'].map((name) => `type of /storage/others/${name}`);
const notPlain = [
  ...otherTypes,
  ...['chunked', 'packed', 'unwritten', 'none'].map((name) => `type of /storage/${name}`),
  ...['kind of /links/alias', 'kind of /links/nowhere', 'kind of /links/outside/elsewhere'],
  ...['/texts@empty', '/texts@flag', '/storage/chunked@DIMENSION_LIST'],
  ...['kind of /storage/others/type', '/storage/others/rows@REFERENCE_LIST'],
];

describe('a file is read as the library reads it', () => {
  const cases = [
    { name: 'earliest', answered: 242, left: [] },
    // 300 members stand in a tree of two levels, 300 attributes in a header of many parts.
    { name: 'earliest-crowded', answered: 1441, left: ['kind of /texts/fixed'] },
    { name: 'latest', answered: 242, left: [] },
    {
      name: 'latest-crowded',
      answered: 243,
      left: ['names in /crowd', 'attributes of /texts/fixed'],
    },
    { name: 'ordered', answered: 270, left: [] },
  ];
  test.each(cases)('$name', async ({ name, answered, left }) => {
    const found = await agreementOn(fixture(name));
    expect(found.different).toEqual([]);
    expect(found.refusedByLibrary).toEqual([]);
    expect(found.answered).toBe(answered);
    const isBack = (question: string) => question.includes('/links/back/');
    expect(new Set(found.leftToLibrary.filter((question) => !isBack(question)))).toEqual(
      new Set([...notPlain, ...left]),
    );
  });

  test('one behind a user block is left to the library whole', async () => {
    expect((await agreementOn(fixture('user-block'))).leftToLibrary).toEqual(['the file']);
  });

  const real = realDataFolder();
  test.skipIf(real === null)('measured files, and those of another reader', async () => {
    const names = readdirSync(real ?? '', { recursive: true, encoding: 'utf8' });
    let answered = 0;
    for (const name of names.filter((file) => /\.(h5|nxs)$/.test(file))) {
      const found = await agreementOn(join(real ?? '', name));
      expect({ name, different: found.different, refused: found.refusedByLibrary }).toEqual({
        name,
        different: [],
        refused: [],
      });
      answered += found.answered;
    }
    expect(answered).toBeGreaterThan(1000);
  });
});

describe('2000 damaged copies: what is read without the library is not other than what it reads', () => {
  test.each(['earliest', 'latest'])('%s', async (name) => {
    let [answered, unanswered] = [0, 0];
    let copies = 0;
    for (const bytes of damaged(readFileSync(fixture(name)), 2000, 5)) {
      // What the library lost is not opened by the same instance again.
      const path = join(folder, `${name}-${copies++}.h5`);
      writeFileSync(path, bytes);
      const found = await agreementOn(backdate(path));
      expect({ copy: copies, different: found.different }).toEqual({ copy: copies, different: [] });
      if (found.answered > 0) answered++;
      else unanswered++;
      rmSync(path);
    }
    expect(answered).toBeGreaterThan(500);
    expect(unanswered).toBeGreaterThan(500);
  });
});

test('values, and parts of them, at their places', () => {
  const file = opened(fixture('latest'));
  const dataset = file.datasetAt('/numbers/big/i/i4');
  if (dataset === null) throw new Error('no data set');
  const values = Array.from({ length: 24 }, (_, i) => (i * 5) % 23);
  const memory = (bytes: number) => new Uint8Array(bytes);
  expect([...(file.numbers(dataset, { first: 0, count: 24 }, memory) ?? [])]).toEqual(values);
  expect([...(file.numbers(dataset, { first: 12, count: 4 }, memory) ?? [])]).toEqual(
    values.slice(12, 16),
  );
  // Nothing of what lies behind or before a data set.
  expect(file.numbers(dataset, { first: -3, count: 4 }, memory)).toBeNull();
  expect(file.numbers(dataset, { first: 22, count: 4 }, memory)).toBeNull();
  expect(file.attributeValue('/entry', 'names')).toEqual(['polar', 'tilt', 'Å']);
  expect(file.attributeValue('/entry', 'largest')).toBe(2 ** 63);
  expect(file.kindOf('/entry/none')).toBe('nothing');
  expect(file.kindOf('/links/alias')).toBeNull();
  expect(file.kindOf('entry')).toBeNull();
  file.close();
});

test('a file that a writer holds, and what is no HDF5, are left to the library', () => {
  const bytes = readFileSync(fixture('latest'));
  // The flags of version 3 follow its signature, version and two widths.
  const path = join(folder, 'held.h5');
  for (const flags of [0, 1, 4, 5]) {
    bytes[11] = flags;
    bytes.writeUInt32LE(checksum(bytes.subarray(0, 44)), 44);
    writeFileSync(path, bytes);
    expect(DirectFile.open(path) === null, `flags ${flags}`).toBe(flags !== 0);
  }
  writeFileSync(path, 'x,y\n1,2\n');
  expect(DirectFile.open(path)).toBeNull();
  expect(DirectFile.open(join(folder, 'missing.h5'))).toBeNull();
  expect(DirectFile.open(folder)).toBeNull();
});
