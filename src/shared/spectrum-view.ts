import { z } from 'zod';
import { frameReferenceSchema } from './scan';

export const axisSchema = z.object({
  name: z.string(),
  unit: z.string(),
  start: z.number(),
  step: z.number(),
  count: z.int().positive(),
});

const probabilityList = z.array(z.number());

/** How the score of one point came about. */
export const assessmentSchema = z.object({
  expectation: z.number(),
  median: z.number(),
  standardDeviation: z.number(),
  /** Expected penalty points, already weighted. */
  expectedPenalty: z.object({
    sharpness: z.number(),
    signalToBackground: z.number(),
    counts: z.number(),
    feature: z.number(),
    combined: z.number(),
  }),
  expectedBonus: z.number(),
  probabilities: z.object({
    sharpness: probabilityList,
    signalToBackground: probabilityList,
    counts: probabilityList,
    featureMissing: z.number(),
    lowSignalAndCounts: z.number(),
  }),
});
export type Assessment = z.infer<typeof assessmentSchema>;

/** Lorentzian on a linear background fitted to the MDC; widths and positions in the angle axis's unit. */
export const mdcFitSchema = z.object({
  position: z.number(),
  positionError: z.number(),
  fwhm: z.number(),
  fwhmError: z.number(),
  amplitude: z.number(),
  background: z.tuple([z.number(), z.number()]),
});
export type MdcFit = z.infer<typeof mdcFitSchema>;

/**
 * One spectrum as a view shows it: area-averaged to at most the requested size.
 * `intensity` is row-major [energy][angle], counts per original pixel.
 */
export const spectrumViewSchema = z.object({
  pointId: z.int(),
  reference: frameReferenceSchema,
  energy: axisSchema,
  angle: axisSchema,
  intensity: z.instanceof(Float32Array),
  totalCounts: z.number(),
  maximumCounts: z.number(),
  /** Stage and other motors recorded with the frame. */
  motors: z.array(z.object({ name: z.string(), unit: z.string(), value: z.number() })),
  measuredAt: z.string().nullable(),
  assessment: assessmentSchema,
  mdcFit: mdcFitSchema.nullable(),
  /** Why there is no fit, in words; null where there is one or no window to fit in. */
  mdcFitFailure: z.string().nullable(),
  notes: z.array(z.string()),
});
export type SpectrumView = z.infer<typeof spectrumViewSchema>;
