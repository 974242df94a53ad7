import type { ScanFile } from './scan-file';

/** Across goes the motor whose name ends in x, else the fast one. `names`: the fast one first. */
export function scanAxesOf(names: readonly string[]): ScanFile['scanAxes'] {
  if (names.length === 0 || names.length > 2 || names.includes('')) return null;
  const x = names.find((name) => /x$/i.test(name)) ?? names[0];
  return { x, y: names.find((name) => name !== x) ?? null };
}
