import { z } from 'zod';
import { command, event } from '../contract/define';
import { mdcWindowSchema } from '../mdc-window';
import type { QuantityTable } from '../quantity';
import { mapRegionSchema } from '../region-of-interest';
import { judgementSchema, pointJudgementSchema } from '../verdict';

/** Columns of what a user marks on the spectra. */
export const reviewQuantities = {
  roiIntensity: {
    label: 'Window intensity',
    description: 'Counts summed over the intensity window of the spectrum',
    unit: 'counts',
    range: null,
    decimals: 0,
    scale: 'sequential',
  },
} as const satisfies QuantityTable;

export const reviewSettings = {
  /** Window on the spectrum whose summed intensity is mapped as `roiIntensity`. */
  intensityWindow: mdcWindowSchema.nullable(),
  /** Area of the map whose mean spectrum is kept. */
  mapRegion: mapRegionSchema.nullable(),
};

export const defaultReviewSettings: z.infer<z.ZodObject<typeof reviewSettings>> = {
  intensityWindow: null,
  mapRegion: null,
};

/** What users say of points. */
export const reviewCommands = {
  /** A user's verdict and note on a point, in place of an earlier one. */
  setVerdict: command({
    access: 'control',
    answeredBy: 'engine',
    request: judgementSchema.extend({ pointId: z.int().nonnegative() }),
    response: pointJudgementSchema,
  }),
};

export const reviewEvents = {
  judgements: event(z.array(pointJudgementSchema)),
};
