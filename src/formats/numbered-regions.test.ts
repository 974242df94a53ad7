import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenOptions } from './binary-file';
import { backdate } from './hdf5/fixture.test-support';
import { inspectFile } from './inspect';
import { igorWaveBytes, packedBytes } from './igor-fixture.test-support';
import { openScanFile } from './registry';

const folder = mkdtempSync(join(tmpdir(), 'sweetspot-numbered-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, energies: number): void {
  const wave = { name: 'Wide scan', counts: [energies, 3], units: ['eV', 'deg'] };
  const path = join(folder, name);
  writeFileSync(path, packedBytes([igorWaveBytes({ ...wave, bigEndian: true })], true));
  backdate(path);
}

beforeAll(() => {
  write('f_001_R0_S001.pxt', 4);
  write('f_001_R1_S001.pxt', 5);
  write('f_001_R0_S002.pxt', 4);
  writeFileSync(join(folder, 'f_001_Motor_Pos.txt'), 'Sample X\n1.5\n1.75\n');
  backdate(join(folder, 'f_001_Motor_Pos.txt'));
});

async function summary(name: string, options: OpenOptions = {}) {
  const file = await openScanFile(join(folder, name), options);
  try {
    const frames = Array.from({ length: file.frameCount }, (_, index) => file.readFrame(index));
    return { regions: file.regions, complete: file.complete, frames };
  } finally {
    file.close();
  }
}

test('of the numbered files of a scan the lowest region is shown, the others hold no frame', async () => {
  const [shown, other] = [await summary('f_001_R0_S001.pxt'), await summary('f_001_R1_S001.pxt')];
  const regions = { names: ['R0', 'R1'], shown: 'R0' };
  expect(shown).toMatchObject({ regions, complete: true });
  expect(shown.frames[0].notes).toContain('Region R0 is shown; the scan also holds R1');
  expect(shown.frames[0].motors).toEqual([{ name: 'Sample X', unit: 'mm', value: 1.5 }]);
  expect(other).toEqual({ regions, complete: true, frames: [] });
});

test('the region asked for or preferred is shown, also before its file is there', async () => {
  for (const options of [{ region: 'R1' }, { preferredRegion: 'R1' }]) {
    const { frames } = await summary('f_001_R1_S001.pxt', options);
    expect(frames[0].spectrum.energy.count).toBe(5);
    expect((await summary('f_001_R0_S002.pxt', options)).frames).toEqual([]);
  }
});

test('a region within the file is found as ever, and an unknown one refused', async () => {
  expect((await summary('f_001_R0_S001.pxt', { region: 'Wide scan' })).frames).toHaveLength(1);
  await expect(summary('f_001_R0_S001.pxt', { region: 'other' })).rejects.toMatchObject({
    code: 'invalid-request',
  });
});

test('an inspection shows the file itself', async () => {
  const inspection = await inspectFile(join(folder, 'f_001_R1_S001.pxt'));
  expect(inspection).toMatchObject({
    frames: 1,
    regions: { names: ['R0', 'R1'], shown: 'R1' },
    data: { dimensions: [{ count: 5 }, { count: 3 }] },
  });
});
