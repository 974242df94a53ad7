import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { File } from 'h5wasm/node';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { SweetSpotError } from '#shared/errors';
import { openHdf5 } from './hdf5-file';
import { loadHdf5 } from './writing-library';
import { backdate, ramp, writeFixture } from './fixture.test-support';
import { openScanFile } from '../registry';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sweetspot-hdf5-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const inDirectory = (name: string) => join(directory, name);

async function whole(name: string): Promise<string> {
  return writeFixture(inDirectory(name), {
    '/': { attributes: { default: 'entry' } },
    '/entry': { attributes: { NX_class: 'NXentry', default: 'data' } },
    '/entry/data': {
      attributes: { NX_class: 'NXdata', signal: 'data', axes: ['energy', 'angle'] },
    },
    '/entry/data/data': {
      data: Float32Array.from({ length: 6000 }, (_, i) => i),
      shape: [60, 100],
      chunks: [10, 100],
      compression: 4,
    },
    '/entry/data/energy': { data: ramp(60, 16, 0.01), attributes: { units: 'eV' } },
    '/entry/data/angle': { data: ramp(100, -5, 0.1), attributes: { units: 'deg' } },
  });
}

test('a file that is not there is not found', async () => {
  await expect(openHdf5(inDirectory('none.h5'))).rejects.toMatchObject({ code: 'not-found' });
  const path = await whole('no-folder.h5');
  await expect(openHdf5(join(path, 'inside.h5'))).rejects.toMatchObject({ code: 'not-found' });
});

test('a folder is no file', async () => {
  mkdirSync(inDirectory('folder.h5'));
  await expect(openHdf5(inDirectory('folder.h5'))).rejects.toMatchObject({
    code: 'invalid-request',
  });
});

test.for([
  ['nothing', Buffer.alloc(0)],
  ['zeros', Buffer.alloc(4096)],
  ['part of the signature', Buffer.from('\x89HD', 'latin1')],
] as const)('%s: the file is still to be written', async ([name, content]) => {
  writeFileSync(inDirectory(name), content);
  await expect(openHdf5(inDirectory(name))).rejects.toMatchObject({ code: 'incomplete' });
});

test('text is no HDF5, and the error shows its start', async () => {
  writeFileSync(inDirectory('text.h5'), 'IGOR\nWAVES/S data');
  await expect(openHdf5(inDirectory('text.h5'))).rejects.toMatchObject({
    code: 'unknown-format',
    message: expect.stringContaining('found "IGOR.WAV"') as string,
  });
});

test('a file without read permission is unreadable', async ({ skip }) => {
  if (process.getuid?.() === 0 || process.platform === 'win32') {
    const reason = 'permissions do not bind this user';
    process.stdout.write(`Unreadable files are not tested: ${reason}.\n`);
    skip(reason);
  }
  const path = await whole('secret.h5');
  chmodSync(path, 0);
  await expect(openHdf5(path)).rejects.toMatchObject({ code: 'unreadable' });
});

test('a file cut short anywhere is incomplete, or reads without the missing part', async () => {
  const bytes = readFileSync(await whole('whole.h5'));
  const errors = new Set<string>();
  for (let length = 1; length < bytes.length; length += Math.ceil(bytes.length / 150)) {
    const path = inDirectory('cut.h5');
    writeFileSync(path, bytes.subarray(0, length));
    backdate(path);
    await expect(openScanFile(path), `${length} bytes`).rejects.toBeInstanceOf(SweetSpotError);
    errors.add((await openScanFile(path).catch((error: SweetSpotError) => error.code)) as string);
  }
  expect([...errors]).toEqual(['incomplete']);
});

test('a file that another program has open for writing without SWMR is busy', async () => {
  await loadHdf5();
  const path = inDirectory('held.h5');
  const writer = new File(path, 'w', { libver: 'v110' });
  writer.create_group('entry');
  writer.flush();
  // Within one process the library shares the open file: the reader gets a copy, flags included.
  const copy = inDirectory('held-copy.h5');
  writeFileSync(copy, readFileSync(path));
  writer.close();
  backdate(copy);
  await expect(openHdf5(copy)).rejects.toMatchObject({
    code: expect.stringMatching(/^(busy|incomplete)$/) as string,
  });
});

test('flipped bytes give an error of ours or the array, never anything else', async () => {
  const bytes = readFileSync(await whole('intact.h5'));
  const expected = Float32Array.from({ length: 6000 }, (_, i) => i);
  let failed = 0;
  let read = 0;
  for (let trial = 0; trial < 400; trial++) {
    const damaged = Buffer.from(bytes);
    const place = (trial * 7919) % bytes.length;
    damaged[place] ^= 1 << (trial % 8);
    const path = inDirectory(`flipped-${trial}.h5`);
    writeFileSync(path, damaged);
    backdate(path);
    try {
      const file = await openScanFile(path);
      try {
        const { counts } = file.readFrame(0).spectrum;
        expect(counts).toHaveLength(expected.length);
        read++;
      } finally {
        file.close();
      }
    } catch (error) {
      expect(error).toBeInstanceOf(SweetSpotError);
      failed++;
    }
  }
  expect(failed).toBeGreaterThan(0);
  expect(read).toBeGreaterThan(0);
});

test('an intact file reads after hundreds of damaged ones', async () => {
  const path = await whole('after.h5');
  for (let i = 0; i < 200; i++) {
    truncateSync(await whole('short.h5'), 900);
    await expect(openScanFile(inDirectory('short.h5'))).rejects.toBeInstanceOf(SweetSpotError);
  }
  const file = await openScanFile(path);
  expect(file.readFrame(0).spectrum.counts[5999]).toBe(5999);
  file.close();
});

test('absurd extents are refused before anything is allocated', async () => {
  const path = await writeFixture(
    inDirectory('absurd.h5'),
    {
      '/entry': { attributes: { NX_class: 'NXentry' } },
      '/entry/data': { attributes: { NX_class: 'NXdata', signal: 'data', axes: ['energy', '.'] } },
      '/entry/data/data': {
        data: new Float32Array(4),
        shape: [2, 2],
        maxshape: [null, null],
        chunks: [16, 16],
      },
      '/entry/data/energy': {
        data: ramp(2, 16, 0.01),
        maxshape: [null],
        chunks: [16],
        attributes: { units: 'eV' },
      },
    },
    (file) => {
      const data = file.get('/entry/data/data');
      if (data !== null && 'resize' in data) data.resize([2_000_000, 3_000_000]);
      const energy = file.get('/entry/data/energy');
      if (energy !== null && 'resize' in energy) energy.resize([2_000_000_000]);
    },
  );
  const before = process.memoryUsage().rss;
  await expect(openScanFile(path)).rejects.toMatchObject({
    code: 'invalid-format',
    message: expect.stringMatching(
      /expected at most \d+ values at once in .*found 2000000000/,
    ) as string,
  });
  expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
});

test('a text whose heap never ends is refused, not read for ever', async () => {
  const path = await writeFixture(inDirectory('heap.h5'), { '/word': { data: ['one', 'two'] } });
  const bytes = readFileSync(path);
  const heap = bytes.indexOf('GCOL');
  // The first object becomes free space of no size.
  bytes.fill(0, heap + 16, heap + 32);
  writeFileSync(path, bytes);
  backdate(path);
  const file = await openHdf5(path);
  expect(() => file.text('/word')).toThrow(/expected to read \/word/);
  file.close();
});

test('what is missing or of another kind names the place', async () => {
  const file = await openHdf5(await whole('places.h5'));
  expect(() => file.numbers('/entry/data')).toThrow(/expected a data set at .* found a group/);
  expect(() => file.numbers('/entry/none')).toThrow(/expected a data set at .* found nothing/);
  expect(() => file.numbers('/entry/data/data', { start: [50, 0], count: [20, 1] })).toThrow(
    /expected .* to hold 20 × 1 values from 50, 0, found 60 × 100/,
  );
  expect(file.text('/entry/data/data')).toBeNull();
  expect(file.scalar('/entry')).toBeNull();
  expect(file.attribute('/entry', 'none')).toBeNull();
  file.close();
});

test('types come as numbers: integers of every width, 64 bits, and text as text', async () => {
  const path = await writeFixture(inDirectory('types.h5'), {
    '/big': { data: BigInt64Array.of(-(2n ** 40n), 7n) },
    '/small': { data: Int16Array.of(-3, 4) },
    '/bytes': { data: Uint8Array.of(255) },
    '/words': { data: ['one', 'two'] },
    '/word': { data: 'hello' },
  });
  const file = await openHdf5(path);
  expect([...file.numbers('/big')]).toEqual([-(2 ** 40), 7]);
  expect([...file.numbers('/small')]).toEqual([-3, 4]);
  expect(file.scalar('/bytes')).toBe(255);
  expect(file.text('/words')).toBe('one');
  expect(file.text('/word')).toBe('hello');
  expect(() => file.numbers('/word')).toThrow(/expected numbers in \/word, found another type/);
  file.close();
});

test('the library keeps quiet on standard error', async () => {
  const written: string[] = [];
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  const errors = vi
    .spyOn(console, 'error')
    .mockImplementation((text) => written.push(String(text)));
  const path = await whole('quiet.h5');
  truncateSync(path, 3000);
  await openHdf5(path).catch(() => undefined);
  const file = await openHdf5(await whole('loud.h5'));
  expect(() => file.numbers('/none')).toThrow();
  file.close();
  spy.mockRestore();
  errors.mockRestore();
  expect(written).toEqual([]);
});
