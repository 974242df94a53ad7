import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backdate } from './hdf5/fixture.test-support';
import { openScanFile } from './registry';
import type { Frame, ScanFile } from './scan-file';

/** A file of these bytes in a folder of its own, dated an hour ago. */
export function scratchFile(bytes: Uint8Array | string, name = 'file'): string {
  const path = join(mkdtempSync(join(tmpdir(), 'sweetspot-file-')), name);
  writeFileSync(path, bytes);
  return backdate(path);
}

/** Opens a file of these bytes, does something with it and closes it. */
export async function withScanFile<Value>(
  bytes: Uint8Array | string,
  use: (file: ScanFile) => Value,
  region?: string,
): Promise<Value> {
  const file = await openScanFile(scratchFile(bytes), region === undefined ? {} : { region });
  try {
    return use(file);
  } finally {
    file.close();
  }
}

/** All frames of a file of these bytes. */
export function framesOf(bytes: Uint8Array | string, region?: string): Promise<Frame[]> {
  return withScanFile(
    bytes,
    (file) => Array.from({ length: file.frameCount }, (_, index) => file.readFrame(index)),
    region,
  );
}
