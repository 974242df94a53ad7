import { z } from 'zod';
import { labelProfileNames, labelWeights } from '../labels';
import type { QuantityTable } from '../quantity';

/** Columns that the network's assessment of a spectrum fills. */
export const qualityQuantities = {
  mls: {
    label: 'MLS',
    description: 'Machine-learning score: expectation over the predicted components',
    unit: '',
    range: [0, 10],
    decimals: 1,
    scale: 'sequential',
    isScore: true,
  },
  rank: {
    label: 'Rank score',
    description: 'What spots are compared by: evidence of bands and graded sharpness, open-ended',
    unit: '',
    range: null,
    decimals: 2,
    scale: 'sequential',
  },
  rankNoise: {
    label: 'Rank noise',
    description: 'Standard deviation of the rank score by counting noise',
    unit: '',
    range: null,
    decimals: 2,
    scale: 'sequential',
  },
  mlsMedian: {
    label: 'MLS (median)',
    description: 'Median of the predicted score distribution',
    unit: '',
    range: [0, 10],
    decimals: 1,
    scale: 'sequential',
    isScore: true,
  },
  uncertainty: {
    label: 'MLS uncertainty',
    description: 'Standard deviation of the predicted score distribution',
    unit: '',
    range: null,
    decimals: null,
    scale: 'sequential',
  },
  sharpness: {
    label: 'S',
    description: 'Sharpness of the bands, 1 is sharpest',
    unit: '',
    range: [0, 1],
    decimals: null,
    scale: 'sequential',
  },
  signalToBackground: {
    label: 'B',
    description: 'Signal to background, 1 is free of background',
    unit: '',
    range: [0, 1],
    decimals: null,
    scale: 'sequential',
  },
  countRatio: {
    label: 'N',
    description: 'Counts relative to the full-score count',
    unit: '',
    range: [0, 1],
    decimals: null,
    scale: 'sequential',
  },
  feature: {
    label: 'F',
    description: 'Probability that a spectral feature is present',
    unit: '',
    range: [0, 1],
    decimals: null,
    scale: 'sequential',
  },
  totalCounts: {
    label: 'Total counts',
    description: 'Sum over the detector image',
    unit: 'counts',
    range: null,
    decimals: 0,
    scale: 'sequential',
  },
  outdated: {
    label: 'Score out of date',
    description: '1 where the score is on an earlier scale or of another network, else 0',
    unit: '',
    range: [0, 1],
    decimals: 0,
    scale: 'sequential',
  },
} as const satisfies QuantityTable;

const weightsSchema = z.object({
  sharpness: z.number().min(0).max(1),
  signalToBackground: z.number().min(0).max(1),
  counts: z.number().min(0).max(1),
});

/** How many counts earn the full N score. */
const countCalibrationSchema = z.discriminatedUnion('mode', [
  /** What 95 % of the scan's totals so far do not exceed, in steps (Eq. 16 applied live). */
  z.object({ mode: z.literal('scan-maximum') }),
  z.object({ mode: z.literal('fixed'), fullScoreCounts: z.number().positive() }),
]);

export const qualitySettings = {
  /** What the scores mean: which of the network's heads are read. */
  labelProfile: z.enum(labelProfileNames),
  weights: weightsSchema,
  countCalibration: countCalibrationSchema,
};

export const defaultQualitySettings: z.infer<z.ZodObject<typeof qualitySettings>> = {
  labelProfile: 'alignment',
  weights: labelWeights.alignment,
  countCalibration: { mode: 'scan-maximum' },
};
