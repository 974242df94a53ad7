import { Cursor } from './cursor';
import { expectPlain, NotPlain } from './not-plain';

/** Where the values of a data set are: in one piece of the file, or in its header. */
export type Storage =
  { kind: 'in-file'; address: number; bytes: number } | { kind: 'in-header'; values: Uint8Array };

const COMPACT = 0;
const CONTIGUOUS = 1;

/** A layout message (specification IV.A.2.i). Throws `NotPlain` for chunks, and for values never written. */
export function readStorage(body: DataView<ArrayBuffer>): Storage {
  const cursor = new Cursor(body);
  const version = cursor.u8();
  expectPlain(version === 3 || version === 4, `layouts of version ${version}`);
  switch (cursor.u8()) {
    case COMPACT:
      return { kind: 'in-header', values: cursor.bytes(cursor.u16()) };
    case CONTIGUOUS: {
      const address = cursor.address();
      expectPlain(address !== null, 'values that were never written');
      return { kind: 'in-file', address, bytes: cursor.u64() };
    }
    default:
      throw new NotPlain('chunks');
  }
}
