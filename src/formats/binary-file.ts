import { closeSync, openSync, readSync } from 'node:fs';
import { SweetSpotError } from '#shared/errors';
import { decodedText } from './decoded-text';
import { fileStats, isRecent, withSystemErrors } from './file-access';
import type { ScanFile } from './scan-file';
import { scratchBytes } from './frame-kernel';

/** Longest file read as text: far above any spectrum, far below what would exhaust memory. */
const MAXIMUM_TEXT_BYTES = 256 * 1024 * 1024;
/** Bytes at the start of a file by which its format is known. */
const HEAD_BYTES = 4096;

/** Which part of a file to read, and what to take for what it does not state. Plain data. */
export interface OpenOptions {
  /** Name of a region, where a file holds several; the first by default. */
  region?: string;
  /** Read instead of the first where the file holds it; `region` goes before it. */
  preferredRegion?: string;
  /** Folders, beside that of the file, which links into other files may lead to. */
  linkFolders?: readonly string[];
  /** Dwell of files that state none, in seconds. */
  dwellSeconds?: number;
  /** Angles of files that give detector pixels: (pixel − `zeroPixel`) · `degreesPerPixel`. */
  pixelAngle?: { degreesPerPixel: number; zeroPixel: number };
}

/** What one format that is not HDF5 contributes to the registry. */
export interface PlainReader {
  /** Label of the format, for messages about what can be read. */
  label: string;
  /** Cheap test by content: does the file begin as this format does? */
  matches(file: BinaryFile): boolean;
  /** Takes over the file: closing the scan file closes it. */
  open(file: BinaryFile, options: OpenOptions): ScanFile;
}

/** An open file of bytes. Nothing is read that was not asked for; nothing beyond its end. */
export class BinaryFile {
  /** Bytes as of opening. */
  readonly size: number;
  /** The first bytes. */
  readonly head: Uint8Array<ArrayBuffer>;
  private headAsText: string | null = null;
  private readonly recent: boolean;
  private descriptor: number | null;

  /** Throws `not-found`, `unreadable`, `busy`. */
  constructor(readonly path: string) {
    const stats = fileStats(path);
    this.size = stats.size;
    this.recent = isRecent(path, stats);
    this.descriptor = withSystemErrors(path, () => openSync(path, 'r'));
    try {
      this.head = this.bytesInto(freshBytes, 0, Math.min(HEAD_BYTES, this.size), 'its start');
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** The first bytes as text, one character a byte. */
  get headText(): string {
    return (this.headAsText ??= Buffer.from(this.head.buffer).toString('latin1'));
  }

  /** Bytes of a part of the file, in memory of their own; `incomplete` when it ends before. */
  bytes(offset: number, length: number, what: string): Uint8Array<ArrayBuffer> {
    // Readers look again at what formats are told apart by.
    if (offset + length <= this.head.length && this.descriptor !== null) {
      this.expectEnd(offset, length, what);
      return this.head.slice(offset, offset + length);
    }
    return this.bytesInto(freshBytes, offset, length, what);
  }

  /** The same in memory that is good until the next call: for what is copied at once. */
  passingBytes(offset: number, length: number, what: string): Uint8Array<ArrayBuffer> {
    return this.bytesInto(scratchBytes, offset, length, what);
  }

  private bytesInto(
    memory: (size: number) => Uint8Array<ArrayBuffer>,
    offset: number,
    length: number,
    what: string,
  ): Uint8Array<ArrayBuffer> {
    this.expectEnd(offset, length, what);
    const bytes = memory(length);
    const { descriptor } = this;
    if (descriptor === null) throw this.wrong(`expected ${what}, found the file closed`);
    withSystemErrors(this.path, () => {
      for (let done = 0; done < length;) {
        const read = readSync(descriptor, bytes, done, length - done, offset + done);
        if (read === 0) throw this.cutShort(what, offset + length);
        done += read;
      }
    });
    return bytes;
  }

  /** Throws `incomplete` when the file ends before a part of it does. */
  expectEnd(offset: number, length: number, what: string): void {
    if (
      !Number.isSafeInteger(offset) ||
      !Number.isSafeInteger(length) ||
      offset < 0 ||
      length < 0
    ) {
      throw this.wrong(`expected ${what}, found a length of ${length} at byte ${offset}`);
    }
    if (offset + length > this.size) throw this.cutShort(what, offset + length);
  }

  /** The whole file as text. Throws `invalid-format` when it is no text. */
  text(): string {
    if (this.size > MAXIMUM_TEXT_BYTES) {
      throw this.wrong(
        `expected a text of at most ${MAXIMUM_TEXT_BYTES} bytes, found ${this.size}`,
      );
    }
    return decodedText(this.bytes(0, this.size, 'text'));
  }

  /** Throws `incomplete` for a fresh text that stops within a line: its last number may go on. */
  expectLineEnd(text: string): void {
    if (this.recent && !/[\s\0]$/.test(text))
      throw this.cutShort('the end of a line', this.size + 1);
  }

  /** An error about the content: `incomplete` where a writer may still put it right. */
  wrong(expectedAndFound: string, cause?: unknown): SweetSpotError {
    const code = this.recent ? 'incomplete' : 'invalid-format';
    return new SweetSpotError(code, `${this.path}: ${expectedAndFound}.`, { cause });
  }

  /** The error for a file that ends too early. */
  cutShort(what: string, expectedBytes: number): SweetSpotError {
    return new SweetSpotError(
      'incomplete',
      `${this.path}: expected ${what} up to byte ${expectedBytes}, found the end at ${this.size}.`,
      { hint: 'The file is shorter than it says: it is still being written, or was cut short.' },
    );
  }

  close(): void {
    const { descriptor } = this;
    this.descriptor = null;
    if (descriptor !== null) closeSync(descriptor);
  }
}

function freshBytes(size: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(size);
}
