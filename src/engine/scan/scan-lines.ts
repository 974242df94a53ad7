import { z } from 'zod';
import { errorDataSchema } from '#shared/errors';
import { fileRegionsSchema, frameReferenceSchema, sessionSettingsSchema } from '#shared/scan';
import type { JournalFormat } from '../session/journal-format';

/** JSON has no NaN: unknown numbers are null. */
const maybeNumber = z.number().nullable();

/** One point: where it came from and where it lies. What the features keep of it stands under `of`. */
const pointLineSchema = frameReferenceSchema.extend({
  t: z.literal('point'),
  /** Its number in the session's files. */
  id: z.int().nonnegative(),
  arrivedAt: z.number(),
  measuredAt: z.string().nullable(),
  /** Size (bytes) and modification time (ms since the epoch) of the file as it was read. */
  size: z.number(),
  modifiedAt: z.number(),
  /** Nothing more was expected from its file. */
  isLast: z.boolean(),
  /** One value a column of the latest `motors` line. */
  motors: z.array(maybeNumber),
  /** Sum over the image, counts. */
  total: z.number(),
  /** Hash of the spectrum; sessions of SweetSpot 0.1 kept none. */
  print: maybeNumber.default(null),
});
export type PointLine = z.infer<typeof pointLineSchema>;

const scanLineSchema = z.discriminatedUnion('t', [
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
  pointLineSchema,
  /** A point whose motors became known after it was scored: a value a column, as in `point`. */
  z.object({
    t: z.literal('placed'),
    id: z.int().nonnegative(),
    motors: z.array(maybeNumber),
  }),
  /** A file with scored frames goes by another name from here on. */
  z.object({ t: z.literal('renamed'), from: z.string(), to: z.string() }),
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
export type ScanLine = z.infer<typeof scanLineSchema>;

const kinds = new Set(scanLineSchema.options.map(({ shape }) => shape.t.value as string));

/** The kernel's own part of a journal: the scan, its points, its files. */
export const scanFormat: JournalFormat<ScanLine, never> = {
  feature: 'scan',
  version: 1,
  line: scanLineSchema,
  record: z.never(),
  steps: [
    {
      line(line) {
        if (!kinds.has(String(line.t))) return null;
        if (line.t !== 'point') return line;
        const total: unknown = Array.isArray(line.inputs) ? line.inputs[0] : null;
        return { ...line, total: typeof total === 'number' ? total : 0 };
      },
    },
  ],
};
