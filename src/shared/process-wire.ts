import { z } from 'zod';
import { processFunction, type Call, type SignaturesOf } from './contract/define';
import { nothing } from './features/nothing';

/** How a process of ours and the host that supervises it talk, over birpc. */

/** What the process answers. */
export interface ProcessFunctions {
  call: Call;
}

/** What the host takes from its process. */
export interface SupervisorFunctions {
  onEvent: (event: { name: string; payload: unknown }) => void;
}

/** What every process answers, whatever it is there for. */
export const lifecycleFunctions = {
  /**
   * Makes what answers everything else; the first thing that is asked. `label` tells what it
   * runs on, for people.
   */
  start: processFunction({
    request: z.object({ configuration: z.unknown() }),
    response: z.object({ label: z.string() }),
  }),
  /** A sign of life. */
  ping: processFunction({ request: nothing, response: nothing }),
};
export type LifecycleSignatures = SignaturesOf<typeof lifecycleFunctions>;
