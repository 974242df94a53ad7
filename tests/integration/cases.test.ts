import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { realDataFolder } from '#formats/hdf5/fixture.test-support';
import { inspectFolder } from '#formats/inspect-folder';
import type { InspectedScan } from '#formats/inspection-schema';
import { openScanFile } from '#formats/registry';

/** Situations that users of other programs reported, rebuilt small: ../shared/data/cases. */
const instruments = realDataFolder();
const cases = instruments === null ? '' : join(instruments, '..', 'cases');
const isThere = existsSync(cases);
if (!isThere) console.log('Skipped: the cases of ../shared/data are not there.');

const scratch = mkdtempSync(join(tmpdir(), 'sweetspot-cases-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** A copy of a case whose files have been at rest for an hour. */
function at(name: string): string {
  const folder = join(scratch, name);
  cpSync(join(cases, name), folder, { recursive: true });
  const anHourAgo = Date.now() / 1000 - 3600;
  for (const file of readdirSync(folder)) utimesSync(join(folder, file), anHourAgo, anHourAgo);
  return folder;
}

async function inspected(name: string) {
  const folder = await inspectFolder(at(name));
  const files = folder.files.filter((file): file is InspectedScan => file.kind === 'scan');
  const failures = folder.files.filter((file) => file.kind !== 'scan');
  return { ...folder, files, failures };
}

/** `name minimum maximum unit` of the motors that move. */
const moved = (folder: Awaited<ReturnType<typeof inspected>>) =>
  folder.scans.map((scan) =>
    scan.moved.map((motor) => [motor.name, motor.minimum, motor.maximum, motor.unit]),
  );

describe.skipIf(!isThere)('cases', () => {
  test.for([
    [
      'fold-05-quoted-decimal-comma',
      [
        ['X', 0, 0.2, ''],
        ['Y', 0, 0.2, ''],
      ],
    ],
    [
      'fold-04-thousands',
      [
        ['X', 1000.5, 1200.5, ''],
        ['Y', 0, 0.2, ''],
      ],
    ],
    [
      'fold-20-esm-comment',
      [
        ['X', 0, 0.2, ''],
        ['Y', 0, 0.2, ''],
      ],
    ],
    [
      'fold-06-latin1-micro',
      [
        ['X', 0, 0.2, 'um'],
        ['Y', 0, 0.2, 'um'],
      ],
    ],
    [
      'h5-14-units-latin1-bytes',
      [
        ['sax', 0, 0.2, 'um'],
        ['say', 0, 0.2, 'um'],
      ],
    ],
    [
      'h5-01-external-link',
      [
        ['sax', 0, 0.2, 'mm'],
        ['say', 0, 0.2, 'mm'],
      ],
    ],
    [
      'h5-29-xarray-netcdf',
      [
        ['x', 0, 0.2, 'mm'],
        ['y', 1, 1.2, 'mm'],
      ],
    ],
  ] as const)('%s: where its frames stand', async ([name, expected]) => {
    const folder = await inspected(name);
    expect(moved(folder)).toEqual([expected]);
    expect(folder.scans[0]).toMatchObject({ kind: 'map', frames: 6 });
    expect(folder.failures).toEqual([]);
  });

  test.for([
    ['h5-18-positions-short', 6],
    ['ibw-07-runmode-gap', 12],
  ] as const)('%s: two frames without a position', async ([name, frames]) => {
    const [file] = (await inspected(name)).files;
    expect(file.frames).toBe(frames);
    expect(file.framesWithoutPosition).toEqual({ count: 2, first: [4, 5] });
    expect(file.warnings.join()).toContain(`2 of ${frames} frames have no position: 4, 5`);
  });

  test('multi-mixed: three scans', async () => {
    const { scans } = await inspected('multi-mixed');
    expect(scans.map(({ name, kind, frames }) => [name, kind, frames])).toEqual(
      expect.arrayContaining([
        ['map', 'map', 6],
        ['xps_007.ibw', 'curves', 1],
        ['fs_008.ibw', 'angle-scan', 5],
      ]),
    );
    expect(scans).toHaveLength(3);
  });

  test('bliss-entries: the entries with spectra, and the one asked for', async () => {
    const { scans } = await inspected('bliss-entries');
    expect(scans.map(({ entry, frames }) => [entry, frames])).toEqual([
      ['2.1/arpes', 6],
      ['3.1/arpes', 4],
    ]);
    const path = join(scratch, 'bliss-entries', 'sample_0001.h5');
    utimesSync(path, new Date(), new Date());
    const file = await openScanFile(path, { region: '3.1/arpes' });
    expect(file.frameCount).toBe(4);
    file.close();
  });

  test('fold-14-junk: the spectra, the empty one of them, and nothing else', async () => {
    const { scans, files, failures } = await inspected('fold-14-junk');
    expect(scans.map(({ name, frames }) => [name, frames])).toEqual([['a0007', 6]]);
    expect(files).toHaveLength(6);
    expect(failures.map(({ path }) => path.slice(-10))).toEqual(['S00007.ibw']);
  });

  test('h5-21-dwell-changes: said', async () => {
    const [file] = (await inspected('h5-21-dwell-changes')).files;
    expect(file.dwellRangeSeconds).toEqual({ minimum: 1, maximum: 4 });
    expect(file.warnings.join()).toContain('The dwell changes within the scan: 1 … 4 s');
  });

  test('h5-17-binding-positive-ascending: energies relative to the Fermi level', async () => {
    const [{ frame }] = (await inspected('h5-17-binding-positive-ascending')).files;
    expect(frame?.energy).toMatchObject({ name: 'Binding energy', unit: 'eV', count: 60 });
    expect(frame?.energy.start).toBeCloseTo(-0.49);
  });

  test('h5-31-killed-writer: the way out', async () => {
    const { failures } = await inspected('h5-31-killed-writer');
    expect(failures).toMatchObject([{ error: { hint: expect.stringContaining('h5clear -s') } }]);
  });

  test('old Igor waves, alone and in an experiment', async () => {
    const [wave] = (await inspected('ibw-09-v2-wave')).files;
    expect(wave.data).toMatchObject({ path: 'version2', sum: 15 });
    const [experiment] = (await inspected('ibw-09-pxp-old-wave-after')).files;
    expect(experiment.regions).toEqual({ names: ['spec', 'version2'], shown: 'spec' });
  });

  test('ibw-13-spin: spin is no angle', async () => {
    const [file] = (await inspected('ibw-13-spin')).files;
    expect(file.scanAxes).toEqual({ x: 'Spin', y: null });
    expect(file.frame?.angle.count).toBe(1);
  });

  test('txt-04-ses-unnumbered: read', async () => {
    expect((await inspected('txt-04-ses-unnumbered')).files).toHaveLength(1);
  });

  test.for([
    ['merlin', ['core.pxt', 'f_001', 'lp.ibw']],
    ['erpes', ['test0001.pxt', 'test0002.pxt', 'test0003.zip', 'test0004', 'test0005']],
  ] as const)('instruments/%s: its scans', async ([name, expected]) => {
    const { scans } = await inspectFolder(join(instruments ?? '', name));
    expect(scans.map((scan) => scan.name).sort()).toEqual(expected);
  });
});
