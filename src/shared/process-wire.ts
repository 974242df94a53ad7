import type { Call } from './contract/define';

/** How a process of ours and the host that supervises it talk, over birpc. */

/** What the process answers. */
export interface ProcessFunctions {
  call: Call;
}

/** What the host takes from its process. */
export interface SupervisorFunctions {
  onEvent: (event: { name: string; payload: unknown }) => void;
}
