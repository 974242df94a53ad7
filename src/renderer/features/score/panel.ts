import { useMediaQuery } from '@vueuse/core';
import type { PanelDescription } from '../../panels/panel';
import { NARROW_WINDOW, SHORT_WINDOW } from '../../panels/window-sizes';

const isNarrow = useMediaQuery(NARROW_WINDOW);
const isShort = useMediaQuery(SHORT_WINDOW);

/** The weights, where they have no place of their own beside the panels. */
export const weightsPanel: PanelDescription = {
  id: 'weights',
  title: 'Weights',
  place: 'lower',
  component: () => import('./WeightsPanel.vue'),
  isOffered: () => isNarrow.value,
};

/** The parts of the score, where they have no place of their own under the spectrum. */
export const scorePanel: PanelDescription = {
  id: 'score',
  title: 'Score',
  place: 'side',
  component: () => import('./ComponentBars.vue'),
  isOffered: () => isShort.value,
};
