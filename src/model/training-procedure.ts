import { z } from 'zod';

/**
 * What a training run may do otherwise than by default. Unset options are left out of a run's
 * key, so that checkpoints from before an option was known still continue.
 */
export const trainingProcedureSchema = z.object({
  /** `plateau`: the rate falls, and the run ends, by the validation loss; see `plateauCourse`. */
  schedule: z.literal('plateau').optional(),
  /** Strength of the L2 penalty on all kernels. */
  l2: z.number().nonnegative().optional(),
  /** Use-or-regenerate on the score of this label profile; see `ScoreHistogram`. */
  balance: z.enum(['published', 'alignment']).optional(),
  /** Learn from this many spectra over and over instead of from new ones. */
  fixedSet: z.number().int().positive().optional(),
  /** `total`: the loss sees the total score alone, and so do the run's validations. */
  heads: z.literal('total').optional(),
  /** Withhold eV and degrees per pixel from every spectrum. */
  withoutScales: z.literal(true).optional(),
});

export type TrainingProcedure = z.infer<typeof trainingProcedureSchema>;

/** The procedure in words, for the model card. */
export function describeProcedure(procedure: TrainingProcedure): string[] {
  const { schedule, l2, balance, fixedSet, heads, withoutScales } = procedure;
  const lines = [
    schedule && 'Learning rate lowered on plateaus of the validation loss, early stopping.',
    l2 && `L2 penalty of ${l2} on all kernels.`,
    balance &&
      `Scores of the ${balance} profile balanced by use-or-regenerate; the shares of the mixture ` +
        'are those before it.',
    fixedSet && `Trained on a fixed set of ${fixedSet} spectra, over and over.`,
    heads && 'Only the total score was trained; the other heads mean nothing.',
    withoutScales && 'Pixel scales were withheld from all spectra.',
  ];
  return lines.filter((line) => typeof line === 'string');
}
