import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeFixture, type FixtureTree } from './hdf5/fixture.test-support';
import { inspectFile } from './inspect';
import { inspectionText } from './inspection-text';
import { igorWaveBytes, packedBytes } from './igor-fixture.test-support';
import {
  fitsBytes,
  igorText,
  krxBytes,
  mbsText,
  sesRegionMembers,
  sesText,
  specsText,
  zipBytes,
} from './plain-fixture.test-support';
import { scratchFile } from './scratch-file.test-support';
import {
  antaresTree,
  elettraTree,
  genericTree,
  i05Tree,
  loreaTree,
  maestroTree,
  sgm4Tree,
  zap2dTree,
} from './site-files.test-support';

const folder = mkdtempSync(join(tmpdir(), 'sweetspot-unreadable-'));
afterAll(() => rmSync(folder, { recursive: true }));

const wave = igorWaveBytes({ counts: [4, 3] });
const fitsColumns = [
  'NAXIS1  = 8',
  'NAXIS2  = 1',
  'TFIELDS = 1',
  "TTYPE1  = 'X'",
  "TFORM1  = '1D'",
];

/** A file that cannot be read, and the place that its message must name. */
const plain: [string, Uint8Array | string, RegExp][] = [
  ['an Igor wave', wave.subarray(0, wave.length - 4), /data|Igor wave.*byte \d+/],
  ['a packed experiment', packedBytes([wave]).subarray(0, 300), /record|wave.*byte \d+/],
  ['a SES archive', zipBytes({ 'readme.txt': Buffer.from('x') }), /Spectrum_<region>.ini/],
  [
    'a region of a SES archive',
    zipBytes(sesRegionMembers('cut', { width: 0, height: 3, depth: 1 })),
    /width of at least 1 in Spectrum_cut.ini, found 0/,
  ],
  [
    'a FITS table',
    fitsBytes([], fitsColumns, Buffer.alloc(8)),
    /TDIM with two dimensions.*found X/,
  ],
  ['an Igor text', igorText(3, 4).replace('(3,4)', '(3,5)'), /15 values in cut, found 12/],
  ['an MBS text', mbsText(4, 3).replace('NoS\t3', 'NoS\t7'), /7 slices \(NoS\).*found 3/],
  ['an MBS binary', krxBytes(1, 3, 4, true).subarray(0, 60), /image 0 up to byte \d+/],
  ['a SES text', sesText(4, 3).replace('size=3', 'size=9'), /dimension 2, found 3/],
  ['a SPECS text', specsText(1, 2, 3).replace('16.000  ', 'x'), /an energy and a count, found "/],
  [
    'a picture',
    Buffer.from('\x89PNG\r\n\x1a\n, not HDF5', 'latin1'),
    /HDF5 signature.*found ".PNG/,
  ],
];

test.for(plain)('%s that cannot be read: what was expected, found, and where', async (row) => {
  const [, content, where] = row;
  const path = scratchFile(content);
  const inspection = await inspectFile(path);
  expect(inspection).toMatchObject({ kind: 'unreadable', path });
  if (inspection.kind !== 'unreadable') return;
  expect(inspection.error.message).toMatch(/expected .*found /s);
  expect(inspection.error.message).toMatch(where);
  expect(inspectionText(inspection)).toContain('cannot be read');
});

const without = (tree: FixtureTree, ...paths: string[]) =>
  Object.fromEntries(Object.entries(tree).filter(([path]) => !paths.includes(path)));
const attributesOf = (tree: FixtureTree, path: string, attributes: Record<string, string>) => ({
  ...tree,
  [path]: { ...tree[path], attributes },
});

const hdf5: [string, FixtureTree, RegExp][] = [
  [
    'Diamond I05',
    without(i05Tree(), '/entry1/analyser/energies'),
    /energy axis .* of \/entry1\/analyser\/data, found none/,
  ],
  [
    'ALBA LOREA',
    { ...loreaTree, '/entry1/data/energies': { data: Float64Array.of(1, 2) } },
    /5 × 2 values in \/entry1\/data\/data .* found 5 × 4/,
  ],
  [
    'SSRL 5-2',
    without(zap2dTree(10), '/Data/Axes2'),
    /dimension 2 in \/Data\/Axes2, found nothing/,
  ],
  [
    'SOLEIL ANTARES',
    without(antaresTree, '/salsa_0001/scan_data/data_08'),
    /slit angle in \/salsa_0001\/scan_data, found -6 and null/,
  ],
  [
    'ALS MAESTRO',
    attributesOf(maestroTree, '/2D_Data/Swept_Spectra0', {}),
    /scaleOffset and scaleDelta .* of \/2D_Data\/Swept_Spectra0, found 0 and 0/,
  ],
  [
    'Elettra',
    attributesOf(elettraTree, '/map', { 'Dim0 Values': 'none' }),
    /name, start and step of dimension 0 of \/map, found none/,
  ],
  [
    'ASTRID SGM4',
    without(sgm4Tree(3), '/Entry/Data/ScanDetails/FastAxis_names'),
    /fast axes .* in \/Entry\/Data\/TransformedData, found 3 × 4 × 5 and the names none/,
  ],
  [
    'generic NeXus',
    without(genericTree, '/entry/data/energy'),
    /energy axis .* of \/entry\/data\/data, found none/,
  ],
];

test.for(hdf5)('a file of %s without what it needs says so, and where', async (row) => {
  const [name, tree, where] = row;
  const inspection = await inspectFile(await writeFixture(join(folder, `${name}.h5`), tree));
  expect(inspection.kind).toBe('unreadable');
  if (inspection.kind !== 'unreadable') return;
  expect(inspection.error.message).toMatch(/expected .*found /s);
  expect(inspection.error.message).toMatch(where);
});
