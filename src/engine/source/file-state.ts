import type { Stats } from 'node:fs';

/** How far one file of the source has been read. */
export interface FileState {
  /** Relative to the source's folder. */
  readonly name: string;
  readonly path: string;
  /**
   * `queued` for a visit; `waiting` to be visited again by itself, as it grows or cannot be
   * read yet; `done` unless it changes; `failed` likewise, but listings look at it again.
   */
  phase: 'idle' | 'queued' | 'waiting' | 'done' | 'failed';
  /** Frames it holds as far as is known; one until it was opened. */
  frames: number;
  /** Frames before this one were handed on, or failed for good. */
  nextFrame: number;
  /** A frame of it is scored, or on its way to be. */
  handedOn: boolean;
  /** Earlier frames to try again, with the attempts so far. */
  retries: Map<number, number>;
  /** Frames passed over because nothing was measured there yet. */
  gaps: Set<number>;
  /** Attempts to open it that failed, in a row. */
  failedOpens: number;
  /** As of the last visit: size in bytes, modification time in ms since the epoch; -1 before it. */
  size: number;
  modifiedAt: number;
  /** Inode of the file last read under this name; -1 if that was uncertain, null before the first. */
  inode: number | null;
  /** When its content, name or rights last changed (ctime), ms; null before the first visit. */
  statusChangedAt: number | null;
  /** It may be another file than the one read last: what was read from that is compared first. */
  mayBeOther: boolean;
  /** When it was last seen to change, ms since the epoch. */
  changedAt: number;
  /** When it was last opened, on the monotonic clock (ms); null before that. */
  openedAt: number | null;
  /** When a change was first noticed that no visit has dealt with yet, monotonic (ms); null for none. */
  noticedAt: number | null;
  /** How it was settled before this visit: is what was read from it still what it holds? */
  settledAs: 'done' | 'failed' | null;
  /** Frames read before have other content now, and are read again. */
  replaced: boolean;
  timer: NodeJS.Timeout | undefined;
}

export function createFileState(name: string, path: string): FileState {
  return {
    name,
    path,
    phase: 'idle',
    frames: 1,
    nextFrame: 0,
    handedOn: false,
    retries: new Map(),
    gaps: new Set(),
    failedOpens: 0,
    size: -1,
    modifiedAt: -1,
    inode: null,
    statusChangedAt: null,
    mayBeOther: false,
    changedAt: 0,
    openedAt: null,
    noticedAt: null,
    settledAs: null,
    replaced: false,
    timer: undefined,
  };
}

/** Failed attempts that pass unreported: the file is most likely just being written. */
export const SILENT_ATTEMPTS = 6;
/** First pause before what could not be read is tried again; doubles up to the longest, ms. */
const FIRST_RETRY_MS = 10;
const LONGEST_RETRY_MS = 2000;
/** Pause after a failed attempt while events keep announcing changes, ms. */
const LONGEST_EVENT_RETRY_MS = 20;
/** A file that has not changed for this long is not being written any more, ms. */
const QUIET_MS = 15_000;
/** A file whose frame holds no count yet counts as unwritten until it has been still this long, ms. */
const STILL_MS = 500;
/** A growing file is looked at, and opened even if nothing seems to have changed, this often, ms. */
const GROWING = { look: { least: 100, most: 1000 }, open: { least: 1000, most: 10_000 } };

/** Pause before the next attempt after `attempts` that failed, ms. */
export function retryPauseMs(attempts: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, attempts - 1));
}

/** The same while the file is known to be changing. */
export function eventRetryPauseMs(attempts: number): number {
  return Math.min(LONGEST_EVENT_RETRY_MS, retryPauseMs(attempts));
}

/** Time since the file was last seen to change, ms. */
function stillnessMs(file: FileState): number {
  return Math.max(0, Date.now() - file.changedAt);
}

/** Whether a failure that may pass by itself still may: the file changed lately. */
export function mayStillPass(file: FileState): boolean {
  return stillnessMs(file) < QUIET_MS;
}

/** Whether the file may be in the middle of being written. */
export function changedJustNow(file: FileState): boolean {
  return stillnessMs(file) < STILL_MS;
}

/**
 * Whether an unchanged modification time proves an unchanged file. Not where the file system
 * counts whole seconds and the file is fresh.
 */
export function isTimeTelling(file: FileState): boolean {
  return file.modifiedAt % 1000 !== 0 || Date.now() - file.modifiedAt > 3000;
}

/** Pause before a growing file is looked at again: the longer it stands still, the longer, ms. */
export function growingPauseMs(file: FileState): number {
  const { least, most } = GROWING.look;
  return Math.min(most, Math.max(least, stillnessMs(file) / 50));
}

/** Whether an unchanged growing file is to be opened all the same: shares may hide changes. */
export function isDueForOpening(file: FileState): boolean {
  if (file.openedAt === null) return true;
  const { least, most } = GROWING.open;
  const pause = Math.min(most, Math.max(least, stillnessMs(file) / 10));
  return performance.now() - file.openedAt >= pause;
}

/** Whether a file is not as it was when it was last looked at. */
export function hasChanged(file: FileState, stats: Stats): boolean {
  if (stats.size !== file.size || stats.mtimeMs !== file.modifiedAt) return true;
  // Written again and given its old time, as copying tools do.
  return file.statusChangedAt !== null && stats.ctimeMs !== file.statusChangedAt;
}

/** Notes what the system says of a file that changed. */
export function noteChange(file: FileState, stats: Stats): void {
  // A file that was there before us is as old as it says, unless its clock is ahead of ours.
  file.changedAt = file.size < 0 ? Math.min(Date.now(), stats.mtimeMs) : Date.now();
  file.size = stats.size;
  file.modifiedAt = stats.mtimeMs;
  file.statusChangedAt = stats.ctimeMs;
}
