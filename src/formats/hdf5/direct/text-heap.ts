import { Cursor, textIn } from './cursor';
import type { FileBytes } from './file-bytes';
import { expectPlain } from './not-plain';

const HEADER_BYTES = 16;
/** Collections may overlap, and texts be the same: bytes of all of them, far above what is worth reading. */
const MOST_BYTES = 8 * 1024 * 1024;

/** Texts of any length, which a file keeps in collections of the global heap (specification III.E). */
export class TextHeap {
  private readonly collections = new Map<number, Map<number, Uint8Array>>();
  private bytes = 0;

  constructor(private readonly file: FileBytes) {}

  /** Texts that references stand for. Throws `NotPlain` where a heap is damaged. */
  texts(references: Cursor, count: number): string[] {
    return Array.from({ length: count }, () => {
      const length = references.u32();
      const address = references.u64();
      const index = references.u32();
      if (length === 0 || address === 0) return '';
      this.take(length);
      const bytes = this.collectionAt(address).get(index);
      expectPlain(bytes?.length === length, 'a text that is not in its heap');
      return textIn(bytes);
    });
  }

  private take(bytes: number): void {
    this.bytes += bytes;
    expectPlain(this.bytes <= MOST_BYTES, 'many texts, or long ones');
  }

  private collectionAt(address: number): Map<number, Uint8Array> {
    let collection = this.collections.get(address);
    if (collection === undefined) {
      collection = this.readCollection(address);
      this.collections.set(address, collection);
    }
    return collection;
  }

  private readCollection(address: number): Map<number, Uint8Array> {
    const header = new Cursor(this.file.view(address, HEADER_BYTES));
    header.expectLetters('GCOL');
    expectPlain(header.u32() === 1, 'a later version of heaps');
    const length = header.u64();
    this.take(length);
    const cursor = new Cursor(this.file.view(address, length), HEADER_BYTES);
    const objects = new Map<number, Uint8Array>();
    while (cursor.left >= HEADER_BYTES) {
      const index = cursor.u16();
      cursor.skip(6);
      const size = cursor.u64();
      // What is free lies at the end and counts its own header.
      if (index === 0) {
        expectPlain(size === cursor.left + HEADER_BYTES, 'free space in between');
        break;
      }
      objects.set(index, cursor.bytes(size));
      cursor.skip(-size & 7);
    }
    return objects;
  }
}
