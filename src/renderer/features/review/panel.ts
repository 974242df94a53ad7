import type { PanelDescription } from '../../panels/panel';

export const reviewPanel: PanelDescription = {
  id: 'review',
  title: 'MLS against BMS',
  place: 'lower',
  component: () => import('./ReviewPanel.vue'),
};
