import type { PanelDescription } from '../../panels/panel';

export const bandsPanel: PanelDescription = {
  id: 'bands',
  title: 'Bands',
  place: 'lower',
  component: () => import('./BandsPanel.vue'),
};
