import { closeSync, openSync, readSync } from 'node:fs';
import { SweetSpotError } from '#shared/errors';
import { libraryReason, openFailure } from './errors';
import { fileStats, withSystemErrors } from '../file-access';
import type { Hdf5Library } from './library';
import type { LinkRoots } from './link-roots';

const signature = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');
/** The signature stands at 0, or behind a user block whose size is a power of two. */
const signatureOffsets = [0, 512, 1024, 2048, 4096];

/** Whether a file is HDF5 by its first bytes; one with a user block does not show it there. */
export function beginsAsHdf5(head: Uint8Array): boolean {
  return signature.equals(head.subarray(0, signature.length));
}

/** What the first bytes of a file say. */
type Signature = { kind: 'hdf5' } | { kind: 'unwritten' } | { kind: 'other'; start: string };

/**
 * Whether a file is HDF5 by its content. `unwritten`: nothing but zeros, or the
 * beginning of the signature, so far. Throws `not-found`, `unreadable`, `busy`.
 */
function readSignature(path: string): Signature {
  return withSystemErrors(path, () => {
    fileStats(path);
    const descriptor = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(signature.length);
      const startsAt = (offset: number) =>
        readSync(descriptor, bytes, 0, bytes.length, offset) === bytes.length &&
        bytes.equals(signature);
      if (signatureOffsets.some(startsAt)) return { kind: 'hdf5' };
      const start = bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, 0));
      if (start.every((byte) => byte === 0) || signature.subarray(0, start.length).equals(start)) {
        return { kind: 'unwritten' };
      }
      return { kind: 'other', start: start.toString('latin1').replace(/[^\x20-\x7e]/g, '.') };
    } finally {
      closeSync(descriptor);
    }
  });
}

/** Throws `incomplete` for a file that is still empty, and `unknown-format` for one that is no HDF5. */
export function expectSignature(path: string): void {
  const found = readSignature(path);
  if (found.kind === 'unwritten') {
    throw new SweetSpotError('incomplete', `${path}: nothing has been written to it yet.`);
  }
  if (found.kind === 'other') {
    throw new SweetSpotError(
      'unknown-format',
      `${path}: expected the HDF5 signature at its start, found "${found.start}".`,
    );
  }
}

/**
 * Opens a file for reading, through SWMR where a writer holds it. Errors: `not-found`,
 * `unreadable` (permission), `busy` (locked by a writer that allows no readers),
 * `incomplete` (cut short), `invalid-format` (damaged, or no HDF5).
 */
export function openHandle(
  library: Hdf5Library,
  path: string,
  links: LinkRoots | null = null,
): { handle: bigint; heldByWriter: boolean } {
  try {
    return { handle: library.open(path, 'read', links), heldByWriter: false };
  } catch (error) {
    const reason = libraryReason(error);
    if (!/already open for (write|SWMR)/i.test(reason)) throw openFailure(path, reason, error);
  }
  try {
    return { handle: library.open(path, 'swmr-read', links), heldByWriter: true };
  } catch (error) {
    throw openFailure(path, libraryReason(error), error);
  }
}
