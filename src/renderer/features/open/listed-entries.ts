import type { FolderListing } from '#shared/features/sources';

export type EntryOrder = 'newest' | 'name';
type Entry = FolderListing['entries'][number];

/** Entries whose names contain `filter`, in an order; by name they stay as the host sorted them. */
export function listedEntries(
  entries: readonly Entry[],
  filter: string,
  order: EntryOrder,
): readonly Entry[] {
  const wanted = filter.trim().toLowerCase();
  const found =
    wanted === '' ? entries : entries.filter(({ name }) => name.toLowerCase().includes(wanted));
  if (order === 'name') return found;
  return [...found].sort((a, b) => (b.modifiedAt ?? 0) - (a.modifiedAt ?? 0));
}

/** The folder that a path being typed lies in, without the separator at its end; null before the first. */
export function folderOf(path: string): string | null {
  const end = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  if (end < 0) return null;
  // The root of a file system keeps its separator: `/`, `C:\`.
  const folder = path.slice(0, end);
  return folder === '' || /^[a-z]:$/i.test(folder) ? path.slice(0, end + 1) : folder;
}
