import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checksumOf } from '../../src/core/simulate/golden.test-support';
import { bundleForNode } from './bundle';

/**
 * The golden draws of the unit tests hold the expected bits, so that every Node which runs those
 * is checked. This compares two Nodes directly where a second one is named; a download of 50 MB in
 * every installation would show nothing more.
 */
const otherNode = process.env.SWEETSPOT_OTHER_NODE;
if (!otherNode) {
  console.info('Skipped: set SWEETSPOT_OTHER_NODE to another Node executable to compare bits.');
}

let bundle: Awaited<ReturnType<typeof bundleForNode>>;
beforeAll(async () => {
  bundle = await bundleForNode('tests/integration/golden-child.ts');
});
afterAll(() => bundle.remove());

function drawnBy(executable: string) {
  const output = execFileSync(executable, [bundle.path], { encoding: 'utf8' });
  return JSON.parse(output) as { version: string; checksums: string[] };
}

describe('simulated bits', () => {
  it('are those of the sources when built for plain Node', () => {
    const { version, checksums } = drawnBy(process.execPath);
    expect(version).toBe(process.versions.node);
    expect(checksums).toEqual([checksumOf('published'), checksumOf('alignment')]);
  });

  it.skipIf(!otherNode)('are the same in another Node', () => {
    const other = drawnBy(otherNode ?? '');
    expect(other.version.split('.')[0]).not.toBe(process.versions.node.split('.')[0]);
    expect(other.checksums).toEqual(drawnBy(process.execPath).checksums);
  });
});
