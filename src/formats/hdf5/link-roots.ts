import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, relative, resolve } from 'node:path';

/** Where a link to another file leads. */
export interface LinkTarget {
  kind: 'within' | 'missing' | 'outside';
  path: string;
}

/**
 * The folders that links of a file may lead into: the one that was opened, and those that the user
 * added. Symbolic links are resolved first, so that no name leads out of them. Links are followed
 * for reading only.
 */
export class LinkRoots {
  /** Files that links led to. */
  readonly followed = new Set<string>();
  private readonly roots: string[];

  constructor(folders: readonly string[]) {
    this.roots = folders.flatMap((folder) => realPath(folder) ?? []);
  }

  /** Where the name in a link of `file` leads: beside the file, as HDF5 looks for it, else as it is. */
  target(file: string, name: string): LinkTarget {
    const folder = dirname(resolve(file));
    const places = isAbsolute(name)
      ? [name, resolve(folder, basename(name))]
      : [resolve(folder, name)];
    for (const path of places) {
      const real = this.within(path);
      if (real !== null) return { kind: 'within', path };
      if (realPath(path) !== null) return { kind: 'outside', path };
    }
    // What is not there may lie outside as well: only a name within the folders is worth waiting for.
    return { kind: this.isBelow(places[0]) ? 'missing' : 'outside', path: places[0] };
  }

  /** The real path of a file within the folders; null for any other. */
  within(path: string): string | null {
    const real = realPath(path);
    return real !== null && this.isBelow(real) ? real : null;
  }

  private isBelow(path: string): boolean {
    return this.roots.some((root) => {
      const way = relative(root, path);
      return way !== '' && !isAbsolute(way) && way !== '..' && !/^\.\.[\\/]/.test(way);
    });
  }
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
