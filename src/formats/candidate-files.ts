import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { isPlainFormat } from './plain-readers';
import { isCandidateName, isUnfinishedName } from './registry';

/** Texts beside spectra whose content may look like theirs. */
const besideSpectra = /(_Motor_Pos|_i|_info|_log|readme)\.txt$/i;
const looked = new Map<string, { size: number; modifiedAt: number; isSpectra: boolean }>();
const MOST_LOOKED = 20_000;

/**
 * Whether a file may hold spectra: by its name, and of texts with names of any kind by how they
 * begin. What was found is kept until the file changes.
 */
export function mayHoldSpectra(path: string): boolean {
  if (isCandidateName(path)) return true;
  const isText = extname(path).toLowerCase() === '.txt';
  if (!isText || isUnfinishedName(path) || besideSpectra.test(path)) return false;
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile()) return false;
  const { size, mtimeMs: modifiedAt } = stats;
  const known = looked.get(path);
  if (known?.size === size && known.modifiedAt === modifiedAt) return known.isSpectra;
  if (looked.size >= MOST_LOOKED) looked.clear();
  const isSpectra = size > 0 && isPlainFormat(path);
  looked.set(path, { size, modifiedAt, isSpectra });
  return isSpectra;
}
