import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHdf5 } from './hdf5-file';
import { backdate, writeFixture } from './fixture.test-support';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sweetspot-hdf5-passing-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const floats = Float32Array.from({ length: 6000 }, (_, i) => i + 0.25);
const shape = [3, 40, 50];

test('passing numbers are those that are kept, however they are stored', async () => {
  const path = await writeFixture(join(directory, 'kinds.h5'), {
    '/whole': { data: floats, shape },
    '/pieces': { data: floats, shape, chunks: [1, 40, 50] },
    '/smaller-pieces': { data: floats, shape, chunks: [2, 7, 9] },
    '/packed': { data: floats, shape, chunks: [1, 40, 50], compression: 4 },
    '/integers': { data: Int16Array.from(floats), shape },
    '/long': { data: BigInt64Array.from({ length: 6000 }, (_, i) => BigInt(-i)), shape },
  });
  const file = await openHdf5(path);
  for (const name of file.childNames('/')) {
    const all = [...file.numbers(`/${name}`)];
    expect([...file.passingNumbers(`/${name}`)]).toEqual(all);
    for (const frame of [2, 0, 1]) {
      const part = { start: [frame, 0, 0], count: [1, 40, 50] };
      expect([...file.passingNumbers(`/${name}`, part)], name).toEqual(
        all.slice(frame * 2000, (frame + 1) * 2000),
      );
    }
    const line = { start: [1, 3, 0], count: [1, 1, 50] };
    expect([...file.passingNumbers(`/${name}`, line)]).toEqual(all.slice(2150, 2200));
  }
  file.close();
});

test('a frame that begins as texts of any length do is a frame', async () => {
  // Of fewer the library reads more than was asked for.
  const bytes = new Float32Array(20_000);
  // The number whose bytes are GCOL, behind which a heap would take no space.
  new DataView(bytes.buffer).setUint32(0, 0x4c4f4347, true);
  const path = await writeFixture(join(directory, 'begins.h5'), {
    '/data': { data: bytes, shape: [200, 100] },
  });
  const file = await openHdf5(path);
  expect([...file.passingNumbers('/data')]).toEqual([...bytes]);
  file.close();
});

test('what the end of a file lacks is not what was read before', async () => {
  const tree = { '/data': { data: floats, shape } };
  const sound = await openHdf5(await writeFixture(join(directory, 'sound.h5'), tree));
  expect(sound.passingNumbers('/data')).toHaveLength(6000);
  const path = await writeFixture(join(directory, 'short.h5'), tree);
  const file = await openHdf5(path);
  expect(file.kindOf('/data')).toBe('dataset');
  truncateSync(path, 12_000);
  backdate(path);
  expect(() => file.passingNumbers('/data')).toThrow(/truncated file/);
  file.close();
  sound.close();
});
