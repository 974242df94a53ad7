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

/** Whether the file may still be being written. */
export function isRecent(stats: Stats): boolean {
  return Date.now() - stats.mtimeMs < RECENT_CHANGE_MS;
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
