import { z } from 'zod';
import { errorDataSchema } from './errors';
import { benchmarkSettings, defaultBenchmarkSettings } from './features/benchmark';
import { defaultMapSettings, mapSettings } from './features/map';
import { defaultQualitySettings, qualitySettings } from './features/quality';
import { defaultReviewSettings, reviewSettings } from './features/review';
import { mdcWindowSchema, type MdcWindow } from './mdc-window';
import { pointBatchSchema } from './points';
import { scanProfileSchema } from './profile';
import { meanProgressSchema } from './region-of-interest';
import { pointJudgementSchema } from './verdict';

/** Identifies one spectrum of a scan: file name relative to the source, and frame within the file. */
export const frameReferenceSchema = z.object({
  file: z.string(),
  frame: z.int().nonnegative(),
});
export type FrameReference = z.infer<typeof frameReferenceSchema>;

export { mdcWindowSchema, type MdcWindow };

/** Settings of one session: everything that changes a derived number, as the features declare it. */
export const sessionSettingsSchema = z.object({
  ...qualitySettings,
  ...benchmarkSettings,
  ...mapSettings,
  ...reviewSettings,
  /** The profile the scan was opened with. */
  profile: scanProfileSchema.nullable(),
});
export type SessionSettings = z.infer<typeof sessionSettingsSchema>;

export const defaultSessionSettings: SessionSettings = {
  ...defaultQualitySettings,
  ...defaultBenchmarkSettings,
  ...defaultMapSettings,
  ...defaultReviewSettings,
  profile: null,
};

/** A map axis: a motor by its name and unit as shown ('' when neither file nor profile states it). */
export const mapAxisSchema = z.object({
  name: z.string(),
  unit: z.string(),
  /** Name in the files, where the profile shows another. */
  recordedName: z.string().optional(),
  /** Unit the motor is driven in, where the map shows another. */
  motorUnit: z.string().optional(),
  /** Set where the files state no unit and the profile does. */
  unitFrom: z.literal('profile').optional(),
});
export type MapAxis = z.infer<typeof mapAxisSchema>;

export const bestSpotSchema = z.object({
  rank: z.int().positive(),
  /** Stage coordinates, in `unit`. */
  x: z.number(),
  y: z.number(),
  unit: z.string(),
  /**
   * Beam-weighted rank score at the spot and its noise, by which it was chosen; the quality score
   * instead in sessions from before there were ranks.
   */
  score: z.number(),
  noise: z.number(),
  /** Quality score of the measured point nearest to the spot, and its uncertainty. */
  mls: z.number(),
  uncertainty: z.number(),
  /** Area of the spot's region in unit², and the points within it. */
  area: z.number(),
  points: z.int(),
  /** The measured point nearest to the spot. */
  pointId: z.int(),
  file: z.string(),
  frame: z.int(),
});
export type BestSpot = z.infer<typeof bestSpotSchema>;

/** A connected group of good points and its outline: closed rings of [x, y] in stage units. */
export const regionSchema = z.object({
  rank: z.int().positive(),
  pointIds: z.array(z.int()),
  meanScore: z.number(),
  area: z.number(),
  rings: z.array(z.array(z.tuple([z.number(), z.number()]))),
});
export type Region = z.infer<typeof regionSchema>;

/** A connected part of the sample with one orientation, found in the map of MDC peak positions. */
export const domainSchema = z.object({
  /** 1 for the largest; the quantity `domain` of its points. */
  rank: z.int().positive(),
  points: z.int().positive(),
  /** Mean peak position and its standard error, in the unit of the angle axis. */
  position: z.number(),
  positionError: z.number(),
  /** Enclosed by the outline, stage units². */
  area: z.number(),
  rings: z.array(z.array(z.tuple([z.number(), z.number()]))),
});
export type ScanDomain = z.infer<typeof domainSchema>;

/** What follows from all points together; recomputed, never stored as truth. */
export const derivedSchema = z.object({
  axes: z.object({ x: mapAxisSchema, y: mapAxisSchema }),
  /** Typical distance between neighbouring points, in stage units; null below two points. */
  step: z.object({ x: z.number(), y: z.number() }).nullable(),
  /** True when the points sit on a regular raster. */
  regular: z.boolean(),
  /** Raw MLS that the normalised score shows as 0 and as 10. */
  normalisation: z.object({ minimum: z.number(), maximum: z.number() }).nullable(),
  fullScoreCounts: z.number(),
  /** MDC window in use (the user's, or the proposal). */
  mdcWindow: mdcWindowSchema.nullable(),
  /** What the benchmark score is made with besides the window; null before the first fit. */
  benchmark: z
    .object({
      /** I_th of Eq. 15 in use, counts: the user's, or the proposal. */
      backgroundThreshold: z.number(),
      /** N_max of Eq. 16 in use, counts: the user's, or the scan's largest total. */
      fullCounts: z.number(),
      /** max(σ_FWHM) of Eq. 14, in the angle axis's unit; 0 while no fit succeeded. */
      widestFwhm: z.number(),
    })
    .nullable(),
  regions: z.array(regionSchema),
  /** Largest area first. */
  domains: z.array(domainSchema),
  bestSpots: z.array(bestSpotSchema),
  /** Why there is no best spot, in words; null when there is one. */
  noSpotReason: z.string().nullable(),
});
export type Derived = z.infer<typeof derivedSchema>;

const spreadSchema = z.object({ mean: z.number(), deviation: z.number() });

/** Regions of a file by name, and the one that is read. */
export const fileRegionsSchema = z.object({ names: z.array(z.string()), shown: z.string() });
export type FileRegions = z.infer<typeof fileRegionsSchema>;

/** Where the scan stands. */
export const scanStatusSchema = z.object({
  phase: z.enum(['opening', 'catching-up', 'live', 'finished', 'failed']),
  sourcePath: z.string(),
  sourceName: z.string(),
  sourceKind: z.enum(['folder', 'file']),
  sessionId: z.string(),
  /** Detected format, e.g. `Diamond I05 NeXus`; null before the first file was read. */
  format: z.string().nullable(),
  /** Stable id of the format, e.g. `i05-nexus`; absent before the first file was read. */
  formatId: z.string().optional(),
  /** Regions of the files, where their format knows any. */
  regions: fileRegionsSchema.optional(),
  arrived: z.int(),
  scored: z.int(),
  failed: z.int(),
  /** Points the scan was set up for; null when no file says. */
  expected: z.int().nullable(),
  secondsPerPoint: spreadSchema.nullable(),
  secondsLeft: spreadSchema.nullable(),
  /** Frame readable → scored, ms. */
  latencyMs: z.object({ median: z.number(), p95: z.number() }).nullable(),
  /** When the newest point arrived, ms since the epoch. */
  lastPointAt: z.number().nullable(),
  /** Model and engine, e.g. `onnx · CPU`. */
  engine: z.string(),
  model: z.object({ name: z.string(), hash: z.string() }),
  error: errorDataSchema.nullable(),
});
export type ScanStatus = z.infer<typeof scanStatusSchema>;

/** A frame that could not be scored, with the reason. It is retried while that may help. */
export const failureSchema = frameReferenceSchema.extend({
  error: errorDataSchema,
  attempts: z.int(),
  willRetry: z.boolean(),
  at: z.number(),
});
export type Failure = z.infer<typeof failureSchema>;

/** A warning in the scan bar; it stays until read. */
export const warningSchema = z.object({
  id: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  at: z.number(),
});
export type Warning = z.infer<typeof warningSchema>;

/** Everything a view needs when it connects; deltas follow as events. */
export const snapshotSchema = z.object({
  status: scanStatusSchema,
  settings: sessionSettingsSchema,
  points: pointBatchSchema,
  derived: derivedSchema,
  failures: z.array(failureSchema),
  warnings: z.array(warningSchema),
  /** Points with a verdict or a note. */
  judgements: z.array(pointJudgementSchema),
  /** Null where no area of the map is marked. */
  meanProgress: meanProgressSchema.nullable(),
});
export type Snapshot = z.infer<typeof snapshotSchema>;
