import { SweetSpotError } from './errors';

const reasons: Readonly<Record<string, { reason: string; hint: string }>> = {
  ENOSPC: { reason: 'the disk is full', hint: 'Free some space, or choose another disk.' },
  EDQUOT: { reason: 'your share of the disk is used up', hint: 'Free some space.' },
  EFBIG: { reason: 'files of this size are not allowed', hint: 'Choose another disk.' },
  EROFS: { reason: 'the disk is read-only', hint: 'Choose another folder.' },
  EACCES: { reason: 'permission is denied', hint: 'Choose a folder that you may write to.' },
  EPERM: { reason: 'permission is denied', hint: 'Choose a folder that you may write to.' },
};
const otherHint = 'Check the free space and the permissions of the folder.';

/** Why something could not be written, in a few words, and what helps. */
export function writeTrouble(error: unknown): { reason: string; hint: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  // Libraries that are not Node's own only pass on the words of the system.
  const known = /no space left/i.test(message) ? reasons.ENOSPC : reasons[code];
  return known ?? { reason: message.split('\n')[0], hint: otherHint };
}

/** The `write-failed` error for `what`, e.g. `The exports cannot be written to /data`. */
export function writeFailure(what: string, error: unknown): SweetSpotError {
  const { reason, hint } = writeTrouble(error);
  return new SweetSpotError('write-failed', `${what}: ${reason}.`, { hint, cause: error });
}
