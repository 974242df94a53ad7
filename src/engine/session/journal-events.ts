import { z } from 'zod';
import {
  fileRegionsSchema,
  frameReferenceSchema,
  mdcWindowSchema,
  sessionSettingsSchema,
} from '#shared/scan';
import { errorDataSchema } from '#shared/errors';
import { labelProfileNames } from '#shared/labels';
import { judgementSchema } from '#shared/verdict';

/** JSON has no NaN: unknown numbers are null. */
const maybeNumber = z.number().nullable();

/** The fit of one MDC as stored: position, its error, FWHM, its error, amplitude, background; null where it failed. */
const storedFitSchema = z.array(z.number()).length(7).nullable();

const benchmarkFields = {
  /** Version of the benchmark settings the fit was made with; 0 for none. */
  fitVersion: z.int().nonnegative(),
  fit: storedFitSchema,
  backgroundFraction: maybeNumber,
};

/** One scored point: everything needed to restore it without reading its file again. */
const pointEventSchema = frameReferenceSchema.extend({
  t: z.literal('point'),
  id: z.int().nonnegative(),
  arrivedAt: z.number(),
  measuredAt: z.string().nullable(),
  /** Size (bytes) and modification time (ms since the epoch) of the file as it was read. */
  size: z.number(),
  modifiedAt: z.number(),
  /** Nothing more was expected from its file. */
  isLast: z.boolean(),
  /** One value a column of the latest `motors` event. */
  motors: z.array(maybeNumber),
  /** Total, mean and maximum counts, eV and degrees per pixel of the network's input. */
  inputs: z.array(maybeNumber).length(5),
  /** The network's output: brackets of S, B and N, then the two flags. */
  probabilities: z.array(z.number()).length(21),
  /** Full-score counts and label profile that the output was predicted for. */
  fullScoreCounts: z.number(),
  labelProfile: z.enum(labelProfileNames),
  ...benchmarkFields,
});
export type PointEvent = z.infer<typeof pointEventSchema>;

/** A user's verdict and note on a point; neither of them takes an earlier one back. */
const judgementRecordSchema = frameReferenceSchema.extend({
  ...judgementSchema.shape,
  /** ms since the epoch. */
  at: z.number(),
});
export type JudgementRecord = z.infer<typeof judgementRecordSchema>;

export const journalEventSchema = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('opened'),
    at: z.string(),
    appVersion: z.string(),
    sourcePath: z.string(),
    model: z.object({ name: z.string(), hash: z.string() }),
  }),
  /** What the files say of the scan as a whole, as far as is known. */
  z.object({
    t: z.literal('scan'),
    format: z.string().nullable(),
    formatId: z.string().optional(),
    regions: fileRegionsSchema.optional(),
    expected: z.int().nullable(),
    axes: z.object({ x: z.string(), y: z.string().nullable() }).nullable(),
  }),
  /** The motors recorded so far; later points have one value for each. */
  z.object({
    t: z.literal('motors'),
    columns: z.array(z.object({ name: z.string(), unit: z.string() })),
  }),
  pointEventSchema,
  /** A point whose motors became known after it was scored: a value a column, as in `point`. */
  z.object({
    t: z.literal('placed'),
    id: z.int().nonnegative(),
    motors: z.array(maybeNumber),
  }),
  /** A file with scored frames goes by another name from here on. */
  z.object({ t: z.literal('renamed'), from: z.string(), to: z.string() }),
  /** What the benchmark score is measured with from here on. */
  z.object({
    t: z.literal('benchmark'),
    version: z.int().positive(),
    window: mdcWindowSchema,
    backgroundThreshold: z.number(),
    /** MLS of the spectrum it was proposed from; null where the user set the window. */
    proposedAtScore: maybeNumber,
    /** True where the user set the threshold. */
    isThresholdSet: z.boolean().default(false),
  }),
  /** Points fitted again with newer benchmark settings. */
  z.object({
    t: z.literal('fits'),
    points: z.array(z.object({ id: z.int().nonnegative(), ...benchmarkFields })),
  }),
  judgementRecordSchema.extend({ t: z.literal('verdict') }),
  /** Intensities of points, by id, summed over a window of the spectrum. */
  z.object({
    t: z.literal('intensities'),
    window: mdcWindowSchema,
    points: z.array(z.tuple([z.int().nonnegative(), maybeNumber])),
  }),
  frameReferenceSchema.extend({
    t: z.literal('failure'),
    at: z.string(),
    error: errorDataSchema,
    willRetry: z.boolean(),
  }),
  /** An earlier version knew fewer settings. */
  z.object({
    t: z.literal('settings'),
    at: z.string(),
    settings: sessionSettingsSchema.partial(),
  }),
  z.object({ t: z.literal('export'), at: z.string(), files: z.array(z.string()) }),
]);
export type JournalEvent = z.infer<typeof journalEventSchema>;
