import type { PanelDescription } from '../../panels/panel';
import { usePinsStore } from '../../stores/pins';

export const pinsPanel: PanelDescription = {
  id: 'pinned',
  title: 'Pinned',
  place: 'lower',
  component: () => import('./PinnedSpectra.vue'),
  count: () => usePinsStore().pinned.length,
};
