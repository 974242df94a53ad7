import { isAbsolute, relative, resolve } from 'node:path';

/** Whether `path` is `folder` or lies below it. Compares names; follows no links. */
export function isWithin(path: string, folder: string): boolean {
  const way = relative(resolve(folder), resolve(path));
  return way === '' || (!isAbsolute(way) && way !== '..' && !/^\.\.[\\/]/.test(way));
}
