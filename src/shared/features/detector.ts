import type { QuantityTable } from '../quantity';

/** Columns of what the detector image itself tells. */
export const detectorQuantities = {
  emptyShare: {
    label: 'Empty pixels',
    description: 'Share of pixels without a count: dead areas, shutters, too short a dwell',
    unit: '',
    range: [0, 1],
    decimals: 3,
    scale: 'sequential',
  },
} as const satisfies QuantityTable;
