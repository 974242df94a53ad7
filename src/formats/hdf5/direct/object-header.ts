import { checksum } from './checksum';
import { Cursor } from './cursor';
import type { FileBytes } from './file-bytes';
import { expectPlain } from './not-plain';

/** Types of header messages (HDF5 File Format Specification 3.0, IV.A.2). */
export const MESSAGE = {
  nothing: 0x00,
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  link: 0x06,
  external: 0x07,
  layout: 0x08,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
  referenceCount: 0x16,
} as const;

/** One message of an object's header. */
export interface Message {
  type: number;
  body: DataView<ArrayBuffer>;
  /** Of an attribute: its place in the order in which they were made, where that is kept. */
  created: number;
}

const SHARED = 0x02;
/** Parts of a header, and messages in it: more are left to the library. */
const MOST_PARTS = 64;
const MOST_MESSAGES = 4096;
const SIGNATURE_BYTES = 4;
const CHECKSUM_BYTES = 4;
const PREFIX_BYTES_OF_VERSION_1 = 16;
const MOST_PREFIX_BYTES_OF_VERSION_2 = 34;

/**
 * Messages of the object whose header stands at an address. Throws `NotPlain` for damaged
 * headers, and for messages kept elsewhere or of a type that is not known.
 */
export function messagesAt(file: FileBytes, address: number): Message[] {
  const isVersion1 = file.view(address, 1).getUint8(0) === 1;
  const messages = isVersion1
    ? messagesOfVersion1(file, address)
    : messagesOfVersion2(file, address);
  return messages.filter(({ type }) => type !== MESSAGE.nothing && type !== MESSAGE.continuation);
}

function messagesOfVersion1(file: FileBytes, address: number): Message[] {
  const prefix = new Cursor(file.view(address, PREFIX_BYTES_OF_VERSION_1));
  prefix.skip(2);
  const count = prefix.u16();
  prefix.skip(4);
  const messages = messagesInParts(
    { address: address + PREFIX_BYTES_OF_VERSION_1, length: prefix.u32() },
    ({ address: start, length }) => new Cursor(file.view(start, length)),
    (part) => {
      if (part.left < 8) return null;
      const [type, size, flags] = [part.u16(), part.u16(), part.u8()];
      part.skip(3);
      return { type, flags, created: 0, body: part.part(size) };
    },
  );
  expectPlain(messages.length === count, `${messages.length} messages of ${count}`);
  return messages;
}

function messagesOfVersion2(file: FileBytes, address: number): Message[] {
  const start = new Cursor(
    file.view(address, Math.min(MOST_PREFIX_BYTES_OF_VERSION_2, file.size - address)),
  );
  start.expectLetters('OHDR');
  expectPlain(start.u8() === 2, 'a later version of headers');
  const flags = start.u8();
  if ((flags & 0x20) !== 0) start.skip(16);
  if ((flags & 0x10) !== 0) start.skip(4);
  const ordered = (flags & 0x04) !== 0;
  const length = start.unsigned(1 << (flags & 0x03));
  const whole = { address, length: start.at + length + CHECKSUM_BYTES };
  return messagesInParts(
    whole,
    (part) => {
      const cursor = checkedPart(file, part);
      if (part === whole) cursor.skip(start.at);
      else cursor.expectLetters('OCHK');
      return cursor;
    },
    (part) => {
      if (part.left < (ordered ? 6 : 4)) return null;
      const [type, size, messageFlags] = [part.u8(), part.u16(), part.u8()];
      const created = ordered ? part.u16() : 0;
      return { type, flags: messageFlags, created, body: part.part(size) };
    },
  );
}

/** A part of a header of version 2, without the checksum at its end, which must be right. */
function checkedPart(file: FileBytes, { address, length }: Part): Cursor {
  expectPlain(length >= SIGNATURE_BYTES + CHECKSUM_BYTES, 'a part of a header without content');
  const view = file.view(address, length);
  const content = new DataView(view.buffer, view.byteOffset, length - CHECKSUM_BYTES);
  const bytes = new Uint8Array(view.buffer, view.byteOffset, content.byteLength);
  const isSound = checksum(bytes) === view.getUint32(content.byteLength, true);
  expectPlain(isSound, 'another checksum');
  return new Cursor(content);
}

interface Part {
  address: number;
  length: number;
}

/** Messages of a header's first part and of those that continue it, in turn. */
function messagesInParts(
  first: Part,
  open: (part: Part) => Cursor,
  next: (part: Cursor) => (Message & { flags: number }) | null,
): Message[] {
  const parts = [first];
  const messages: Message[] = [];
  // Grows as it is walked through.
  for (const part of parts) {
    const cursor = open(part);
    for (;;) {
      const message = next(cursor);
      if (message === null) break;
      const { type, flags, created, body } = message;
      expectPlain(type <= MESSAGE.referenceCount, `a message of type ${type}`);
      expectPlain((flags & SHARED) === 0, 'a message kept elsewhere');
      if (type === MESSAGE.continuation) {
        const where = new Cursor(body);
        parts.push({ address: where.u64(), length: where.u64() });
      }
      messages.push({ type, created, body });
      expectPlain(messages.length <= MOST_MESSAGES, 'a heap of messages');
    }
    expectPlain(parts.length <= MOST_PARTS, 'a header of many parts');
  }
  return messages;
}
