import { expect, test } from 'vitest';
import { storedNumbers } from './stored-numbers';

test('16-bit floats: zeros, the smallest, ones, the largest, infinity and what is no number', () => {
  const bits = [0, 0x8000, 0x0001, 0x03ff, 0x0400, 0x3c00, 0xc000, 0x7bff, 0x7c00, 0x7e00];
  const bytes = new Uint8Array(Uint16Array.from(bits).buffer);
  expect([...storedNumbers(bytes, 'float16', 'little-endian')]).toEqual([
    ...[0, -0, 2 ** -24, 1023 * 2 ** -24, 2 ** -14, 1, -2, 65504, Infinity, NaN],
  ]);
});

test('unsigned integers of 64 bits, and big-endian numbers anywhere in memory', () => {
  const memory = new DataView(new ArrayBuffer(24));
  memory.setBigUint64(8, 2n ** 63n + 2048n);
  const bytes = new Uint8Array(memory.buffer, 8, 8);
  expect([...storedNumbers(bytes, 'uint64', 'big-endian')]).toEqual([2 ** 63 + 2048]);
});
