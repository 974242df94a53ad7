import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { writeFixture, type FixtureTree } from './fixture.test-support';
import { readDamagedCopies } from '../mutations.test-support';

/** Files that lost handles may keep open until the next instance of the library. */
const MOST_LEFT_OPEN = 150;

/** 2000 damaged copies of a file: each refused or read whole, and no heap of files left open. */
export async function expectDamageSeen(tree: FixtureTree): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sweetspot-damaged-hdf5-'));
  try {
    const bytes = readFileSync(await writeFixture(join(folder, 'sound.h5'), tree));
    const openBefore = openFiles();
    const { read, refused } = await readDamagedCopies(bytes, {
      count: 2000,
      seed: 11,
      mostFrames: 3,
    });
    expect(read + refused).toBe(2000);
    expect(read).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(200);
    expect(openFiles() - openBefore).toBeLessThan(MOST_LEFT_OPEN);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Files this process has open, where the system tells. */
function openFiles(): number {
  return existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0;
}
