import { crc32, inflateRawSync } from 'node:zlib';
import type { BinaryFile } from './binary-file';

const END_RECORD_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const ENTRY_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;
const MOST_ENTRIES = 10_000;
/** What deflate can make of one byte at the very most. */
const LARGEST_EXPANSION = 1032;

interface ZipEntry {
  name: string;
  method: number;
  crc: number;
  storedBytes: number;
  bytes: number;
  headerOffset: number;
}

/**
 * A zip archive. Its directory is written last: an archive that opens is complete.
 * Nothing is unpacked beyond the size that was asked for, whatever the archive claims.
 */
export class ZipArchive {
  private readonly entries: Map<string, ZipEntry>;

  /** Throws `incomplete` where the directory is missing, `invalid-format` where it is damaged. */
  constructor(private readonly file: BinaryFile) {
    this.entries = new Map(directory(file).map((entry) => [entry.name, entry]));
  }

  get names(): string[] {
    return [...this.entries.keys()];
  }

  /** Size of a member when unpacked, as the directory states it; null for none. */
  sizeOf(name: string): number | null {
    return this.entries.get(name)?.bytes ?? null;
  }

  /** A member of at most `mostBytes`, unpacked and checked against its checksum. */
  member(name: string, mostBytes: number): Uint8Array<ArrayBuffer> {
    const { file } = this;
    const entry = this.entries.get(name);
    if (entry === undefined) throw file.wrong(`expected ${name} in the archive, found none`);
    const { bytes, storedBytes, method, crc } = entry;
    if (bytes > mostBytes) {
      throw file.wrong(`expected at most ${mostBytes} bytes in ${name}, found ${bytes}`);
    }
    if (bytes > storedBytes * LARGEST_EXPANSION) {
      throw file.wrong(`expected ${name} to unpack to ${bytes} bytes, found ${storedBytes} packed`);
    }
    const header = file.bytes(entry.headerOffset, LOCAL_HEADER_BYTES, `the header of ${name}`);
    const view = new DataView(header.buffer);
    if (view.getUint32(0, true) !== 0x04034b50) {
      throw file.wrong(`expected ${name} at byte ${entry.headerOffset}, found no archive member`);
    }
    const start =
      entry.headerOffset + LOCAL_HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
    // What is stored as it is becomes the member; what is packed is done with once unpacked.
    const stored =
      method === 0
        ? file.bytes(start, storedBytes, name)
        : file.passingBytes(start, storedBytes, name);
    const unpacked = method === 0 ? stored : this.inflated(name, stored, method, bytes);
    if (unpacked.length !== bytes || crc32(unpacked) !== crc) {
      throw file.wrong(`expected the checksum of ${name} to be right, found damaged data`);
    }
    return unpacked;
  }

  private inflated(
    name: string,
    stored: Uint8Array,
    method: number,
    bytes: number,
  ): Uint8Array<ArrayBuffer> {
    if (method !== 8) {
      throw this.file.wrong(`expected ${name} stored or deflated, found compression ${method}`);
    }
    try {
      // One piece of output: what is longer than stated fails, and nothing is put together.
      const unpacked = inflateRawSync(stored, {
        maxOutputLength: Math.max(1, bytes),
        chunkSize: Math.max(64, bytes + 1),
      });
      const own = unpacked.byteOffset === 0 && unpacked.buffer.byteLength === unpacked.length;
      return own && unpacked.buffer instanceof ArrayBuffer
        ? new Uint8Array(unpacked.buffer)
        : Uint8Array.from(unpacked);
    } catch (error) {
      throw this.file.wrong(`expected ${name} to unpack, found damaged data`, error);
    }
  }
}

/** Whether a file begins with an archive member. */
export function beginsAsZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4;
}

function directory(file: BinaryFile): ZipEntry[] {
  const { count, offset, length } = endRecord(file);
  const bytes = file.bytes(offset, length, 'the directory of the archive');
  const view = new DataView(bytes.buffer);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_BYTES > length || view.getUint32(at, true) !== 0x02014b50) {
      throw file.wrong(`expected ${count} members in the archive, found ${i}`);
    }
    const nameLength = view.getUint16(at + 28, true);
    const nameEnd = at + ENTRY_BYTES + nameLength;
    if (nameEnd > length) throw file.wrong(`expected ${count} members in the archive, found ${i}`);
    entries.push({
      name: Buffer.from(bytes.subarray(at + ENTRY_BYTES, nameEnd)).toString('utf8'),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      storedBytes: view.getUint32(at + 20, true),
      bytes: view.getUint32(at + 24, true),
      headerOffset: view.getUint32(at + 42, true),
    });
    at = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** The record at the very end that says where the directory stands. */
function endRecord(file: BinaryFile): { count: number; offset: number; length: number } {
  const tailLength = Math.min(file.size, END_RECORD_BYTES + LONGEST_COMMENT);
  const tail = file.bytes(file.size - tailLength, tailLength, 'the end of the archive');
  const view = new DataView(tail.buffer);
  for (let at = tailLength - END_RECORD_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    const count = view.getUint16(at + 10, true);
    if (count > MOST_ENTRIES) {
      throw file.wrong(`expected at most ${MOST_ENTRIES} members in the archive, found ${count}`);
    }
    return { count, length: view.getUint32(at + 12, true), offset: view.getUint32(at + 16, true) };
  }
  throw file.cutShort('the directory of the archive', file.size + END_RECORD_BYTES);
}
