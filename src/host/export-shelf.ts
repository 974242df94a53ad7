import { randomBytes } from 'node:crypto';
import type { ExportResult } from '#shared/features/exports';

/** Exports a browser may download, for as long as the host runs. */
export interface ExportShelf {
  /** Makes the files of an export downloadable and gives them their addresses. */
  add: (directory: string, files: readonly { name: string; bytes: number }[]) => ExportResult;
  /** Where a downloadable file lies; null for anything that was not added. */
  find: (exportId: string, name: string) => { directory: string; name: string } | null;
}

export function createExportShelf(): ExportShelf {
  const shelf = new Map<string, { directory: string; names: Set<string> }>();
  return {
    add(directory, files) {
      const id = randomBytes(16).toString('base64url');
      shelf.set(id, { directory, names: new Set(files.map(({ name }) => name)) });
      return {
        directory,
        files: files.map(({ name, bytes }) => ({
          name,
          bytes,
          href: `/exports/${id}/${encodeURIComponent(name)}`,
        })),
      };
    },
    find(exportId, name) {
      const found = shelf.get(exportId);
      // Only names the engine reported: a path made up by a client matches none.
      return found?.names.has(name) ? { directory: found.directory, name } : null;
    },
  };
}
