import { z } from 'zod';

/** MDC window on the spectrum, in the units of its axes; null lets SweetSpot propose one. */
export const mdcWindowSchema = z.object({
  energyEv: z.tuple([z.number(), z.number()]),
  angle: z.tuple([z.number(), z.number()]),
});
export type MdcWindow = z.infer<typeof mdcWindowSchema>;
