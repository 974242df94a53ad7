import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fixtureFiles } from '../hdf5/fixture-files.test-support';
import { backdate, ramp, type FixtureTree } from '../hdf5/fixture.test-support';
import { openScanFile } from '../registry';
import { antaresTree, elettraTree, fixtureCounts, maestroTree } from '../site-files.test-support';
import { nexusMapTree, peakExportTree } from '../site-variants.test-support';

const { write, withFile } = fixtureFiles('regions', 'h5');

/** The objects of a tree below other names. */
function moved(tree: FixtureTree, from: string, to: string): FixtureTree {
  return Object.fromEntries(
    Object.entries(tree)
      .filter(([path]) => path.startsWith(from))
      .map(([path, item]) => [`${to}${path.slice(from.length)}`, item]),
  );
}

const antaresEntry = Object.keys(antaresTree)[0];
const cases = [
  {
    site: 'ALS MAESTRO',
    tree: {
      ...maestroTree,
      ...moved(maestroTree, '/2D_Data/Swept_Spectra0', '/2D_Data/Swept_Spectra1'),
    },
    names: ['Swept_Spectra0', 'Swept_Spectra1'],
    paths: ['/2D_Data/Swept_Spectra0', '/2D_Data/Swept_Spectra1'],
  },
  {
    site: 'Elettra Spectromicroscopy',
    tree: { ...elettraTree, ...moved(elettraTree, '/map', '/map2') },
    names: ['map', 'map2'],
    paths: ['/map', '/map2'],
  },
  {
    site: 'PEAK',
    tree: {
      '/shortcuts': { attributes: {} },
      ...['C1s', 'O1s'].reduce<FixtureTree>(
        (tree, run) => ({
          ...tree,
          [`/shortcuts/${run}`]: { attributes: {} },
          ...moved(peakExportTree, '', `/shortcuts/${run}`),
        }),
        {},
      ),
    },
    names: ['C1s', 'O1s'],
    paths: ['C1s', 'O1s'].map((run) => `/shortcuts/${run}/acquisition/spectrum/data/data`),
  },
  {
    site: 'ANTARES',
    tree: { ...antaresTree, ...moved(antaresTree, antaresEntry, '/another') },
    names: [antaresEntry.slice(1), 'another'],
    paths: [`${antaresEntry}/scan_data/data_12`, '/another/scan_data/data_12'],
  },
  {
    site: 'NeXus, two entries, of which the file names one',
    tree: { ...nexusMapTree, ...moved(nexusMapTree, '/entry', '/arpes') },
    names: ['entry/data', 'arpes/data'],
    paths: ['/entry/data/data', '/arpes/data/data'],
  },
];

test.each(cases)('$site: the user chooses among regions', async ({ tree, names, paths }) => {
  const [first, second] = names;
  await withFile(tree, (file) => {
    expect(file.regions).toEqual({
      names: expect.arrayContaining(names) as string[],
      shown: first,
    });
    expect(file.rawData().path).toBe(paths[0]);
    expect(file.readFrame(0).notes).toContain(
      `Region ${first} is shown; the file also holds ${second}`,
    );
  });
  const shown = await withFile(
    tree,
    (file) => [file.regions?.shown, file.rawData().path, file.readFrame(0).spectrum.counts.length],
    { region: second },
  );
  expect(shown).toEqual([second, paths[1], expect.any(Number)]);
  const preferred = { preferredRegion: second };
  expect(await withFile(tree, (file) => file.regions?.shown, preferred)).toBe(second);
  await expect(withFile(tree, () => 0, { region: 'none' })).rejects.toThrow(
    /expected one of the regions .*, found none/,
  );
});

test('groups without energies are no regions, even the one a NeXus file names', async () => {
  const picture: FixtureTree = {
    '/entry/camera': { attributes: { NX_class: 'NXdata', signal: 'image' } },
    '/entry/camera/image': { data: fixtureCounts(20), shape: [4, 5] },
    '/entry/current': { attributes: { NX_class: 'NXdata', signal: 'value' } },
    '/entry/current/value': { data: ramp(6, 500, -1) },
  };
  const tree = { ...nexusMapTree, ...picture };
  expect(await withFile(tree, ({ regions }) => regions?.names)).toEqual(['entry/data']);
  const named = { ...tree, '/': { attributes: { default: 'entry/camera' } } };
  expect(await withFile(named, ({ regions }) => regions?.shown)).toBe('entry/data');
  await expect(withFile({ '/entry': nexusMapTree['/entry'], ...picture }, () => 0)).rejects.toThrow(
    /expected an energy axis .* of \/entry\/camera\/image, found none/,
  );
});

test('damage in another entry costs the region there, not the file', async () => {
  const path = await write({ ...nexusMapTree, ...moved(nexusMapTree, '/entry', '/late') });
  const bytes = readFileSync(path);
  // The header of what was made last: an axis in /late/data.
  bytes.write('BARE', bytes.lastIndexOf('OHDR'));
  writeFileSync(path, bytes);
  const file = await openScanFile(backdate(path));
  expect(file.regions).toEqual({ names: ['entry/data'], shown: 'entry/data' });
  expect(file.readFrame(0).spectrum.counts).toHaveLength(12);
  file.close();
});
