import {
  closeSync,
  existsSync,
  fdatasync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { journalEventSchema, type JournalEvent } from './journal-events';
import type { StorageState } from './storage-state';

/** How long lines may wait for the disk itself (not for the operating system), ms. */
const SYNC_INTERVAL_MS = 1000;

/** The append-only record of a session: one JSON line an event. */
export interface Journal {
  /** Queues a line; `flush` writes it. */
  append: (event: JournalEvent) => void;
  /**
   * Hands all queued lines to the operating system: they survive a kill of this process.
   * Where there is no room they stay queued, for the next time.
   */
  flush: () => void;
  close: () => void;
}

/** What a journal held when it was opened. */
export interface JournalContent {
  events: JournalEvent[];
  /** Lines in the middle that could not be read. */
  damagedLines: number;
}

/** Reads a journal and drops a torn last line from the file. Missing file: no events. */
export function readJournal(path: string): JournalContent {
  if (!existsSync(path)) return { events: [], damagedLines: 0 };
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end < bytes.length) truncateSync(path, end);
  const events: JournalEvent[] = [];
  let damagedLines = 0;
  for (const line of bytes.toString('utf8', 0, end).split('\n')) {
    if (line === '') continue;
    const event = parseLine(line);
    if (event === null) damagedLines++;
    else events.push(event);
  }
  return { events, damagedLines };
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

function parseLine(line: string): JournalEvent | null {
  try {
    const parsed = journalEventSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
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
    append: (event) => queued.push(`${JSON.stringify(event)}\n`),
    flush,
    close() {
      clearInterval(timer);
      flush();
      closeSync(descriptor);
    },
  };
}
