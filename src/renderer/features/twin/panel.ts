import type { PanelDescription } from '../../panels/panel';

export const twinPanel: PanelDescription = {
  id: 'twin',
  title: 'Twin',
  place: 'lower',
  component: () => import('./TwinPanel.vue'),
};
