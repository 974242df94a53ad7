import {
  closeSync,
  existsSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** Who holds a session: which process, of which run of which computer. */
const holderSchema = z.object({
  host: z.string(),
  /** Changes with each start of the computer; null where the system tells none. */
  boot: z.string().nullable(),
  pid: z.int().positive(),
  /** When the process began, as the system counts; null where it tells none. */
  startedAt: z.string().nullable(),
});
type Holder = z.infer<typeof holderSchema>;

/** The holder writes this often, ms. */
const HEARTBEAT_MS = 5000;
/** A holder on another computer that has not written for this long is gone, ms. */
const SILENT_MS = 30_000;

/** A session's lock, held until it is released. */
export interface SessionLock {
  release: () => void;
}

/**
 * Takes the lock of a folder for this process; null while somebody else holds it. The lock file is
 * made exclusively: of two that try at once, one gets it. What a process that is gone left behind
 * is taken over.
 */
export function acquireLock(directory: string): SessionLock | null {
  const path = join(directory, 'lock');
  const text = JSON.stringify(ownHolder());
  for (let attempt = 0; attempt < 3; attempt++) {
    if (createExclusively(path, text)) return heldLock(path, text);
    const found = readText(path);
    if (found === null) continue;
    if (isHeld(path, found)) return null;
    clearStale(path, found);
  }
  return null;
}

function heldLock(path: string, text: string): SessionLock {
  // The server's clock stamps what is written to it: those of two computers need not agree.
  const timer = setInterval(() => {
    try {
      if (readText(path) === text) writeFileSync(path, text);
    } catch {
      // A disk without room: the next beat may find some.
    }
  }, HEARTBEAT_MS);
  timer.unref();
  return {
    release() {
      clearInterval(timer);
      if (readText(path) === text) rmSync(path, { force: true });
    },
  };
}

function createExclusively(path: string, text: string): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'wx');
  } catch (error) {
    if (existsSync(path)) return false;
    throw error;
  }
  try {
    writeSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
  return true;
}

/** Moves a lock of nobody out of the way; one that another process has just made is put back. */
function clearStale(path: string, found: string): void {
  const aside = `${path}-of-nobody-${process.pid}`;
  try {
    renameSync(path, aside);
    if (readText(aside) !== found) linkSync(aside, path);
  } catch {
    // Somebody else was faster: the next attempt sees whose it is.
  }
  rmSync(aside, { force: true });
}

function isHeld(path: string, text: string): boolean {
  const holder = parsedHolder(text);
  const own = ownHolder();
  if (holder === null) {
    // SweetSpot 0.1 wrote the number of its process; an empty one is being written this moment.
    const pid = Number(text);
    return text === '' ? isFresh(path) : pid !== process.pid && isRunning(pid);
  }
  if (holder.host !== own.host) return isFresh(path);
  if (holder.boot !== own.boot) return false;
  if (holder.pid === process.pid || !isRunning(holder.pid)) return false;
  return holder.startedAt === null || holder.startedAt === startOf(holder.pid);
}

/** Whether a file was written lately, by the clock of the disk it is on. */
function isFresh(path: string): boolean {
  const probe = `${path}-clock-${process.pid}`;
  try {
    writeFileSync(probe, '');
    return statSync(probe).mtimeMs - statSync(path).mtimeMs < SILENT_MS;
  } catch {
    return true;
  } finally {
    rmSync(probe, { force: true });
  }
}

function ownHolder(): Holder {
  return {
    host: hostname(),
    boot: readText('/proc/sys/kernel/random/boot_id')?.trim() ?? null,
    pid: process.pid,
    startedAt: startOf(process.pid),
  };
}

/** Start of a process in ticks since the computer's start (field 22 of /proc/PID/stat). */
function startOf(pid: number): string | null {
  const stat = readText(`/proc/${pid}/stat`);
  // The second field is the program's name in brackets, which may hold anything.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

function parsedHolder(text: string): Holder | null {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function isRunning(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
