import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { StorageState } from '../../session/storage-state';

/**
 * Image embeddings of a session by one model on disk: one row a point, addressed by the point's
 * number in the session's files. A row is float32 (little-endian) and their CRC-32, so that one
 * that was never written whole is known for that. Kept out of memory: they are needed again only
 * when the count calibration changes.
 */
export interface EmbeddingFile {
  /** Whether there may be a row of this number; reading tells. */
  has: (row: number) => boolean;
  /** Keeps a row; one that finds no room on the disk stays in memory until there is some. */
  write: (row: number, embedding: Float32Array) => void;
  /** The rows asked for; null for one that is missing or damaged. */
  read: (rows: readonly number[]) => (Float32Array | null)[];
  close: () => void;
}

const CHECKSUM_BYTES = 4;

export function openEmbeddingFile(
  path: string,
  length: number,
  storage: StorageState,
): EmbeddingFile {
  // Mode r+ keeps what is there but wants the file to exist.
  closeSync(openSync(path, 'a'));
  const descriptor = openSync(path, 'r+');
  const rowBytes = 4 * length + CHECKSUM_BYTES;
  const waiting = new Map<number, Float32Array>();
  let rowsOnDisk = Math.floor(fstatSync(descriptor).size / rowBytes);
  const flush = () => {
    if (waiting.size === 0) return;
    storage.attempt('embeddings', () => {
      for (const [row, embedding] of waiting) {
        const bytes = rowOf(embedding);
        for (let at = 0; at < rowBytes;) {
          at += writeSync(descriptor, bytes, at, rowBytes - at, row * rowBytes + at);
        }
        rowsOnDisk = Math.max(rowsOnDisk, row + 1);
        waiting.delete(row);
      }
    });
  };
  storage.onRetry(flush);
  return {
    has: (row) => row < rowsOnDisk || waiting.has(row),
    write(row, embedding) {
      waiting.set(row, embedding);
      flush();
    },
    read(rows) {
      const bytes = Buffer.alloc(rowBytes);
      return rows.map((row) => {
        const kept = waiting.get(row);
        if (kept !== undefined) return kept;
        const count = readSync(descriptor, bytes, 0, rowBytes, row * rowBytes);
        return count === rowBytes ? embeddingOf(bytes) : null;
      });
    },
    close() {
      flush();
      closeSync(descriptor);
    },
  };
}

/** Where the embeddings by a model are kept in a session's folder. */
export function embeddingPath(directory: string, modelHash: string): string {
  return join(directory, `embeddings-${modelHash.slice(0, 12)}.f32`);
}

/** Brings the embeddings of a session of SweetSpot 0.1, which had no checksums, into present form. */
export function adoptPlainEmbeddings(
  directory: string,
  { hash, embeddingLength }: { hash: string; embeddingLength: number },
): void {
  const plain = join(directory, 'embeddings.f32');
  if (!existsSync(plain)) return;
  const target = embeddingPath(directory, hash);
  const bytes = readFileSync(plain);
  const rowBytes = 4 * embeddingLength;
  const rows: Buffer[] = [];
  for (let at = 0; at + rowBytes <= bytes.length; at += rowBytes) {
    const row = bytes.subarray(at, at + rowBytes);
    // A row of zeros was set aside and never written: it stays one without a checksum.
    const isWritten = row.some((byte) => byte !== 0);
    rows.push(row, isWritten ? checksumOf(row) : Buffer.alloc(CHECKSUM_BYTES));
  }
  writeFileSync(`${target}.part`, Buffer.concat(rows));
  renameSync(`${target}.part`, target);
  rmSync(plain);
}

function rowOf(embedding: Float32Array): Buffer {
  const values = Buffer.from(embedding.buffer, embedding.byteOffset, embedding.byteLength);
  return Buffer.concat([values, checksumOf(values)]);
}

function embeddingOf(row: Buffer): Float32Array | null {
  const values = Buffer.from(row.subarray(0, row.length - CHECKSUM_BYTES));
  if (!checksumOf(values).equals(row.subarray(row.length - CHECKSUM_BYTES))) return null;
  return Float32Array.from({ length: values.length / 4 }, (_, i) => values.readFloatLE(4 * i));
}

function checksumOf(values: Buffer): Buffer {
  const bytes = Buffer.alloc(CHECKSUM_BYTES);
  bytes.writeUInt32LE(crc32(values));
  return bytes;
}
