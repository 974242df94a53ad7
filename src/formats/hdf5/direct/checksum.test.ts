import { expect, test } from 'vitest';
import { checksum } from './checksum';

test('the values that the author of the hash gives', () => {
  expect(checksum(new Uint8Array(0))).toBe(0xdeadbeef);
  expect(checksum(Buffer.from('Four score and seven years ago'))).toBe(0x17770551);
});

test('every length of a last piece has a value of its own', () => {
  const bytes = Uint8Array.from({ length: 40 }, (_, i) => i * 37);
  const sums = Array.from({ length: 40 }, (_, length) => checksum(bytes.subarray(0, length)));
  expect(new Set(sums).size).toBe(40);
});
