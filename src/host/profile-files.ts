import { readFile, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { OpenScan } from '#shared/engine-contract';
import { SweetSpotError, toErrorData } from '#shared/errors';
import { MOST_PROFILE_TEXT } from '#shared/profile';
import { assertOutsideAcquisition } from './export-scan';

/** Text of a profile's file. @throws SweetSpotError `unreadable`, `invalid-format` for a long one. */
export async function readProfileFile(path: string): Promise<string> {
  const name = basename(path);
  try {
    // UTF-8 takes up to four bytes a character.
    if ((await stat(path)).size <= 4 * MOST_PROFILE_TEXT) return await readFile(path, 'utf8');
  } catch (cause) {
    throw new SweetSpotError('unreadable', `${name}: ${toErrorData(cause).message}`, { cause });
  }
  throw new SweetSpotError(
    'invalid-format',
    `${name}: expected a SweetSpot profile of at most ${MOST_PROFILE_TEXT} characters, found more.`,
  );
}

/**
 * Writes a profile beside its target and renames it into place.
 * @throws SweetSpotError `forbidden` within the acquisition, `write-failed`.
 */
export async function writeProfileFile(
  path: string,
  text: string,
  source: Pick<OpenScan, 'path' | 'kind'> | null,
): Promise<void> {
  if (source !== null) assertOutsideAcquisition(dirname(path), source);
  try {
    await writeFileAtomic(path, text);
  } catch (cause) {
    const { message } = toErrorData(cause);
    throw new SweetSpotError('write-failed', `${path} could not be written: ${message}`, { cause });
  }
}
