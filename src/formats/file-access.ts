import { statSync, type Stats } from 'node:fs';
import { SweetSpotError } from '#shared/errors';

/** A file changed this recently may still be being written by a program that sets no lock. */
const RECENT_CHANGE_MS = 5000;

/** Throws `not-found`, `unreadable`, `busy`, and `invalid-request` for a folder. */
export function fileStats(path: string): Stats {
  return withSystemErrors(path, () => {
    const stats = statSync(path);
    if (!stats.isFile()) {
      throw new SweetSpotError('invalid-request', `${path}: expected a file, found a folder.`);
    }
    return stats;
  });
}

/** A file as it was seen last, and since when it is so by our own clock. */
interface Sight {
  size: number;
  modifiedAt: number;
  /** How long it had been unchanged when it was first seen so, ms. */
  before: number;
  since: number;
}

const sights = new Map<string, Sight>();
const MOST_SIGHTS = 4096;
/** Clocks of a share this far ahead are only a little out. */
const CLOCK_JITTER_MS = 2000;

/**
 * How long a file has not changed, ms. At first sight its time tells; later what changes does,
 * by our own clock: that of a share may be ahead or behind by hours. A time that lies ahead tells
 * nothing, and holds nobody up.
 */
export function unchangedForMs(path: string, { size, mtimeMs: modifiedAt }: Stats): number {
  const now = performance.now();
  const known = sights.get(path);
  if (known?.size === size && known.modifiedAt === modifiedAt) {
    return known.before + now - known.since;
  }
  const age = Date.now() - modifiedAt;
  const byTime = age < -CLOCK_JITTER_MS ? Infinity : Math.max(0, age);
  // Whatever its time says, a file that grew since we looked is being written.
  const before =
    known !== undefined && size > known.size ? Math.min(byTime, now - known.since) : byTime;
  if (known === undefined && sights.size >= MOST_SIGHTS) {
    for (const oldest of [...sights.keys()].slice(0, MOST_SIGHTS / 2)) sights.delete(oldest);
  }
  sights.set(path, { size, modifiedAt, before, since: now });
  return before;
}

/** Whether the file may still be being written. */
export function isRecent(path: string, stats: Stats): boolean {
  return unchangedForMs(path, stats) < RECENT_CHANGE_MS;
}

/** Errors of the file system as ours. */
export function withSystemErrors<Value>(path: string, access: () => Value): Value {
  try {
    return access();
  } catch (error) {
    if (error instanceof SweetSpotError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new SweetSpotError('not-found', `${path}: expected a file, found nothing.`, {
        cause: error,
      });
    }
    if (code === 'EBUSY') {
      throw new SweetSpotError('busy', `${path} is held by another program.`, { cause: error });
    }
    throw new SweetSpotError('unreadable', `${path} cannot be read (${String(code)}).`, {
      hint: 'Check the permissions of the file and of the network share.',
      cause: error,
    });
  }
}
