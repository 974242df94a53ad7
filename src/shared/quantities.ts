import { benchmarkQuantities } from './features/benchmark';
import { detectorQuantities } from './features/detector';
import { mapQuantities } from './features/map';
import { qualityQuantities } from './features/quality';
import { reviewQuantities } from './features/review';
import type { QuantityDescription } from './quantity';

const described = {
  ...qualityQuantities,
  ...benchmarkQuantities,
  ...mapQuantities,
  ...reviewQuantities,
  ...detectorQuantities,
};

/** A quantity stored per point. Unknown values are NaN. */
export type QuantityName = keyof typeof described;

/**
 * The quantities a point has once it is scored, as the features describe them: what a map pane, a
 * column of an export or a tooltip can show.
 */
export const quantities: Readonly<Record<QuantityName, QuantityDescription>> = described;

export const quantityNames = Object.keys(described) as QuantityName[];
