import { z } from 'zod';
import type { QuantityTable } from '../quantity';

/** Columns that follow from where the points lie. */
export const mapQuantities = {
  domain: {
    label: 'Domain',
    description: 'Parts of one orientation in the map of peak positions, 1 is the largest',
    unit: '',
    // One colour for each of the eight largest, and the last for those beyond.
    range: [0.5, 8.5],
    decimals: 0,
    scale: 'categorical',
  },
} as const satisfies QuantityTable;

export const mapSettings = {
  /** Map axes: names of the motors shown across and up; null picks the two that move. */
  mapAxes: z.object({ x: z.string(), y: z.string() }).nullable(),
  /** δ of the optimal region: points within δ of the smoothed maximum belong to it. */
  regionDelta: z.number().positive().max(10),
  /** FWHM of the beam spot in stage units; null takes one scan step. */
  beamSize: z.number().positive().nullable(),
  /** Regions and best spots keep within one domain of the peak position map. */
  keepWithinDomain: z.boolean(),
  /** A position measured twice shows its latest point, or the mean. */
  repeatedPoints: z.enum(['latest', 'mean']),
};

export const defaultMapSettings: z.infer<z.ZodObject<typeof mapSettings>> = {
  mapAxes: null,
  regionDelta: 1,
  beamSize: null,
  keepWithinDomain: false,
  repeatedPoints: 'latest',
};
