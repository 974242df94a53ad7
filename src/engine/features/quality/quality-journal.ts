import { z } from 'zod';
import { labelProfileNames } from '#shared/labels';
import type { JournalFormat } from '../../session/journal-format';
import { INPUT_COUNT, PROBABILITY_COUNT } from './quality-columns';

const recordSchema = z.object({
  /** Hash of the model; null in sessions of SweetSpot 0.1, which belonged to one. */
  model: z.string().nullable(),
  /** Total, mean and maximum counts, eV and degrees per pixel of the network's input. */
  inputs: z.array(z.number().nullable()).length(INPUT_COUNT),
  /** The network's output: brackets of S, B and N, then the two flags. */
  probabilities: z.array(z.number()).length(PROBABILITY_COUNT),
  /** Full-score counts and label profile that the output was predicted for. */
  fullScoreCounts: z.number(),
  labelProfile: z.enum(labelProfileNames),
});
export type QualityRecord = z.infer<typeof recordSchema>;

/** What the journal keeps of a score: everything needed to show it without its file. */
export const qualityFormat: JournalFormat<never, QualityRecord> = {
  feature: 'quality',
  version: 1,
  line: z.never(),
  record: recordSchema,
  steps: [
    {
      record: ({ inputs, probabilities, fullScoreCounts, labelProfile }) => ({
        model: null,
        inputs,
        probabilities,
        fullScoreCounts,
        labelProfile,
      }),
    },
  ],
};
