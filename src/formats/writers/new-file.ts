import { closeSync, openSync } from 'node:fs';
import { SweetSpotError } from '#shared/errors';
import { writeFailure } from '#shared/write-failure';

/** Takes the name, so that two writers cannot meet in one file. */
export function reserve(path: string): void {
  try {
    closeSync(openSync(path, 'wx'));
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new SweetSpotError(
      'write-failed',
      exists
        ? `${path}: expected a new file, found one of this name.`
        : `${path} cannot be created.`,
      { cause: error },
    );
  }
}

/** What `write` returns; what it throws becomes `write-failed`. */
export function writing<Value>(path: string, write: () => Value): Value {
  try {
    return write();
  } catch (error) {
    if (error instanceof SweetSpotError) throw error;
    throw writeFailure(`${path} cannot be written`, error);
  }
}
