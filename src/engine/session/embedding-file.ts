import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';

/**
 * Image embeddings of a session on disk, one row of float32 (little-endian) a point,
 * addressed by the point's id. Kept out of memory: they are needed again only when the
 * count calibration changes.
 */
export interface EmbeddingFile {
  /** Complete rows on disk. */
  readonly rows: number;
  write: (id: number, embedding: Float32Array) => void;
  /** Rows `first` … `first + count - 1`, which must exist. */
  read: (first: number, count: number) => Float32Array[];
  /** Forgets the rows from `rows` on. */
  truncate: (rows: number) => void;
  close: () => void;
}

export function openEmbeddingFile(path: string, length: number): EmbeddingFile {
  // Mode r+ keeps what is there but wants the file to exist.
  closeSync(openSync(path, 'a'));
  const descriptor = openSync(path, 'r+');
  const rowBytes = 4 * length;
  return {
    get rows() {
      return Math.floor(fstatSync(descriptor).size / rowBytes);
    },
    write(id, embedding) {
      const bytes = new Uint8Array(embedding.buffer, embedding.byteOffset, embedding.byteLength);
      writeSync(descriptor, bytes, 0, rowBytes, id * rowBytes);
    },
    read(first, count) {
      const values = new Float32Array(count * length);
      readSync(descriptor, values, 0, count * rowBytes, first * rowBytes);
      return Array.from({ length: count }, (_, i) => values.subarray(i * length, (i + 1) * length));
    },
    truncate(rows) {
      ftruncateSync(descriptor, rows * rowBytes);
    },
    close() {
      closeSync(descriptor);
    },
  };
}
