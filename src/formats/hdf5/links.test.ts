import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { SweetSpotError } from '#shared/errors';
import { openScanFile } from '../registry';
import { backdate, ramp, writeFixture } from './fixture.test-support';
import { openHdf5 } from './hdf5-file';

const folder = mkdtempSync(join(tmpdir(), 'sweetspot-hdf5-links-'));
afterAll(() => rmSync(folder, { recursive: true }));
const within = (name: string) => join(folder, name);

test('links in circles and into nothing end', async () => {
  const path = await writeFixture(
    within('circles.h5'),
    { '/entry': { attributes: { NX_class: 'NXentry' } } },
    (file) => {
      file.create_soft_link('/entry/self', 'entry/self');
      file.create_soft_link('/nowhere', 'entry/lost');
      file.create_hard_link('/entry', 'entry/again');
      file.create_external_link('missing.h5', '/x', 'entry/outside');
    },
  );
  await expect(openScanFile(path)).rejects.toMatchObject({ code: 'unknown-format' });
  const file = await openHdf5(path);
  expect(file.kindOf('/entry/self')).toBeNull();
  expect(file.kindOf('/entry/lost')).toBeNull();
  expect(file.kindOf('/entry/outside')).toBeNull();
  expect(file.kindOf('/entry/again/again/again')).toBe('group');
  file.close();
});

test('what stands at a path is the same whether the names on the way were listed or not', async () => {
  const path = await writeFixture(
    within('names.h5'),
    {
      '/entry': { attributes: { NX_class: 'NXentry' } },
      '/entry/data': { data: ramp(3, 0, 1) },
    },
    (file) => file.create_soft_link('/entry', 'again'),
  );
  const paths = ['/entry/data', '/entry//data', '/entry/./data', '/entry/data/', '/again/data'];
  const missing = ['/entry/none', '/entry/none/data', '/again/none', '/none', '/entry/Data'];
  const found = async (listed: string[]) => {
    const file = await openHdf5(path);
    const names = listed.map((group) => file.childNames(group).length);
    const kinds = [...paths, ...missing].map((at) => file.kindOf(at));
    file.close();
    return { names, kinds };
  };
  const listed = await found(['/', '/entry', '/again']);
  expect(listed.names).toEqual([2, 1, 1]);
  expect(listed.kinds).toEqual((await found([])).kinds);
  expect(listed.kinds.slice(0, 2)).toEqual(['dataset', 'dataset']);
  expect(listed.kinds.slice(-missing.length)).toEqual(missing.map(() => null));
});

test('no link leads out of the file, however it is made', async () => {
  const other = await writeFixture(within('other.h5'), {
    '/secret': { data: Float64Array.of(1, 2, 3) },
  });
  const path = await writeFixture(within('leading-out.h5'), {}, (file) => {
    file.create_external_link(other, '/secret', 'outside');
    file.create_external_link(other, '/', 'folder');
    file.create_soft_link('/folder/secret', 'around');
    file.create_external_link(within('leading-out.h5'), '/itself', 'itself');
  });
  const file = await openHdf5(path);
  for (const link of ['/outside', '/folder', '/folder/secret', '/around', '/itself']) {
    expect(file.kindOf(link), link).toBeNull();
  }
  expect(() => file.numbers('/outside')).toThrow(
    /expected a data set at \/outside, found a link to another file \(.*other.h5\)/,
  );
  file.close();
});

test('values that lie in other files are not taken for zeros', async () => {
  // Virtual and external layouts, written by h5py: 0…5 of another file.
  for (const [name, message] of [
    ['virtual', /found them in another \(source\.h5\)/],
    ['external', /expected to read \/data, found: /],
  ] as const) {
    const fixture = new URL(`../../../tests/fixtures/hdf5-outside/${name}.h5`, import.meta.url);
    const file = await openHdf5(backdate(fileURLToPath(fixture)));
    expect(() => file.numbers('/data')).toThrow(message);
    file.close();
  }
});

describe('links into other files of the opened folder', () => {
  const spectra = (signal: string) => ({
    '/entry': { attributes: { NX_class: 'NXentry' } },
    '/entry/data': { attributes: { NX_class: 'NXdata', signal, axes: ['energy', 'angle'] } },
    '/entry/data/energy': { data: ramp(4, 16, 0.1), attributes: { units: 'eV' } },
    '/entry/data/angle': { data: ramp(5, -2, 1), attributes: { units: 'deg' } },
  });
  const detector = {
    '/raw': { attributes: {} },
    '/raw/frame': { data: ramp(20, 1, 1), shape: [4, 5] },
  };
  let opened = '';
  beforeEach(() => (opened = mkdtempSync(join(folder, 'opened-'))));

  const linking = (name: string, target: string) =>
    writeFixture(join(opened, name), spectra('counts'), (file) =>
      file.create_external_link(target, '/raw/frame', 'entry/data/counts'),
    );

  test('are followed, below it too', async () => {
    mkdirSync(join(opened, 'raw'));
    await writeFixture(join(opened, 'raw', 'det.h5'), detector);
    const file = await openScanFile(await linking('scan.nxs', 'raw/det.h5'));
    expect([...file.readFrame(0).spectrum.counts]).toEqual([...ramp(20, 1, 1)]);
    file.close();
  });

  test('lead nowhere else: not up, not by a symbolic link, not by a whole path', async () => {
    const outside = await writeFixture(join(folder, 'beyond.h5'), detector);
    symlinkSync(outside, join(opened, 'inside.h5'));
    symlinkSync(folder, join(opened, 'up'));
    for (const target of ['../beyond.h5', 'inside.h5', 'up/beyond.h5', outside]) {
      const path = await linking('scan.nxs', target);
      await expect(openScanFile(path), target).rejects.toThrow(SweetSpotError);
      const added = await openScanFile(path, { linkFolders: [folder] });
      expect(added.readFrame(0).spectrum.counts[19], target).toBe(20);
      added.close();
    }
  });

  test('to what is no HDF5 file, or not there, are no spectra', async () => {
    writeFileSync(join(opened, 'text.h5'), 'no such thing');
    for (const target of ['text.h5', 'missing.h5', 'scan.nxs', '/dev/zero', '/etc/passwd']) {
      await expect(openScanFile(await linking('scan.nxs', target)), target).rejects.toThrow(
        SweetSpotError,
      );
    }
  });
});
