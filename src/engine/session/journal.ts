import {
  closeSync,
  fdatasync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { isMissingFile } from '#shared/errors';
import type { Fields } from './journal-format';
import type { StorageState } from './storage-state';

/** How long lines may wait for the disk itself (not for the operating system), ms. */
const SYNC_INTERVAL_MS = 1000;
/** A journal is read in pieces of this size, bytes: no text in memory grows with it. */
const PIECE_BYTES = 4 * 2 ** 20;
const NEWLINE = 0x0a;

/** The append-only record of a session: one JSON line an event. */
export interface Journal {
  /** Queues a line; `flush` writes it. */
  append: (line: Fields) => void;
  /**
   * Hands all queued lines to the operating system: they survive a kill of this process.
   * Where there is no room they stay queued, for the next time.
   */
  flush: () => void;
  close: () => void;
}

/**
 * Reads the lines of a journal one by one and drops a torn last one from the file. `take` gets
 * null for a line that is no JSON object. A missing file has no lines.
 */
export function readJournal(path: string, take: (line: Fields | null) => void): void {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r+');
  } catch (error) {
    if (isMissingFile(error)) return;
    throw error;
  }
  try {
    const end = readLines(descriptor, (text) => {
      if (text !== '') take(parsedLine(text));
    });
    if (end < fstatSync(descriptor).size) ftruncateSync(descriptor, end);
  } finally {
    closeSync(descriptor);
  }
}

/** Hands on every whole line; returns where the last one ends. */
function readLines(descriptor: number, take: (text: string) => void): number {
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  let rest: Buffer = Buffer.alloc(0);
  let end = 0;
  for (let at = 0; ;) {
    const count = readSync(descriptor, piece, 0, PIECE_BYTES, at);
    if (count === 0) return end;
    at += count;
    const bytes = Buffer.concat([rest, piece.subarray(0, count)]);
    let from = 0;
    for (
      let newline = bytes.indexOf(NEWLINE);
      newline >= 0;
      newline = bytes.indexOf(NEWLINE, from)
    ) {
      take(bytes.toString('utf8', from, newline));
      from = newline + 1;
    }
    end += from;
    rest = bytes.subarray(from);
  }
}

function parsedLine(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Fields) : null;
  } catch {
    return null;
  }
}

/** Appends all of the bytes or, where there is no room for them, none. */
function appendWhole(descriptor: number, bytes: Buffer): void {
  const { size } = fstatSync(descriptor);
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
  } catch (error) {
    ftruncateSync(descriptor, size);
    throw error;
  }
}

/** Opens a journal for appending. Throws where the data folder cannot be written. */
export function openJournal(path: string, storage: StorageState): Journal {
  const descriptor = openSync(path, 'a');
  let queued: string[] = [];
  let unsynced = false;
  const flush = () => {
    if (queued.length === 0) return;
    storage.attempt('journal', () => {
      appendWhole(descriptor, Buffer.from(queued.join('')));
      queued = [];
      unsynced = true;
    });
  };
  const timer = setInterval(() => {
    if (!unsynced) return;
    unsynced = false;
    // Best effort: a disk that cannot sync still has the lines in its cache.
    fdatasync(descriptor, () => undefined);
  }, SYNC_INTERVAL_MS);
  timer.unref();
  return {
    append: (line) => queued.push(`${JSON.stringify(line)}\n`),
    flush,
    close() {
      clearInterval(timer);
      flush();
      closeSync(descriptor);
    },
  };
}
