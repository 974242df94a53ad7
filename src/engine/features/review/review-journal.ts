import { z } from 'zod';
import { frameReferenceSchema, mdcWindowSchema } from '#shared/scan';
import { judgementSchema } from '#shared/verdict';
import type { Fields, JournalFormat } from '../../session/journal-format';

/** A user's verdict and note on a point; neither of them takes an earlier one back. */
const judgementLineSchema = frameReferenceSchema.extend({
  t: z.literal('verdict'),
  ...judgementSchema.shape,
  /** ms since the epoch. */
  at: z.number(),
});
export type JudgementLine = z.infer<typeof judgementLineSchema>;

const recordSchema = z.object({
  /** Window on the spectrum, and the counts in it; null where they could not be read. */
  window: mdcWindowSchema,
  intensity: z.number().nullable(),
});
export type IntensityRecord = z.infer<typeof recordSchema>;

/** What the journal keeps of what users mark on a scan. */
export const reviewFormat: JournalFormat<JudgementLine, IntensityRecord> = {
  feature: 'review',
  version: 1,
  line: judgementLineSchema,
  record: recordSchema,
  steps: [
    {
      line: (line) => (line.t === 'verdict' ? line : null),
      records: ({ t, window, points }) =>
        t === 'intensities' && Array.isArray(points)
          ? (points as [unknown, unknown][]).map(([id, intensity]): Fields => ({
              id,
              window,
              intensity,
            }))
          : null,
    },
  ],
};
