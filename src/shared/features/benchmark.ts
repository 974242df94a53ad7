import { z } from 'zod';
import { mdcWindowSchema } from '../mdc-window';
import type { QuantityTable } from '../quantity';

/** Columns that the analysis of a momentum distribution curve fills. */
export const benchmarkQuantities = {
  bms: {
    label: 'BMS',
    description: 'Benchmark score from the momentum distribution curve',
    unit: '',
    range: [0, 10],
    decimals: 1,
    scale: 'sequential',
    isScore: true,
  },
  mdcPosition: {
    label: 'MDC peak position',
    description: 'Angle of the fitted MDC peak: domains of differing orientation',
    unit: 'deg',
    range: null,
    decimals: null,
    scale: 'sequential',
  },
  mdcFwhm: {
    label: 'MDC FWHM',
    description: 'Full width at half maximum of the fitted MDC peak: domain boundaries',
    unit: 'deg',
    range: null,
    decimals: null,
    scale: 'sequential',
  },
} as const satisfies QuantityTable;

export const benchmarkSettings = {
  mdcWindow: mdcWindowSchema.nullable(),
  /** I_th of Eq. 15, counts: pixels below it are background; null lets SweetSpot propose one. */
  backgroundThreshold: z.number().nonnegative().nullable(),
  /** N_max of Eq. 16, counts; null takes the largest total of the scan. */
  benchmarkFullCounts: z.number().positive().nullable(),
};

export const defaultBenchmarkSettings: z.infer<z.ZodObject<typeof benchmarkSettings>> = {
  mdcWindow: null,
  backgroundThreshold: null,
  benchmarkFullCounts: null,
};
