import { z } from 'zod';

/** How a process stands, as its supervisor sees it. */
export const processStateSchema = z.object({
  /** `idle`: not needed now. `silent`: in service, but without a sign of life for a while. */
  phase: z.enum(['idle', 'starting', 'ready', 'silent', 'restarting', 'failed']),
  restarts: z.int().nonnegative(),
  message: z.string().nullable(),
});
export type ProcessState = z.infer<typeof processStateSchema>;

export function isInService({ phase }: ProcessState): boolean {
  return phase === 'ready' || phase === 'silent';
}
