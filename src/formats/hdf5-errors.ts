import { statSync, type Stats } from 'node:fs';
import { SweetSpotError, type ErrorCode } from '#shared/errors';

/** A file changed this recently may still be being written by a program that sets no lock. */
const RECENT_CHANGE_MS = 5000;

/** The innermost message of the library's error stack: the one that names the cause. */
export function libraryReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const reasons = [...message.matchAll(/#\d+: .*?\(\): (.+)/g)].map((match) => match[1].trim());
  return reasons.at(-1) ?? message.split('\n')[0];
}

/** The error for a file that the library does not open. */
export function openFailure(path: string, reason: string, cause: unknown): SweetSpotError {
  const [code, hint] = classifyOpenFailure(path, reason);
  return new SweetSpotError(code, `${path}: expected a readable HDF5 file, found: ${reason}.`, {
    hint,
    cause,
  });
}

function classifyOpenFailure(path: string, reason: string): [ErrorCode, string | undefined] {
  if (/truncated file|end of file|eof|read(ing)? (beyond|past)/i.test(reason)) {
    return ['incomplete', 'The file is shorter than its header says: it is still being written.'];
  }
  if (/already open|lock/i.test(reason)) {
    return ['busy', 'Another program holds the file and lets nobody read it.'];
  }
  return [isRecent(fileStats(path)) ? 'incomplete' : 'invalid-format', undefined];
}

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
