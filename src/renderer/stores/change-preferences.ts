import { useDebounceFn } from '@vueuse/core';
import type { Preferences } from '#shared/preferences';
import { useHostStore } from './host';
import { useViewStore } from './view';

const SAVE_DELAY_MS = 300;

/** Changes preferences at once and has the host keep them; a read-only view keeps its own. */
export function useChangePreferences(): (changes: Partial<Preferences>) => void {
  const host = useHostStore();
  const view = useViewStore();
  let unsaved: Partial<Preferences> = {};

  const save = useDebounceFn(async () => {
    const changes = unsaved;
    unsaved = {};
    await host.ask('setPreferences', changes);
  }, SAVE_DELAY_MS);

  return (changes) => {
    view.adoptPreferences({ ...view.preferences, ...changes });
    if (!host.canControl) return;
    unsaved = { ...unsaved, ...changes };
    void save();
  };
}
