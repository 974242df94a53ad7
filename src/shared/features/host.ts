import { z } from 'zod';
import { command, event } from '../contract/define';
import { processStateSchema } from '../process-state';
import { nothing } from './nothing';

export const hostInfoSchema = z.object({
  kind: z.enum(['desktop', 'browser']),
  version: z.string(),
  /** What this client may do. */
  access: z.enum(['view', 'control']),
  /** Why the browser stands in for the desktop window; null on the desktop. */
  notice: z.string().nullable(),
  /** Read-only link for a colleague; null where none is served or the client may not share it. */
  viewLink: z.string().nullable(),
});
export type HostInfo = z.infer<typeof hostInfoSchema>;

export const hostCommands = {
  /** Who is serving, and what this client may do. */
  getHostInfo: command({
    access: 'view',
    answeredBy: 'host',
    request: nothing,
    response: hostInfoSchema,
  }),
};

export const hostEvents = {
  /** How the engine process stands. */
  engine: event(processStateSchema),
};
