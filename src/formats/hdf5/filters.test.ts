import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { wholeNumberAt } from '../fixture-counts.test-support';
import { openScanFile } from '../registry';
import { framesOf } from '../scratch-file.test-support';

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../../tests/fixtures/hdf5-filters/${name}.h5`, import.meta.url));

test.for(['lzf', 'szip', 'bitshuffle', 'lz4', 'bzip2', 'blosc-lz4', 'blosc-zstd'])(
  'counts compressed by another implementation of %s',
  async (name) => {
    const file = await openScanFile(fixture(name));
    const { counts } = file.readFrame(0).spectrum;
    file.close();
    expect([...counts]).toEqual(Array.from({ length: 12 * 16 }, (_, i) => wholeNumberAt(i)));
  },
);

/** The number of a filter as it stands in the description of a data set. */
function replaceFilter(bytes: Buffer, number: number, other: number): Buffer {
  const replaced = Buffer.from(bytes);
  const pattern = Buffer.alloc(2);
  pattern.writeUInt16LE(number);
  const at = replaced.indexOf(pattern);
  expect(at).toBeGreaterThan(0);
  replaced.writeUInt16LE(other, at);
  return replaced;
}

test('a compression that nobody knows is named, and what was wanted', async () => {
  const unknown = replaceFilter(readFileSync(fixture('lz4')), 32004, 32999);
  await expect(framesOf(unknown)).rejects.toMatchObject({
    code: 'invalid-format',
    message: expect.stringMatching(
      /expected to read \/entry\/data\/data, found: values packed by the filters .*32999/,
    ) as string,
  });
});
