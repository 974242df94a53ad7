import { bandsPanel } from '../features/bands/panel';
import { domainsPanel } from '../features/domains/panel';
import { pinsPanel } from '../features/pins/panel';
import { reviewPanel } from '../features/review/panel';
import { failuresPanel } from '../features/scan/panel';
import { spotsPanel } from '../features/spots/panel';
import { scorePanel, weightsPanel } from '../features/score/panel';
import { timelinePanel } from '../features/timeline/panel';
import { twinPanel } from '../features/twin/panel';
import type { PanelDescription } from './panel';

/** Every panel of the window, in the order of its tabs. The first of a place is shown at first. */
export const panels: readonly PanelDescription[] = [
  timelinePanel,
  reviewPanel,
  pinsPanel,
  domainsPanel,
  twinPanel,
  weightsPanel,
  spotsPanel,
  scorePanel,
  failuresPanel,
  bandsPanel,
];
