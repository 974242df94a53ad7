import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { agreementOn } from '../../src/formats/hdf5/direct/agreement.test-support';

const script = fileURLToPath(new URL('../../scripts/random-hdf5.py', import.meta.url));
/** Files of each h5py; more, with SWEETSPOT_RANDOM_HDF5, when the reading is changed. */
const count = process.env.SWEETSPOT_RANDOM_HDF5 ?? '60';

/** Each with its own version of HDF5, where there are two. */
const pythons = ['python3', '/usr/bin/python3'].flatMap((candidate) => {
  const asked = 'import sys, h5py, numpy; print(sys.executable)';
  const { status, stdout } = spawnSync(candidate, ['-c', asked], { encoding: 'utf8' });
  return status === 0 ? [stdout.trim()] : [];
});
if (pythons.length === 0) {
  console.warn('Skipped: no python3 with h5py (Debian: apt-get install python3-h5py).');
}

test.skipIf(pythons.length === 0)(
  'random files written by h5py are read as the library reads them',
  async () => {
    for (const python of new Set(pythons)) await expectAgreement(python);
  },
  120_000,
);

async function expectAgreement(python: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sweetspot-random-hdf5-'));
  try {
    const { status, stderr } = spawnSync(python, [script, folder, count, '1'], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    let answered = 0;
    for (const name of readdirSync(folder)) {
      const { different, refusedByLibrary, ...found } = await agreementOn(join(folder, name));
      expect({ name, wrong: [...different, ...refusedByLibrary] }).toEqual({ name, wrong: [] });
      answered += found.answered;
    }
    expect(answered).toBeGreaterThan(500);
    console.log(`${count} files: ${answered} answers compared`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
