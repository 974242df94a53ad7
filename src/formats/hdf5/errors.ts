import { SweetSpotError, type ErrorCode } from '#shared/errors';
import { fileStats, isRecent } from '../file-access';

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
  if (/not already open for SWMR/i.test(reason)) {
    return ['busy', leftFlagHint(path)];
  }
  if (/already open|lock/i.test(reason)) {
    return ['busy', 'Another program holds the file and lets nobody read it.'];
  }
  return [isRecent(path, fileStats(path)) ? 'incomplete' : 'invalid-format', undefined];
}

/** The way out where a program left its mark in a file: it holds it, or died without closing it. */
function leftFlagHint(path: string): string {
  return (
    'A program holds the file for writing and lets nobody read it, or died without closing it. ' +
    `If none writes to it any more, clear the mark it left: h5clear -s "${path}"`
  );
}
