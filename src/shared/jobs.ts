import { z } from 'zod';
import { errorDataSchema } from './errors';

/** Processes that work on jobs. */
export const jobOrigins = ['host', 'engine', 'compute'] as const;
export type JobOrigin = (typeof jobOrigins)[number];

/** How a job came along, as a plot: one line a name, all over the same x. */
export const jobCurveSchema = z.object({
  /** What x is, with its unit, e.g. `spectra`. */
  x: z.string(),
  names: z.array(z.string()).min(1).max(4),
  /** Rows of x and one value a name. */
  rows: z.array(z.array(z.number())).max(1000),
});
export type JobCurve = z.infer<typeof jobCurveSchema>;

/** Work that takes a while. It ends in one of `done`, `failed` and `cancelled`, always. */
export const jobSchema = z.object({
  id: z.string(),
  origin: z.enum(jobOrigins),
  /** What kind of work it is, e.g. `train`. */
  kind: z.string(),
  label: z.string(),
  /** Whether it is about the open scan, and ends with it. */
  ofScan: z.boolean(),
  state: z.enum(['running', 'paused', 'done', 'failed', 'cancelled']),
  /** How far it is, of `total` where that is known, in `unit`. */
  done: z.number(),
  total: z.number().nullable(),
  unit: z.string(),
  secondsLeft: z.number().nullable(),
  cancellable: z.boolean(),
  pausable: z.boolean(),
  /** Ms since the epoch. */
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  /** Why it failed; null in all other states. */
  error: errorDataSchema.nullable(),
  /** What came of it, or of the part that was done, in words. */
  outcome: z.string().nullable(),
  curve: jobCurveSchema.nullable(),
});
export type Job = z.infer<typeof jobSchema>;

export function isOver({ state }: Pick<Job, 'state'>): boolean {
  return state !== 'running' && state !== 'paused';
}
