import { expectPlain, NotPlain } from './not-plain';

/**
 * Walks over a structure of the file, whose numbers are little-endian. Throws `RangeError` at
 * its end, and `NotPlain` for what no number holds.
 */
export class Cursor {
  constructor(
    readonly view: DataView<ArrayBuffer>,
    public at = 0,
  ) {}

  get left(): number {
    return this.view.byteLength - this.at;
  }

  u8(): number {
    return this.view.getUint8(this.at++);
  }

  u16(): number {
    this.at += 2;
    return this.view.getUint16(this.at - 2, true);
  }

  u32(): number {
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }

  /** An unsigned number of 64 bits that is exact. */
  u64(): number {
    const low = this.u32();
    const value = this.u32() * 2 ** 32 + low;
    expectPlain(Number.isSafeInteger(value), 'a number above 2^53');
    return value;
  }

  /** An unsigned number of 1, 2, 4 or 8 bytes. */
  unsigned(bytes: number): number {
    switch (bytes) {
      case 1:
        return this.u8();
      case 2:
        return this.u16();
      case 4:
        return this.u32();
      case 8:
        return this.u64();
      default:
        throw new NotPlain(`a number of ${bytes} bytes`);
    }
  }

  /** Where something stands in the file; null for the address that stands for nowhere. */
  address(): number | null {
    const { view, at } = this;
    if (view.getUint32(at, true) === 0xffffffff && view.getUint32(at + 4, true) === 0xffffffff) {
      this.at += 8;
      return null;
    }
    return this.u64();
  }

  /** The next bytes, not copied. */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    const { buffer, byteOffset } = this.part(length);
    return new Uint8Array(buffer, byteOffset, length);
  }

  /** The next bytes as a structure of their own. */
  part(length: number): DataView<ArrayBuffer> {
    const { buffer, byteOffset, byteLength } = this.view;
    if (length < 0 || this.at + length > byteLength) throw new RangeError('past the end');
    this.at += length;
    return new DataView(buffer, byteOffset + this.at - length, length);
  }

  skip(length: number): void {
    this.at += length;
  }

  /** Throws `NotPlain` unless four letters follow. */
  expectLetters(letters: string): void {
    const found = String.fromCharCode(this.u8(), this.u8(), this.u8(), this.u8());
    expectPlain(found === letters, `${found} for ${letters}`);
  }
}

/** Text up to its first NUL. Throws `NotPlain` where it is no UTF-8, which the library reads its own way. */
export function textIn(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, end < 0 ? bytes.length : end).toString(
    'utf8',
  );
  expectPlain(!text.includes('\ufffd'), 'text that is no UTF-8');
  return text;
}
