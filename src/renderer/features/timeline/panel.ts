import type { PanelDescription } from '../../panels/panel';

export const timelinePanel: PanelDescription = {
  id: 'timeline',
  title: 'Timeline',
  place: 'lower',
  component: () => import('./TimelinePanel.vue'),
};
