import type { PanelDescription } from '../../panels/panel';

export const spotsPanel: PanelDescription = {
  id: 'spots',
  title: 'Best spots',
  place: 'side',
  component: () => import('./BestSpots.vue'),
};
