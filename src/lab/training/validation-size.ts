import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { SweetSpotError } from '#shared/errors';
import type { ValidationSet } from './validation';

type ValidationCounts = Record<ValidationSet, number>;

const SIZE_FILE = 'validation-spectra.json';
const count = z.number().int().nonnegative();
const countsSchema = z.strictObject({
  published: count,
  alignment: count,
  ladders: count,
  negatives: count,
}) satisfies z.ZodType<ValidationCounts>;

/**
 * Spectra that a run validates on: what it began with, however short this sitting is, or the points
 * of its learning curve could not be compared. A fresh run keeps `wanted` in its folder. Errors:
 * `invalid-format` where the kept numbers cannot be read.
 */
export function validationSize(
  runFolder: string,
  wanted: ValidationCounts,
  isFresh: boolean,
): ValidationCounts {
  const file = join(runFolder, SIZE_FILE);
  // Runs of earlier versions kept nothing.
  if (isFresh || !existsSync(file)) {
    writeFileSync(file, `${JSON.stringify(wanted)}\n`);
    return wanted;
  }
  try {
    return countsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    const expected = 'a whole number of spectra for each validation set';
    throw new SweetSpotError('invalid-format', `${file}: expected ${expected}.`, {
      hint: 'Delete it to validate this run on other numbers of spectra from now on.',
      cause,
    });
  }
}
