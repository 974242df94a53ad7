import { z } from 'zod';
import { mdcWindowSchema } from '#shared/scan';
import type { Fields, JournalFormat } from '../../session/journal-format';
import { FIT_NUMBERS } from './benchmark-columns';

/** What the benchmark score is measured with from here on. */
const choiceSchema = z.object({
  t: z.literal('choice'),
  /** Number that points refer to. */
  version: z.int().positive(),
  window: mdcWindowSchema,
  backgroundThreshold: z.number(),
  /** MLS of the spectrum the window was proposed from; null where the user set it. */
  proposedAtScore: z.number().nullable(),
  /** True where the user set the threshold. */
  isThresholdSet: z.boolean().default(false),
});
export type ChoiceLine = z.infer<typeof choiceSchema>;

const recordSchema = z.object({
  /** Number of the choice that the fit was made with; 0 for none. */
  fitVersion: z.int().nonnegative(),
  /** Position, its error, FWHM, its error, amplitude, background; null where the fit failed. */
  fit: z.array(z.number()).length(FIT_NUMBERS).nullable(),
  backgroundFraction: z.number().nullable(),
});
export type BenchmarkRecord = z.infer<typeof recordSchema>;

const recordFields = ({ fitVersion, fit, backgroundFraction }: Fields): Fields => ({
  fitVersion,
  fit,
  backgroundFraction,
});

/** What the journal keeps for the benchmark score. */
export const benchmarkFormat: JournalFormat<ChoiceLine, BenchmarkRecord> = {
  feature: 'benchmark',
  version: 1,
  line: choiceSchema,
  record: recordSchema,
  steps: [
    {
      line: (line) => (line.t === 'benchmark' ? { ...line, t: 'choice' } : null),
      record: recordFields,
      records: (line) =>
        line.t === 'fits' && Array.isArray(line.points)
          ? (line.points as Fields[]).map((point) => ({ id: point.id, ...recordFields(point) }))
          : null,
    },
  ],
};
