import { resolve } from 'node:path';

/**
 * The folder or file named on the command line, as an absolute path; null when there is none.
 * Unpackaged, Electron's first argument is the app itself.
 */
export function sourceFromArguments(
  processArguments: readonly string[],
  { isPackaged, workingDirectory }: { isPackaged: boolean; workingDirectory: string },
): string | null {
  const given = processArguments.slice(1).filter((argument) => !argument.startsWith('-'));
  const path = given.at(isPackaged ? 0 : 1);
  return path === undefined ? null : resolve(workingDirectory, path);
}
