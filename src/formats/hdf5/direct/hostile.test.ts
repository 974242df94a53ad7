import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Cursor } from './cursor';
import { FileBytes } from './file-bytes';
import { NotPlain } from './not-plain';
import { linksOfTable } from './symbol-table';
import { TextHeap } from './text-heap';

const folder = mkdtempSync(join(tmpdir(), 'sweetspot-hostile-hdf5-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Does something with the bytes as a file. */
function withFile<Value>(bytes: Buffer, use: (file: FileBytes) => Value): Value {
  const path = join(folder, 'hostile.h5');
  writeFileSync(path, bytes);
  const file = new FileBytes(path);
  try {
    return use(file);
  } finally {
    file.close();
  }
}

/** A group of names that begin one letter after the other in one heap of so many letters. */
function overlappingNames(
  names: number,
  letters: number,
): { bytes: Buffer; table: DataView<ArrayBuffer> } {
  const [tree, leaf, heap, data] = [0, 64, 64 + 8 + 40 * names, 64 + 8 + 40 * names + 32];
  const bytes = Buffer.alloc(data + letters + 8);
  const u64 = (at: number, value: number) => bytes.writeBigUInt64LE(BigInt(value), at);
  bytes.write('TREE', tree);
  bytes.writeUInt16LE(1, tree + 6);
  u64(tree + 24, 8 + letters - 1);
  u64(tree + 32, leaf);
  u64(tree + 40, 8);
  bytes.write('SNOD\x01', leaf);
  bytes.writeUInt16LE(names, leaf + 6);
  // Shorter ones come first in the order of names.
  for (let i = 0; i < names; i++) u64(leaf + 8 + 40 * i, 8 + names - 1 - i);
  bytes.write('HEAP', heap);
  u64(heap + 8, letters + 8);
  u64(heap + 16, 1);
  u64(heap + 24, data);
  bytes.fill('a', data + 8, data + 8 + letters - 1);
  const table = new DataView(new ArrayBuffer(16));
  table.setBigUint64(0, BigInt(tree), true);
  table.setBigUint64(8, BigInt(heap), true);
  return { bytes, table };
}

test('names that share their letters are read, but not those of a whole heap each', () => {
  const few = overlappingNames(100, 500);
  const links = withFile(few.bytes, (file) => linksOfTable(file, few.table));
  expect(links.map(({ name }) => name.length)).toEqual(
    Array.from({ length: 100 }, (_, i) => 400 + i),
  );
  const many = overlappingNames(1900, 200_000);
  expect(() => withFile(many.bytes, (file) => linksOfTable(file, many.table))).toThrow(NotPlain);
});

test('a tree whose nodes are its own children ends', () => {
  const bytes = Buffer.alloc(24 + 16 * 1000 + 8 + 64);
  bytes.write('TREE', 0);
  bytes[5] = 3;
  bytes.writeUInt16LE(1000, 6);
  bytes.write('HEAP', bytes.length - 64);
  bytes.writeBigUInt64LE(1n, bytes.length - 64 + 16);
  const table = new DataView(new ArrayBuffer(16));
  table.setBigUint64(8, BigInt(bytes.length - 64), true);
  expect(() => withFile(bytes, (file) => linksOfTable(file, table))).toThrow(NotPlain);
});

test('one long text for many references is not read for each of them', () => {
  const size = 128 * 1024;
  const bytes = Buffer.alloc(64 + size, 'x');
  bytes.fill(0, 0, 64 + 32);
  bytes.write('GCOL\x01', 64);
  bytes.writeBigUInt64LE(BigInt(size), 64 + 8);
  bytes.writeUInt16LE(1, 64 + 16);
  bytes.writeBigUInt64LE(BigInt(size - 32), 64 + 24);
  const references = Buffer.alloc(16 * 1000);
  for (let at = 0; at < references.length; at += 16) {
    references.writeUInt32LE(size - 32, at);
    references.writeBigUInt64LE(64n, at + 4);
    references.writeUInt32LE(1, at + 12);
  }
  const cursor = () =>
    new Cursor(new DataView(references.buffer, references.byteOffset, references.length));
  withFile(bytes, (file) => {
    const [text] = new TextHeap(file).texts(cursor(), 1);
    expect(text).toBe('x'.repeat(size - 32));
    expect(() => new TextHeap(file).texts(cursor(), 1000)).toThrow(NotPlain);
  });
});

test('heaps of texts are looked through up to 8 MB', () => {
  const size = 64 * 1024;
  const collections = 140;
  const bytes = Buffer.alloc(size * collections);
  const references = Buffer.alloc(16 * collections);
  for (let i = 0; i < collections; i++) {
    bytes.write('GCOL\x01', i * size);
    bytes.writeBigUInt64LE(BigInt(size), i * size + 8);
    bytes.writeUInt16LE(1, i * size + 16);
    bytes.writeBigUInt64LE(3n, i * size + 24);
    bytes.write('Å2', i * size + 32);
    bytes.writeBigUInt64LE(BigInt(size - 40), i * size + 48);
    references.writeUInt32LE(3, 16 * i);
    references.writeBigUInt64LE(BigInt(i * size), 16 * i + 4);
    references.writeUInt32LE(1, 16 * i + 12);
  }
  const cursor = () =>
    new Cursor(new DataView(references.buffer, references.byteOffset, references.length));
  withFile(bytes, (file) => {
    // The first collection stands at 0, which is the address of no text.
    expect(new TextHeap(file).texts(cursor(), 3)).toEqual(['', 'Å2', 'Å2']);
    expect(() => new TextHeap(file).texts(cursor(), collections)).toThrow(NotPlain);
  });
});
