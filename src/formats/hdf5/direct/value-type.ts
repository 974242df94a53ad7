import { Cursor } from './cursor';
import { expectPlain, NotPlain } from './not-plain';

/** Numbers as a processor has them. */
export type NumericType =
  | { kind: 'integer'; size: 1 | 2 | 4 | 8; signed: boolean; littleEndian: boolean }
  | { kind: 'float'; size: 2 | 4 | 8; littleEndian: boolean };

/** What values are: numbers, or texts of fixed or of any length. `size`: bytes of one in the file. */
export type ValueType =
  NumericType | { kind: 'text'; size: number } | { kind: 'text-in-heap'; size: 16 };

const CLASS = { integer: 0, float: 1, text: 3, variable: 9 };
/** In a data set a text of any length is its length (4 bytes), its heap and its number there. */
const HEAP_REFERENCE_BYTES = 16;

/** Bit offset, precision, and exponent and mantissa as first bit and length, with the bias. */
const ieeeLayouts = new Map([
  [2, [0, 16, 10, 5, 0, 10, 15]],
  [4, [0, 32, 23, 8, 0, 23, 127]],
  [8, [0, 64, 52, 11, 0, 52, 1023]],
]);
const signBits = new Map([
  [2, 15],
  [4, 31],
  [8, 63],
]);

export function isNumeric(type: ValueType): type is NumericType {
  return type.kind === 'integer' || type.kind === 'float';
}

/** A datatype message (specification IV.A.2.d). Throws `NotPlain` for other types. */
export function readValueType(body: DataView<ArrayBuffer>): ValueType {
  const cursor = new Cursor(body);
  const classAndVersion = cursor.u8();
  const version = classAndVersion >> 4;
  expectPlain(version >= 1 && version <= 3, `types of version ${version}`);
  const bits = cursor.u8() | (cursor.u8() << 8) | (cursor.u8() << 16);
  const size = cursor.u32();
  switch (classAndVersion & 0x0f) {
    case CLASS.integer:
      return integerType(cursor, bits, size);
    case CLASS.float:
      return floatType(cursor, bits, size);
    case CLASS.text:
      expectPlain(size > 0, 'texts of no length');
      return { kind: 'text', size };
    case CLASS.variable:
      expectPlain((bits & 0x0f) === 1 && size === HEAP_REFERENCE_BYTES, 'lists');
      return { kind: 'text-in-heap', size };
    default:
      throw new NotPlain(`type ${classAndVersion & 0x0f}`);
  }
}

function integerType(cursor: Cursor, bits: number, size: number): ValueType {
  const [offset, precision] = [cursor.u16(), cursor.u16()];
  expectPlain((bits & ~0x09) === 0 && offset === 0 && precision === 8 * size, 'padded integers');
  expectPlain(size === 1 || size === 2 || size === 4 || size === 8, `integers of ${size} bytes`);
  return { kind: 'integer', size, signed: (bits & 0x08) !== 0, littleEndian: (bits & 1) === 0 };
}

function floatType(cursor: Cursor, bits: number, size: number): ValueType {
  expectPlain(size === 2 || size === 4 || size === 8, `floats of ${size} bytes`);
  const found = [cursor.u16(), cursor.u16(), cursor.u8(), cursor.u8(), cursor.u8(), cursor.u8()];
  found.push(cursor.u32());
  const expected = ieeeLayouts.get(size) ?? [];
  // Byte order aside: a leading bit of the mantissa that is not stored, and where the sign is.
  const expectedBits = 0x20 | ((signBits.get(size) ?? 0) << 8);
  const isIeee = (bits & ~0x01) === expectedBits && found.every((n, i) => n === expected[i]);
  expectPlain(isIeee, 'floats of another layout');
  return { kind: 'float', size, littleEndian: (bits & 1) === 0 };
}
