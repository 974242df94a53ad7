import type { NumberArray } from './hdf5';

/** How a number is stored. 64-bit integers become doubles. */
export type NumberType =
  'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'int64' | 'float32' | 'float64';

export const bytesPerNumber: Readonly<Record<NumberType, number>> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  float32: 4,
  float64: 8,
};

/** Numbers stored in `bytes`, which must own its memory: big-endian ones are turned round in place. */
export function storedNumbers(
  bytes: Uint8Array<ArrayBuffer>,
  type: NumberType,
  order: 'little-endian' | 'big-endian',
): NumberArray {
  const size = bytesPerNumber[type];
  const { buffer } = bytes;
  if (order === 'big-endian' && size > 1) {
    const swapped = Buffer.from(buffer);
    if (size === 2) swapped.swap16();
    else if (size === 4) swapped.swap32();
    else swapped.swap64();
  }
  switch (type) {
    case 'int8':
      return new Int8Array(buffer);
    case 'uint8':
      return new Uint8Array(buffer);
    case 'int16':
      return new Int16Array(buffer);
    case 'uint16':
      return new Uint16Array(buffer);
    case 'int32':
      return new Int32Array(buffer);
    case 'uint32':
      return new Uint32Array(buffer);
    case 'int64':
      return Float64Array.from(new BigInt64Array(buffer), Number);
    case 'float32':
      return new Float32Array(buffer);
    case 'float64':
      return new Float64Array(buffer);
  }
}
