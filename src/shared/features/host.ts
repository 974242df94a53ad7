import { z } from 'zod';
import { command, event } from '../contract/define';
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

/** State of the engine process, as its supervisor sees it. */
export const engineStateSchema = z.object({
  phase: z.enum(['starting', 'ready', 'restarting', 'failed']),
  restarts: z.int().nonnegative(),
  message: z.string().nullable(),
});
export type EngineState = z.infer<typeof engineStateSchema>;

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
  engine: event(engineStateSchema),
};
