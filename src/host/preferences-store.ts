import { join } from 'node:path';
import { defaultPreferences, preferencesSchema, type Preferences } from '#shared/preferences';
import { openJsonStore } from './json-store';

export interface PreferencesStore {
  readonly value: Preferences;
  /** Merges what changed and resolves with the whole once it is on disk. */
  update: (changes: Partial<Preferences>) => Promise<Preferences>;
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
