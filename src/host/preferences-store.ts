import { join } from 'node:path';
import { z } from 'zod';
import { defaultPreferences, preferencesSchema, type Preferences } from '#shared/preferences';
import { openJsonStore, type Salvaged } from './json-store';

export interface PreferencesStore {
  readonly value: Preferences;
  /** Merges what changed and resolves with the whole once it is on disk. */
  update: (changes: Partial<Preferences>) => Promise<Preferences>;
}

/**
 * The preferences that are known here, of a document that holds others, too: what another version
 * wrote, or a hand. Null where it is no such document.
 */
function salvagedPreferences(document: unknown): Salvaged<Preferences> | null {
  const known = z.looseObject({ version: z.literal(1) }).safeParse(document);
  if (!known.success) return null;
  const lost: string[] = [];
  const kept = Object.entries(preferencesSchema.shape).map(([name, schema]) => {
    const fallback = defaultPreferences[name as keyof Preferences];
    const parsed = schema.safeParse(known.data[name] ?? fallback);
    if (!parsed.success) lost.push(name);
    return [name, parsed.success ? parsed.data : fallback];
  });
  return { value: preferencesSchema.parse(Object.fromEntries(kept)), lost };
}

/** Opens `preferences.json` in the data folder. */
export async function openPreferencesStore(
  dataDirectory: string,
  onWarning: (message: string) => void,
): Promise<PreferencesStore> {
  const store = await openJsonStore({
    path: join(dataDirectory, 'preferences.json'),
    schema: preferencesSchema,
    defaults: defaultPreferences,
    onWarning,
    salvage: salvagedPreferences,
  });
  return {
    get value() {
      return store.value;
    },
    async update(changes) {
      // A property that is there but undefined says nothing about the preference.
      const given = Object.fromEntries(
        Object.entries(changes).filter(([, value]) => value !== undefined),
      );
      const merged = { ...store.value, ...given };
      await store.set(merged);
      return merged;
    },
  };
}
