/** Numbers as stored: the element type of the file, 64-bit integers as doubles. */
export type NumberArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** How a number is stored. 64-bit integers become doubles, 16-bit floats those of 32 bits. */
export type NumberType =
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float16'
  | 'float32'
  | 'float64';

export const bytesPerNumber: Readonly<Record<NumberType, number>> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float16: 2,
  float32: 4,
  float64: 8,
};

/** The type of so many bytes; null for a size that no type has. */
export function numberTypeOf(
  kind: 'integer' | 'float',
  size: number,
  signed: boolean,
): NumberType | null {
  const name = `${kind === 'float' ? 'float' : signed ? 'int' : 'uint'}${8 * size}`;
  return name in bytesPerNumber ? (name as NumberType) : null;
}

/**
 * Numbers stored in `bytes`, which must begin at a multiple of their size in memory: big-endian
 * ones are turned round in place.
 */
export function storedNumbers(
  bytes: Uint8Array<ArrayBuffer>,
  type: NumberType,
  order: 'little-endian' | 'big-endian',
): NumberArray {
  const size = bytesPerNumber[type];
  const { buffer, byteOffset: at } = bytes;
  const count = bytes.length / size;
  if (order === 'big-endian' && size > 1) {
    const swapped = Buffer.from(buffer, at, bytes.length);
    if (size === 2) swapped.swap16();
    else if (size === 4) swapped.swap32();
    else swapped.swap64();
  }
  switch (type) {
    case 'int8':
      return new Int8Array(buffer, at, count);
    case 'uint8':
      return new Uint8Array(buffer, at, count);
    case 'int16':
      return new Int16Array(buffer, at, count);
    case 'uint16':
      return new Uint16Array(buffer, at, count);
    case 'int32':
      return new Int32Array(buffer, at, count);
    case 'uint32':
      return new Uint32Array(buffer, at, count);
    case 'int64':
      return Float64Array.from(new BigInt64Array(buffer, at, count), Number);
    case 'uint64':
      return Float64Array.from(new BigUint64Array(buffer, at, count), Number);
    case 'float16':
      return Float32Array.from(new Uint16Array(buffer, at, count), numberOfHalf);
    case 'float32':
      return new Float32Array(buffer, at, count);
    case 'float64':
      return new Float64Array(buffer, at, count);
  }
}

/** The number that 16 bits stand for (IEEE 754 binary16): a sign, 5 bits of exponent, 10 of mantissa. */
function numberOfHalf(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0x1f) return mantissa === 0 ? sign * Infinity : NaN;
  return exponent === 0
    ? sign * mantissa * 2 ** -24
    : sign * (0x400 + mantissa) * 2 ** (exponent - 25);
}
