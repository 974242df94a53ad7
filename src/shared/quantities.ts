/**
 * The quantities a point has once it is scored: what a map pane, a column of an
 * export or a tooltip can show. One table, so that names, units and ranges agree everywhere.
 */
export interface QuantityDescription {
  /** Short label for axes and menus. */
  label: string;
  /** One line that explains it. */
  description: string;
  unit: string;
  /** Fixed colour limits, or null to take them from the data. */
  range: readonly [number, number] | null;
  scale: 'sequential' | 'diverging' | 'categorical';
}

export const quantityNames = [
  'mls',
  'mlsMedian',
  'uncertainty',
  'sharpness',
  'signalToBackground',
  'countRatio',
  'feature',
  'totalCounts',
  'bms',
  'mdcPosition',
  'mdcFwhm',
  'domain',
  'roiIntensity',
] as const;
/** A quantity stored per point. Unknown values are NaN. */
export type QuantityName = (typeof quantityNames)[number];

export const quantities: Record<QuantityName, QuantityDescription> = {
  mls: {
    label: 'MLS',
    description: 'Machine-learning score: expectation over the predicted components',
    unit: '',
    range: [0, 10],
    scale: 'sequential',
  },
  mlsMedian: {
    label: 'MLS (median)',
    description: 'Median of the predicted score distribution',
    unit: '',
    range: [0, 10],
    scale: 'sequential',
  },
  uncertainty: {
    label: 'MLS uncertainty',
    description: 'Standard deviation of the predicted score distribution',
    unit: '',
    range: null,
    scale: 'sequential',
  },
  sharpness: {
    label: 'S',
    description: 'Sharpness of the bands, 1 is sharpest',
    unit: '',
    range: [0, 1],
    scale: 'sequential',
  },
  signalToBackground: {
    label: 'B',
    description: 'Signal to background, 1 is free of background',
    unit: '',
    range: [0, 1],
    scale: 'sequential',
  },
  countRatio: {
    label: 'N',
    description: 'Counts relative to the full-score count',
    unit: '',
    range: [0, 1],
    scale: 'sequential',
  },
  feature: {
    label: 'F',
    description: 'Probability that a spectral feature is present',
    unit: '',
    range: [0, 1],
    scale: 'sequential',
  },
  totalCounts: {
    label: 'Total counts',
    description: 'Sum over the detector image',
    unit: 'counts',
    range: null,
    scale: 'sequential',
  },
  bms: {
    label: 'BMS',
    description: 'Benchmark score from the momentum distribution curve',
    unit: '',
    range: [0, 10],
    scale: 'sequential',
  },
  mdcPosition: {
    label: 'MDC peak position',
    description: 'Angle of the fitted MDC peak: domains of differing orientation',
    unit: 'deg',
    range: null,
    scale: 'sequential',
  },
  mdcFwhm: {
    label: 'MDC FWHM',
    description: 'Full width at half maximum of the fitted MDC peak: domain boundaries',
    unit: 'deg',
    range: null,
    scale: 'sequential',
  },
  domain: {
    label: 'Domain',
    description: 'Parts of one orientation in the map of peak positions, 1 is the largest',
    unit: '',
    // One colour for each of the eight largest, and the last for those beyond.
    range: [0.5, 8.5],
    scale: 'categorical',
  },
  roiIntensity: {
    label: 'Window intensity',
    description: 'Counts summed over the intensity window of the spectrum',
    unit: 'counts',
    range: null,
    scale: 'sequential',
  },
};
