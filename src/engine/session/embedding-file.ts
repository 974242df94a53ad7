import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import type { StorageState } from './storage-state';

/**
 * Image embeddings of a session on disk, one row of float32 (little-endian) a point,
 * addressed by the point's id. Kept out of memory: they are needed again only when the
 * count calibration changes.
 */
export interface EmbeddingFile {
  /** Complete rows on disk. */
  readonly rows: number;
  /** Keeps a row; one that finds no room on the disk stays in memory until there is some. */
  write: (id: number, embedding: Float32Array) => void;
  /** Writes the rows that found no room before. */
  flush: () => void;
  /** Rows `first` … `first + count - 1`, which must exist. */
  read: (first: number, count: number) => Float32Array[];
  /** Forgets the rows from `rows` on. */
  truncate: (rows: number) => void;
  close: () => void;
}

export function openEmbeddingFile(
  path: string,
  length: number,
  storage: StorageState,
): EmbeddingFile {
  // Mode r+ keeps what is there but wants the file to exist.
  closeSync(openSync(path, 'a'));
  const descriptor = openSync(path, 'r+');
  const rowBytes = 4 * length;
  /** Rows that wait for room, in the order of their ids: the file must not have holes. */
  const waiting = new Map<number, Float32Array>();
  const flush = () => {
    if (waiting.size === 0) return;
    storage.attempt('embeddings', () => {
      for (const [id, row] of waiting) {
        const bytes = new Uint8Array(row.buffer, row.byteOffset, row.byteLength);
        for (let at = 0; at < rowBytes;) {
          at += writeSync(descriptor, bytes, at, rowBytes - at, id * rowBytes + at);
        }
        waiting.delete(id);
      }
    });
  };
  return {
    get rows() {
      return Math.floor(fstatSync(descriptor).size / rowBytes);
    },
    write(id, embedding) {
      waiting.set(id, embedding);
      flush();
    },
    flush,
    read(first, count) {
      const values = new Float32Array(count * length);
      readSync(descriptor, values, 0, count * rowBytes, first * rowBytes);
      return Array.from(
        { length: count },
        (_, i) => waiting.get(first + i) ?? values.subarray(i * length, (i + 1) * length),
      );
    },
    truncate(rows) {
      for (const id of [...waiting.keys()]) if (id >= rows) waiting.delete(id);
      ftruncateSync(descriptor, rows * rowBytes);
    },
    close() {
      flush();
      closeSync(descriptor);
    },
  };
}
