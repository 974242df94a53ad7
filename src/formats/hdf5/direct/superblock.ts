import { checksum } from './checksum';
import { Cursor } from './cursor';
import type { FileBytes } from './file-bytes';
import { expectPlain } from './not-plain';

const SIGNATURE = '\x89HDF\r\n\x1a\n';
/** Bytes of versions 2 and 3, without and with their checksum. */
const CHECKED_BYTES = 44;
const BYTES_WITH_CHECKSUM = 48;
const BYTES_OF_VERSION_1 = 100;

/**
 * Address of the root group's header (HDF5 File Format Specification 3.0, II.A). Throws
 * `NotPlain` for files held by a writer, cut short, behind a user block, of several parts, or
 * with addresses of another width.
 */
export function rootAddress(file: FileBytes): number {
  const start = new Cursor(file.view(0, Math.min(file.size, BYTES_OF_VERSION_1)));
  const signature = String.fromCharCode(...start.bytes(SIGNATURE.length));
  expectPlain(signature === SIGNATURE, 'another signature');
  const version = start.u8();
  return version < 2 ? rootOfVersion1(file, start, version) : rootOfVersion3(file, start, version);
}

function rootOfVersion1(file: FileBytes, start: Cursor, version: number): number {
  const versions = [start.u8(), start.u8(), start.u8(), start.u8()];
  expectPlain(
    versions.every((other) => other === 0),
    'versions other than 0',
  );
  expectWidths(start.u8(), start.u8());
  start.skip(5);
  expectPlain(start.u32() === 0, 'consistency flags');
  if (version === 1) start.skip(4);
  expectPlain(start.address() === 0, 'a base address');
  expectPlain(start.address() === null, 'free space that is listed');
  const end = start.u64();
  expectPlain(start.address() === null, 'a driver');
  start.skip(8);
  file.endAt(end);
  return start.u64();
}

function rootOfVersion3(file: FileBytes, start: Cursor, version: number): number {
  expectPlain(version <= 3, 'a later version');
  expectWidths(start.u8(), start.u8());
  expectPlain(start.u8() === 0, 'consistency flags: a writer holds it');
  expectPlain(start.address() === 0, 'a base address');
  expectPlain(start.address() === null, 'an extension');
  file.endAt(start.u64());
  const root = start.u64();
  const { buffer, byteOffset } = file.view(0, BYTES_WITH_CHECKSUM);
  const isSound = checksum(new Uint8Array(buffer, byteOffset, CHECKED_BYTES)) === start.u32();
  expectPlain(isSound, 'another checksum');
  return root;
}

function expectWidths(ofAddresses: number, ofLengths: number): void {
  expectPlain(ofAddresses === 8 && ofLengths === 8, 'addresses of another width');
}
