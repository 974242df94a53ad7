import type { PanelDescription } from '../../panels/panel';
import { useScanStore } from '../../stores/scan';

export const failuresPanel: PanelDescription = {
  id: 'failures',
  title: 'Not read',
  place: 'side',
  component: () => import('./FailureList.vue'),
  count: () => useScanStore().failures.length,
  isTroubled: () => useScanStore().failures.length > 0,
};
