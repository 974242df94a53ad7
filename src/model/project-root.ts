import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Folders from the running module upwards to the first with a package.json: the project's (or
 * packaged app's) root comes last, whether this runs from sources or from a bundle.
 */
export function foldersUpToProjectRoot(): string[] {
  const folders: string[] = [];
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    folders.push(folder);
    const parent = dirname(folder);
    if (existsSync(join(folder, 'package.json')) || parent === folder) return folders;
    folder = parent;
  }
}

/** The project's root folder, where `resources/` and `.tensorflow/` lie. */
export function projectRoot(): string {
  return foldersUpToProjectRoot().at(-1) ?? process.cwd();
}
