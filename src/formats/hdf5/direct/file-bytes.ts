import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { expectPlain } from './not-plain';

/** Pieces of a file begin at multiples of this. */
const PAGE_BYTES = 4096;
/** Read at once: what describes a file of spectra lies in two or three such pieces. */
const PIECE_BYTES = 16 * 1024;
/** Longer structures are left to the library. */
const LONGEST_STRUCTURE = 256 * 1024;
/** Pieces kept; with more, reading starts to keep them anew. */
const MOST_PIECES = 64;

interface Piece {
  start: number;
  end: number;
  buffer: ArrayBuffer;
}

/** An open file, what describes it read in pieces that are kept until it is closed. */
export class FileBytes {
  private end: number;
  private readonly descriptor: number;
  private pieces: Piece[] = [];

  /** Throws what the system throws. */
  constructor(path: string) {
    this.descriptor = openSync(path, 'r');
    try {
      this.end = fstatSync(this.descriptor).size;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  get size(): number {
    return this.end;
  }

  /** What the file says of its end: nothing behind is read. Throws `NotPlain` where it ends before. */
  endAt(end: number): void {
    expectPlain(end <= this.end, 'a file cut short');
    this.end = end;
  }

  /** A structure of the file. Throws `NotPlain` where the file ends before it does. */
  view(address: number, length: number): DataView<ArrayBuffer> {
    const { buffer, start } = this.pieceWith(address, length);
    return new DataView(buffer, address - start, length);
  }

  /** Reads values, past what is kept. Throws `NotPlain` where the file ends before them. */
  readInto(target: Uint8Array, address: number): void {
    const { descriptor, end } = this;
    expectPlain(address >= 0 && address + target.length <= end, 'values past the end');
    for (let done = 0; done < target.length;) {
      const count = readSync(descriptor, target, done, target.length - done, address + done);
      expectPlain(count > 0, 'values past the end');
      done += count;
    }
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private pieceWith(address: number, length: number): Piece {
    const end = address + length;
    const known = this.pieces.find((piece) => address >= piece.start && end <= piece.end);
    if (known !== undefined) return known;
    expectPlain(end <= this.end && length <= LONGEST_STRUCTURE, 'a structure past the end');
    const start = address - (address % PAGE_BYTES);
    const bytes = new Uint8Array(Math.min(this.end, Math.max(end, start + PIECE_BYTES)) - start);
    this.readInto(bytes, start);
    const piece = { start, end: start + bytes.length, buffer: bytes.buffer };
    if (this.pieces.length >= MOST_PIECES) this.pieces = [];
    this.pieces.push(piece);
    return piece;
  }
}
