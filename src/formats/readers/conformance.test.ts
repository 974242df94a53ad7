import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dataset } from 'h5wasm/node';
import { afterAll, describe, expect, test } from 'vitest';
import { SweetSpotError } from '#shared/errors';
import { backdate, ramp, writeFixture, type FixtureTree } from '../hdf5/fixture.test-support';
import { igorWaveBytes, packedBytes } from '../igor-fixture.test-support';
import {
  fitsBytes,
  igorText,
  krxBytes,
  mbsText,
  sesRegionMembers,
  sesText,
  specsText,
  zipBytes,
} from '../plain-fixture.test-support';
import { plainFormatLabels } from '../plain-readers';
import { hdf5FormatLabels, openScanFile } from '../registry';
import type { ScanFile } from '../scan-file';
import {
  antaresTree,
  elettraTree,
  genericTree,
  i05Tree,
  loreaTree,
  maestroTree,
  sgm4Tree,
  zap2dTree,
} from '../site-files.test-support';
import { i05MapTree, peakExportTree } from '../site-variants.test-support';

/**
 * What every reader keeps to. A reader that is registered without a fixture here fails: add one
 * that its format's instrument could have written.
 */
const folder = mkdtempSync(join(tmpdir(), 'sweetspot-conformance-'));
afterAll(() => rmSync(folder, { recursive: true }));

const wave = {
  counts: [6, 4, 3],
  starts: [16, -2, 0],
  steps: [0.5, 1, 1],
  units: ['Kinetic Energy [eV]', 'Y-Scale [deg]', 'Point []'],
  note: '[SES]\rRegion Name=cut\r[Manipulator]\rX=1\r',
};
const fitsTable = [
  ...['NAXIS1  = 56', 'NAXIS2  = 2', 'TFIELDS = 2', "TTYPE1  = 'X'", "TFORM1  = '1D'"],
  ...["TTYPE2  = 'Spectra'", "TFORM2  = '12J'", "TDIM2   = '(4,3)'", "TDESC2  = '(pixel,eV)'"],
  ...["TRPIX2  = '(1,1)'", "TRVAL2  = '(0,5)'", "TDELT2  = '(1,0.5)'"],
];
const sp2 = [
  ...['P2', '# [SPECS P2 Imagefile Version 106]', '# X Range = "[4 .. 5] eV"'],
  ...['# Y Range = "[-2 .. 2] deg"', '# X Label = "Kinetic Energy"', '# Y Label = "theta"'],
  ...['6 5 9', ...Array.from({ length: 30 }, (_, i) => String(i % 7)), ''],
].join('\n');
const region = sesRegionMembers('cut', { width: 6, height: 4, depth: 1 });

/** Files by label: a name, and the bytes, or the files of a folder with the one to open first. */
const plain: Record<string, [string, Uint8Array | string][]> = {
  'Scienta SES / DA30 (.zip)': [['f.zip', zipBytes(region)]],
  'ALS FITS (HERS, MAESTRO)': [
    ['f.fits', fitsBytes(["NM_0_0  = 'X'"], fitsTable, Buffer.alloc(112, 1))],
  ],
  'Igor text (.itx)': [['f.itx', igorText(6, 5)]],
  'Igor packed experiment (.pxt, .pxp)': [['f.pxt', packedBytes([igorWaveBytes(wave)])]],
  'Igor binary wave (.ibw)': [['f.ibw', igorWaveBytes(wave)]],
  'MB Scientific (.krx)': [['f.krx', krxBytes(1, 5, 6, true)]],
  'Scienta SES text (.txt)': [['f_1.txt', sesText(6, 5)]],
  'SPECS image (.sp2)': [['f.sp2', sp2]],
  'SPECS Prodigy text (.xy)': [['f.xy', specsText(2, 5, 6)]],
  'MB Scientific text (.txt)': [['f_1.txt', mbsText(6, 5)]],
};

const scaled = (file: Parameters<NonNullable<Parameters<typeof writeFixture>[2]>>[0]) => {
  const spectrum = file.get('/spectrum');
  if (!(spectrum instanceof Dataset)) throw new Error('no spectrum');
  ['x', 'alpha', 'eV'].forEach((name, d) => {
    const scale = file.get(`/${name}`);
    if (!(scale instanceof Dataset)) throw new Error(name);
    scale.make_scale(name);
    spectrum.attach_scale(d, `/${name}`);
  });
};
const unit = (units: string) => ({ attributes: { units } });
const xarrayTree: FixtureTree = {
  '/eV': { data: ramp(6, -0.5, 0.1), ...unit('eV') },
  '/alpha': { data: ramp(5, -2, 1), ...unit('deg') },
  '/x': { data: Float64Array.of(0, 1, 5), ...unit('mm') },
  '/y': { data: Float64Array.of(7), shape: [], ...unit('mm') },
  '/spectrum': { data: ramp(90, 1, 1), shape: [3, 5, 6] },
};
const hdf5: Record<string, [FixtureTree, typeof scaled?]> = {
  'Diamond I05 NeXus': [i05Tree()],
  'Diamond I05 NeXus map': [i05MapTree],
  'ALBA LOREA NeXus': [loreaTree],
  'SSRL 5-2 (PEAK)': [zap2dTree(2)],
  'Scienta Omicron PEAK export': [peakExportTree],
  'SOLEIL ANTARES NeXus': [antaresTree],
  'NeXus (NXdata)': [genericTree],
  'ASTRID SGM4': [sgm4Tree(3)],
  'ALS MAESTRO': [maestroTree],
  'Elettra Spectromicroscopy': [elettraTree],
  'xarray netCDF4 (erlab, PyARPES, peaks)': [xarrayTree, scaled],
};

/** Path of the fixture of a reader, dated long ago. */
async function fixture(label: string): Promise<string> {
  const own = mkdtempSync(join(folder, 'file-'));
  if (label in hdf5) {
    const [tree, finish] = hdf5[label];
    return writeFixture(join(own, 'scan.h5'), tree, finish);
  }
  const paths = plain[label].map(([name, content]) => {
    writeFileSync(join(own, name), content);
    return backdate(join(own, name));
  });
  return paths[0];
}

const ascending = (file: ScanFile) => {
  for (let index = 0; index < file.frameCount; index++) {
    if (file.isMeasured?.(index) === false) continue;
    const { spectrum, motors } = file.readFrame(index);
    const { energy, angle, counts } = spectrum;
    expect(counts).toHaveLength(energy.count * angle.count);
    expect(counts.every((value) => value >= 0 && value < Infinity)).toBe(true);
    expect(energy.step > 0 && angle.step > 0).toBe(true);
    expect(energy.unit).toBe('eV');
    for (const { name, value } of motors) {
      expect(name).not.toBe('');
      expect(Number.isFinite(value)).toBe(true);
    }
    expect(new Set(motors.map(({ name }) => name)).size).toBe(motors.length);
    if (file.motorsAt !== undefined) expect(file.motorsAt(index)).toEqual(motors);
  }
};

/** SES's unpacked folders are known by names, of several files: `ses-beside.test.ts`. */
const labels = [...plainFormatLabels, ...hdf5FormatLabels].filter(
  (label) => !/unpacked|folder|\.bin/i.test(label),
);

describe.each(labels)('%s', (label) => {
  test('has a fixture that it reads under its own label', async () => {
    expect(Object.keys({ ...plain, ...hdf5 })).toContain(label);
    const file = await openScanFile(await fixture(label));
    expect(label.startsWith(file.format.label) || file.format.label.startsWith(label)).toBe(true);
    expect(file.frameCount).toBeGreaterThan(0);
    file.close();
  });

  test('gives ascending axes in known units, counts, and positions with names', async () => {
    const file = await openScanFile(await fixture(label));
    ascending(file);
    file.close();
  });

  test('reads a copy that is growing as far as it goes, or says what is missing', async () => {
    const path = await fixture(label);
    const whole = readFileSync(path);
    for (const share of [0, 0.1, 0.5, 0.9, 0.99]) {
      const copy = join(
        mkdtempSync(join(folder, 'growing-')),
        path.slice(path.lastIndexOf('/') + 1),
      );
      writeFileSync(copy, whole.subarray(0, Math.floor(share * whole.length)));
      try {
        const file = await openScanFile(copy);
        try {
          ascending(file);
        } finally {
          file.close();
        }
      } catch (error) {
        expect(error, `${share} of the file`).toBeInstanceOf(SweetSpotError);
      }
    }
  });
});
