import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import type { FolderListing } from '#shared/features/sources';
import { SweetSpotError, toErrorData } from '#shared/errors';

/** Entries listed at most: more help nobody to choose. */
const mostEntries = 1000;

/** Sizes and dates are looked up for so many entries at most: on a network share each takes its time. */
const mostLookedUp = 5000;

/** An absolute path as the user typed or pasted it, `~` for the home folder. @throws SweetSpotError `invalid-request`. */
export function absolutePath(text: string): string {
  const path = text.trim().replace(/^~(?=$|[\\/])/, () => homedir());
  if (!isAbsolute(path) || path.includes('\0')) {
    throw new SweetSpotError(
      'invalid-request',
      `Expected an absolute path, found ${JSON.stringify(path)}.`,
    );
  }
  return normalize(path);
}

/** Whether `path` is a folder or a file. @throws SweetSpotError `not-found`, `unsupported`. */
export async function sourceKind(path: string): Promise<'folder' | 'file'> {
  const stats = await stat(path).catch((cause: unknown) => {
    throw new SweetSpotError('not-found', `Nothing can be read at ${path}.`, { cause });
  });
  if (stats.isDirectory()) return 'folder';
  if (stats.isFile()) return 'file';
  throw new SweetSpotError('unsupported', `Expected a folder or a file at ${path}.`);
}

/**
 * Folders and files in a folder, folders first, hidden ones left out; null lists the
 * home folder. @throws SweetSpotError `invalid-request`, `not-found`, `unreadable`.
 */
export async function browseFolder(requested: string | null): Promise<FolderListing> {
  const path = requested === null ? homedir() : absolutePath(requested);
  if ((await sourceKind(path)) !== 'folder') {
    throw new SweetSpotError('not-found', `Expected a folder at ${path}, found a file.`);
  }
  const directoryEntries = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
    const { message } = toErrorData(cause);
    throw new SweetSpotError('unreadable', `${path} cannot be listed: ${message}`, { cause });
  });
  const visible = directoryEntries.filter(({ name }) => !name.startsWith('.'));
  const looksUp = visible.length <= mostLookedUp;
  const entries = await Promise.all(
    visible.map(async (entry): Promise<FolderListing['entries']> => {
      const entryPath = join(path, entry.name);
      const isLink = entry.isSymbolicLink();
      if (!isLink && !entry.isDirectory() && !entry.isFile()) return [];
      const stats = looksUp || isLink ? await stat(entryPath).catch(() => null) : null;
      if (isLink && !stats?.isDirectory() && !stats?.isFile()) return [];
      return [
        {
          name: entry.name,
          path: entryPath,
          kind: (stats ?? entry).isDirectory() ? 'folder' : 'file',
          modifiedAt: stats?.mtimeMs ?? null,
          // Of a folder, the size is that of its list of names, which says nothing to a user.
          bytes: stats?.isFile() ? stats.size : null,
        },
      ];
    }),
  );
  const sorted = entries.flat().sort(byKindAndName);
  // The newest of a full folder are listed whatever their names are.
  const newest = [...sorted].sort((a, b) => (b.modifiedAt ?? 0) - (a.modifiedAt ?? 0));
  const listed = new Set(newest.slice(0, mostEntries));
  const parent = dirname(path);
  return {
    path,
    parent: parent === path ? null : parent,
    entries: sorted.filter((entry) => listed.has(entry)),
    truncated: sorted.length > mostEntries,
  };
}

const nameOrder = new Intl.Collator(undefined, { numeric: true });

function byKindAndName(
  first: FolderListing['entries'][number],
  second: FolderListing['entries'][number],
): number {
  if (first.kind !== second.kind) return first.kind === 'folder' ? -1 : 1;
  return nameOrder.compare(first.name, second.name);
}
