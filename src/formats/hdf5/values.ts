import { decodedText } from '../decoded-text';
import { scratchBytes } from '../frame-kernel';
import { heapOf, type Hdf5Library, type Hdf5Module } from './library';
import { valuesIn } from './direct/extent';
import type { DirectDataset } from './direct/direct-file';
import { isNumeric } from './direct/value-type';
import { numberTypeOf, storedNumbers, type NumberArray } from '../stored-numbers';

/** Type and extent of what is stored at a place: what is used of the library's answer. */
export type StoredType = Pick<
  ReturnType<Hdf5Module['get_dataset_metadata']>,
  | 'type'
  | 'size'
  | 'signed'
  | 'littleEndian'
  | 'vlen'
  | 'shape'
  | 'total_size'
  | 'compound_type'
  | 'virtual_sources'
>;

const INTEGER = 0;
const FLOAT = 1;
const STRING = 3;
const RECORD = 6;
const POINTER_BYTES = 4;

/** The same of a data set that was read without the library. */
export function storedTypeOf({ type, extent }: DirectDataset): StoredType {
  return {
    type: { integer: INTEGER, float: FLOAT, text: STRING, 'text-in-heap': STRING }[type.kind],
    // In the library's memory a text of any length is a pointer.
    size: type.kind === 'text-in-heap' ? POINTER_BYTES : type.size,
    signed: type.kind === 'integer' && type.signed,
    littleEndian: !isNumeric(type) || type.littleEndian,
    vlen: type.kind === 'text-in-heap',
    shape: [...extent],
    total_size: valuesIn(extent),
  };
}

/** True for integers and floating-point numbers of a size that can be read. */
export function isNumericType({ type, size }: StoredType): boolean {
  return (
    (type === INTEGER && [1, 2, 4, 8].includes(size)) ||
    (type === FLOAT && [2, 4, 8].includes(size))
  );
}

export function isTextType({ type }: StoredType): boolean {
  return type === STRING;
}

/** Fields of each record; 0 for what is no record. */
export function recordFields({ type, compound_type: record }: StoredType): number {
  return type === RECORD ? (record?.members.length ?? 0) : 0;
}

/**
 * Values copied out of the library: `read` writes `elements` of them to the address it is
 * given. Numbers come as an array of their kind, texts as strings, records as the texts of their
 * fields, one after the other; null for other types.
 */
export function storedValues(
  module: Hdf5Module,
  stored: StoredType,
  elements: number,
  read: (address: bigint) => void,
  release: (address: bigint) => void,
): NumberArray | string[] | null {
  const bytes = stored.size * elements;
  const address = module._malloc(Math.max(1, bytes));
  if (address === 0) throw new Error(`no memory for ${bytes} bytes`);
  try {
    read(BigInt(address));
    const values = heapOf(module).subarray(address, address + bytes);
    if (isNumericType(stored)) return numbersOf(values.slice(), stored);
    if (isTextType(stored))
      return stored.vlen ? takenTexts(module, values) : textsOf(values, stored);
    if (recordFields(stored) === 0) return null;
    const texts = recordTexts(module, values, stored);
    release(BigInt(address));
    return texts;
  } finally {
    module._free(address);
  }
}

/** Numbers where they were read to, not copied: good until the next are. */
export function passingValues(
  library: Hdf5Library,
  stored: StoredType,
  elements: number,
  read: (address: bigint) => void,
): NumberArray {
  // Others are turned round by the library, in the memory it reads them to.
  const isAsInFile = stored.littleEndian;
  return numbersOf(
    library.passingBytes(stored.size * elements, isAsInFile ? scratchBytes : null, read),
    stored,
  );
}

function numbersOf(
  bytes: Uint8Array<ArrayBuffer>,
  { type, size, signed }: StoredType,
): NumberArray {
  const stored = numberTypeOf(type === FLOAT ? 'float' : 'integer', size, signed);
  if (stored === null) throw new Error(`numbers of ${size} bytes`);
  return storedNumbers(bytes, stored, 'little-endian');
}

/** Texts of fixed length, each up to its first NUL. */
function textsOf(bytes: Uint8Array, { size }: Pick<StoredType, 'size'>): string[] {
  return Array.from({ length: size === 0 ? 0 : bytes.length / size }, (_, i) => {
    const text = bytes.subarray(i * size, (i + 1) * size);
    const end = text.indexOf(0);
    return decodedText(end < 0 ? text : text.subarray(0, end));
  });
}

/** Texts of any length, of which the library gives the addresses. */
function pointedTexts(module: Hdf5Module, bytes: Uint8Array): string[] {
  return addressesIn(bytes).map((address) => textAt(module, address));
}

/** Text at an address up to its NUL, in whatever encoding. */
function textAt(module: Hdf5Module, address: number): string {
  if (address === 0) return '';
  const heap = heapOf(module);
  const end = heap.indexOf(0, address);
  return decodedText(heap.slice(address, end < 0 ? heap.length : end));
}

/** The same, and their memory given back: to have the library do that it must find their type again. */
function takenTexts(module: Hdf5Module, bytes: Uint8Array): string[] {
  const addresses = addressesIn(bytes);
  const texts = addresses.map((address) => textAt(module, address));
  for (const address of addresses) module._free(address);
  return texts;
}

function addressesIn({ buffer, byteOffset, byteLength }: Uint8Array): number[] {
  const view = new DataView(buffer, byteOffset, byteLength);
  const addresses: number[] = [];
  for (let at = 0; at + 4 <= byteLength; at += 4) addresses.push(view.getUint32(at, true));
  return addresses;
}

/** Texts of the fields of each record, blank for a field that is no text. */
function recordTexts(
  module: Hdf5Module,
  bytes: Uint8Array,
  { size, compound_type: record }: StoredType,
): string[] {
  const fields = record?.members ?? [];
  return Array.from({ length: bytes.length / size }, (_, i) => bytes.subarray(i * size)).flatMap(
    (row) =>
      fields.map((field) => {
        const value = row.subarray(field.offset, field.offset + field.size);
        if (field.type !== STRING) return '';
        const [text = ''] = field.vlen ? pointedTexts(module, value) : textsOf(value, field);
        return text;
      }),
  );
}
