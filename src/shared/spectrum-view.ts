import { z } from 'zod';
import { mapRegionSchema, meanProgressSchema } from './region-of-interest';
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

/** How the benchmark score of one point came about: Eqs. 14–16, then the penalties of the label. */
export const benchmarkAssessmentSchema = z.object({
  score: z.number(),
  /** S, B and N, each in [0, 1]. */
  sharpness: z.number(),
  signalToBackground: z.number(),
  countRatio: z.number(),
  /** Penalty points, already weighted. */
  penalty: z.object({
    sharpness: z.number(),
    signalToBackground: z.number(),
    counts: z.number(),
    feature: z.number(),
    combined: z.number(),
  }),
  bonus: z.number(),
});
export type BenchmarkAssessment = z.infer<typeof benchmarkAssessmentSchema>;

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
  /** Null while the point is not measured with the settings in force. */
  benchmark: benchmarkAssessmentSchema.nullable(),
  mdcFit: mdcFitSchema.nullable(),
  /** Why there is no fit, in words; null where there is one or no window to fit in. */
  mdcFitFailure: z.string().nullable(),
  notes: z.array(z.string()),
});
export type SpectrumView = z.infer<typeof spectrumViewSchema>;

/** Mean of the spectra in the marked area of the map, reduced and fitted like a single one. */
export const meanSpectrumSchema = spectrumViewSchema
  .pick({ energy: true, angle: true, intensity: true, mdcFit: true, mdcFitFailure: true })
  .extend({ region: mapRegionSchema, progress: meanProgressSchema });
export type MeanSpectrum = z.infer<typeof meanSpectrumSchema>;
