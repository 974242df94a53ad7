import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { OpenOptions } from '../binary-file';
import { writeFixture, type FixtureTree } from './fixture.test-support';
import { openScanFile } from '../registry';
import type { ScanFile } from '../scan-file';

/** HDF5 files of a test file's own, in a folder that is removed after its tests. */
export function fixtureFiles(site: string, extension: 'h5' | 'nxs') {
  const folder = mkdtempSync(join(tmpdir(), `sweetspot-${site}-`));
  afterAll(() => rmSync(folder, { recursive: true }));
  let files = 0;
  const freshPath = () => join(folder, `${files++}.${extension}`);
  /** Path of a new file that holds the tree. */
  const write = (tree: FixtureTree) => writeFixture(freshPath(), tree);
  /** Opens the tree as a scan for as long as `use` takes. */
  const withFile = async <Value>(
    tree: FixtureTree,
    use: (file: ScanFile) => Value,
    options: OpenOptions = {},
  ): Promise<Value> => {
    const file = await openScanFile(await write(tree), options);
    try {
      return use(file);
    } finally {
      file.close();
    }
  };
  return { freshPath, write, withFile };
}
