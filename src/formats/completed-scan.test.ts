import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scanProfileOf, type ScanProfile, type SiteProfile } from '#shared/profile';
import { siteProfile } from '#shared/shipped-profiles';
import type { OpenOptions } from './binary-file';
import { openOptionsOf } from './completed-scan';
import { inspectFile } from './inspect';
import { inspectionText } from './inspection-text';
import { igorWaveBytes, packedBytes } from './igor-fixture.test-support';
import { sesRegionMembers, zipBytes } from './plain-fixture.test-support';
import { openScanFile } from './registry';
import { scratchFile } from './scratch-file.test-support';

const profileWith = (known: Partial<SiteProfile>) => scanProfileOf(siteProfile('Hutch', known));

/** Energy, then detector pixels, counts 0, 1, 2, … as stored: the energy runs fastest. */
const pixelWave = (name: string, step = 1) =>
  igorWaveBytes({
    name,
    counts: [3, 4],
    starts: [16, 500],
    steps: [0.1, step],
    units: ['Kinetic Energy [eV]', 'Slice [pixel]'],
    valueAt: (index) => index,
  });

const pxt = packedBytes([pixelWave('cut'), pixelWave('map')]);

async function firstFrame(path: string, options: OpenOptions) {
  const file = await openScanFile(path, options);
  try {
    return { regions: file.regions, ...file.readFrame(0) };
  } finally {
    file.close();
  }
}

describe('regions', () => {
  const zip = zipBytes({
    ...sesRegionMembers('DA map', { width: 8, height: 3, depth: 1 }),
    ...sesRegionMembers('core', { width: 5, height: 3, depth: 1 }),
  });

  it.each([
    ['.zip', zip, ['DA map', 'core']],
    ['.pxt', pxt, ['cut', 'map']],
  ])('of a %s are listed; one is read by name or by preference', async (_, bytes, names) => {
    const path = scratchFile(bytes);
    expect((await firstFrame(path, {})).regions).toEqual({ names, shown: names[0] });
    const preferred = openOptionsOf(profileWith({ region: names[1] }), null);
    expect((await firstFrame(path, preferred)).regions?.shown).toBe(names[1]);
    const asked = openOptionsOf(profileWith({ region: names[1] }), names[0]);
    expect((await firstFrame(path, asked)).regions?.shown).toBe(names[0]);
    const absent = openOptionsOf(profileWith({ region: 'surface' }), null);
    expect((await firstFrame(path, absent)).regions?.shown).toBe(names[0]);
    await expect(openScanFile(path, { region: 'surface' })).rejects.toMatchObject({
      code: 'invalid-request',
    });
  });

  it('cannot be asked of a format that knows none', async () => {
    const path = scratchFile(pixelWave('cut'), 'cut.ibw');
    await expect(openScanFile(path, { region: 'cut' })).rejects.toMatchObject({
      code: 'invalid-request',
      hint: expect.stringContaining('Leave the region open') as string,
    });
  });

  it('appear in an inspection, with the one that is shown', async () => {
    const inspection = await inspectFile(scratchFile(pxt), { region: 'map', profile: null });
    expect(inspection).toMatchObject({ regions: { names: ['cut', 'map'], shown: 'map' } });
    expect(inspectionText(inspection)).toContain('regions          cut, map (shown)');
  });
});

describe('what the profile states for the file', () => {
  it.each([
    [0.5, [0, 0.5, 1, 1.5], [0, 3, 6, 9]],
    [-0.5, [-1.5, -1, -0.5, 0], [9, 6, 3, 0]],
  ])('turns pixels into angles of %s deg each, ascending', async (degreesPerPixel, angles, row) => {
    const profile = profileWith({ pixelAngle: { degreesPerPixel, zeroPixel: 500 } });
    const path = scratchFile(pixelWave('cut'), 'cut.ibw');
    const { spectrum, notes } = await firstFrame(path, openOptionsOf(profile, null));
    const { angle, counts } = spectrum;
    expect(angle).toMatchObject({ name: 'Angle', unit: 'deg', count: 4 });
    expect(angles).toEqual(
      Array.from({ length: 4 }, (_, i) => Number((angle.start + i * angle.step).toFixed(9))),
    );
    expect(Array.from(counts.subarray(0, 4))).toEqual(row);
    expect(notes.at(-1)).toMatch(/from the profile, not from the file/);
    expect((await firstFrame(path, {})).spectrum.angle.unit).toBe('pixel');
  });

  it('leaves degrees and a dwell alone that the file gives', async () => {
    const profile = profileWith({
      dwellSeconds: 9,
      pixelAngle: { degreesPerPixel: 2, zeroPixel: 0 },
    });
    const wave = (note: string) =>
      igorWaveBytes({
        counts: [3, 4],
        units: ['Kinetic Energy [eV]', 'Y-Scale [deg]'],
        note,
      });
    const options = openOptionsOf(profile, null);
    const open = (note: string) => firstFrame(scratchFile(wave(note), 'cut.ibw'), options);
    const silent = await open('');
    expect(silent).toMatchObject({ dwellSeconds: 9 });
    expect(silent.spectrum.angle).toMatchObject({ unit: 'deg', step: 1 });
    expect(silent.notes).toEqual(['Dwell of 9 s from the profile, not from the file']);
    const stated = await open('[SES]\rTime per Spectrum Channel=1.5\r');
    expect(stated.dwellSeconds).toBe(1.5);
    expect(stated.notes).toEqual([]);
  });

  it('gives stage positions their unit in an inspection', async () => {
    const path = scratchFile(pxt, 'map_S00001.pxt');
    writeFileSync(join(dirname(path), 'map_motors.csv'), ',X,Delay\r\n1,1.25,3\r\n');
    const inspect = async (profile: ScanProfile | null) => {
      const inspection = await inspectFile(path, { region: null, profile });
      if (inspection.kind !== 'scan') throw new Error(`Expected a scan: ${inspection.kind}`);
      return inspection;
    };
    const position = { name: 'X', minimum: 1.25, maximum: 1.25 };
    const delay = { name: 'Delay', unit: '', minimum: 3, maximum: 3 };
    expect((await inspect(null)).motors).toEqual([{ ...position, unit: '' }, delay]);
    const stated = await inspect(profileWith({ fileUnit: 'um' }));
    expect(stated.motors).toEqual([{ ...position, unit: 'um' }, delay]);
    expect(stated.warnings).toContain('Unit of X (um) from the profile, not from the file');
  });
});
