import { z } from 'zod';
import { BRACKET_PENALTIES } from '#core/quality/label';
import { BRACKET_COUNT } from '#core/quality/types';
import { labelProfileNames } from '#shared/labels';
import type { JournalFormat } from '../../session/journal-format';
import { INPUT_COUNT, PROBABILITY_COUNT } from './quality-columns';

const recordSchema = z.object({
  /** Hash of the model; null in sessions of SweetSpot 0.1, which belonged to one. */
  model: z.string().nullable(),
  /**
   * Total, mean and maximum counts, eV and degrees per pixel of the network's input, the evidence of
   * bands and its deviation.
   */
  inputs: z.array(z.number().nullable()).length(INPUT_COUNT),
  /** The network's output: brackets of S, B and N, the two flags, the grades of S and B. */
  probabilities: z.array(z.number()).length(PROBABILITY_COUNT),
  /** Full-score counts and label profile that the output was predicted for. */
  fullScoreCounts: z.number(),
  labelProfile: z.enum(labelProfileNames),
});
export type QualityRecord = z.infer<typeof recordSchema>;

function numbersOf(list: unknown): number[] {
  return Array.isArray(list) ? (list as number[]) : [];
}

function withBracketGrades(probabilities: number[]): number[] {
  const grade = (from: number) =>
    BRACKET_PENALTIES.reduce<number>(
      (sum, penalty, i) => sum + penalty * probabilities[from + i],
      0,
    );
  return [...probabilities, grade(0), grade(BRACKET_COUNT)];
}

/** What the journal keeps of a score: everything needed to show it without its file. */
export const qualityFormat: JournalFormat<never, QualityRecord> = {
  feature: 'quality',
  version: 2,
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
    // Up to version 1 there was no evidence, and the grades were those of the brackets.
    {
      record: ({ inputs, probabilities, ...rest }) => ({
        ...rest,
        inputs: [...numbersOf(inputs), null, null],
        probabilities: withBracketGrades(numbersOf(probabilities)),
      }),
    },
  ],
};
