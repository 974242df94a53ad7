import { z } from 'zod';

/** Longest note a point can carry, characters. */
export const LONGEST_NOTE = 500;

export const verdictSchema = z.enum(['good', 'bad']);
export type Verdict = z.infer<typeof verdictSchema>;

/** What a user thinks of a spectrum: tomorrow's training label. No verdict and no note take it back. */
export const judgementSchema = z.object({
  verdict: verdictSchema.nullable(),
  note: z.string().max(LONGEST_NOTE),
});
export type Judgement = z.infer<typeof judgementSchema>;

export const pointJudgementSchema = judgementSchema.extend({
  pointId: z.int().nonnegative(),
  /** When it was given, ms since the epoch. */
  at: z.number(),
});
export type PointJudgement = z.infer<typeof pointJudgementSchema>;

/** What a point without verdict and note has. */
export const noJudgement: Judgement = { verdict: null, note: '' };
