import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { recentSourceSchema, type RecentSource } from '#shared/features/sources';
import { SweetSpotError } from '#shared/errors';
import { openJsonStore } from './json-store';

const documentSchema = z.object({
  version: z.literal(1),
  sources: z.array(recentSourceSchema),
});

const mostSources = 12;

export interface RecentSources {
  /** Newest first. */
  list: () => RecentSource[];
  /** Puts a source on top. */
  add: (source: Pick<RecentSource, 'path' | 'kind'>) => Promise<void>;
  /** @throws SweetSpotError `not-found` for an id that is not in the list. */
  find: (id: string) => RecentSource;
}

/** Opens `recent-sources.json` in the data folder. Ids follow from paths, so they last. */
export async function openRecentSources(
  dataDirectory: string,
  onWarning: (message: string) => void,
): Promise<RecentSources> {
  const store = await openJsonStore<z.infer<typeof documentSchema>>({
    path: join(dataDirectory, 'recent-sources.json'),
    schema: documentSchema,
    defaults: { version: 1, sources: [] },
    onWarning,
  });
  return {
    list: () => store.value.sources,
    async add({ path, kind }) {
      const id = createHash('sha256').update(path).digest('hex').slice(0, 16);
      const others = store.value.sources.filter((source) => source.id !== id);
      const sources = [{ id, path, kind, openedAt: Date.now() }, ...others].slice(0, mostSources);
      await store.set({ version: 1, sources });
    },
    find(id) {
      const source = store.value.sources.find((candidate) => candidate.id === id);
      if (source === undefined) {
        throw new SweetSpotError('not-found', `No recent source has the id ${id}.`);
      }
      return source;
    },
  };
}
