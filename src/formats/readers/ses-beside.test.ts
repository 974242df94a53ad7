import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { wholeNumberAt } from '../fixture-counts.test-support';
import { backdate } from '../hdf5/fixture.test-support';
import { sesRegionMembers, sesText } from '../plain-fixture.test-support';
import { openScanFile } from '../registry';

const folder = mkdtempSync(join(tmpdir(), 'sweetspot-beside-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return backdate(path);
}

const size = { width: 5, height: 3, depth: 2 };

test('an archive that was unpacked reads as the archive does', async () => {
  const members = sesRegionMembers('DA map', {
    ...size,
    settings: 'Date=2024-10-10\nTime=21:01:04',
  });
  for (const [name, content] of Object.entries(members)) write(name, content);
  const file = await openScanFile(join(folder, 'Spectrum_DA map.bin'));
  expect(file).toMatchObject({ frameCount: 2, format: { id: 'ses-folder' } });
  const { spectrum, motors, measuredAt } = file.readFrame(1);
  expect(motors).toEqual([{ name: 'Thetay', unit: 'deg', value: 1 }]);
  expect(measuredAt).toBe('2024-10-10T21:01:04');
  expect(spectrum.counts[1 * 3 + 2]).toBe(wholeNumberAt(15 + 2 * 5 + 1));
  file.close();
});

test('a frame of a running region has no scales: it says which file is missing', async () => {
  const path = write('Spectrum_live.bin', new Uint8Array(60));
  await expect(openScanFile(path)).rejects.toThrow(
    /expected Spectrum_live.ini with the scales beside Spectrum_live.bin, found none/,
  );
});

test('a deflector map that runs: counts of an exposure, layers that are yet to come', async () => {
  const members = sesRegionMembers('running', { ...size, depth: 3 });
  for (const [name, content] of Object.entries(members)) write(name, content);
  const times = Float32Array.from({ length: 45 }, (_, i) => (i < 15 ? 2 : i < 30 ? 1 : 0));
  write('Spectrum_running_Norm.bin', new Uint8Array(times.buffer));
  const file = await openScanFile(join(folder, 'Spectrum_running.bin'));
  expect(file).toMatchObject({ frameCount: 2, expectedFrames: 3, complete: false });
  expect(file.readFrame(0).spectrum.counts[0]).toBe(wholeNumberAt(0) / 2);
  expect(file.readFrame(1).spectrum.counts[0]).toBe(wholeNumberAt(15));
  file.close();
});

test('counts of another size than the scales say are refused', async () => {
  const members = sesRegionMembers('cut', size);
  for (const [name, content] of Object.entries(members)) write(name, content);
  const path = write('Spectrum_cut.bin', new Uint8Array(40));
  await expect(openScanFile(path)).rejects.toThrow(
    /expected 30 values of 4 bytes .* found 40 bytes/,
  );
});

test('CASSIOPEE: angles and photon energy from the note beside the spectrum', async () => {
  const path = write('map_3_ROI1_.txt', sesText(4, 3));
  const note = [
    'SAMPLE',
    'x (mm) : -0.25',
    'theta (deg) : 1.5\t',
    '',
    'MONOCHROMATOR',
    'hv (eV) : 95',
    'x (mm) :7',
    'Polarisation [0:LV, 1:LH] : 1',
    'comment : none',
    '',
  ];
  write('map_3_i.txt', note.join('\r\n'));
  const file = await openScanFile(path);
  expect(file.readFrame(0).motors).toEqual([
    { name: 'x', unit: 'mm', value: -0.25 },
    { name: 'theta', unit: 'deg', value: 1.5 },
    { name: 'hv', unit: 'eV', value: 95 },
    { name: 'monochromator x', unit: 'mm', value: 7 },
  ]);
  file.close();
});
