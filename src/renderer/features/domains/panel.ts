import type { PanelDescription } from '../../panels/panel';
import { useScanStore } from '../../stores/scan';

export const domainsPanel: PanelDescription = {
  id: 'domains',
  title: 'Domains',
  place: 'lower',
  component: () => import('./DomainList.vue'),
  count: () => useScanStore().derived?.domains.length ?? 0,
};
