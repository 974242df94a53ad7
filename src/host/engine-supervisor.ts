import type { ViewEvent } from '#shared/contract';
import {
  engineFunctions,
  type EngineConfiguration,
  type EngineFunctions,
  type EngineSignatures,
  type OpenScan,
} from '#shared/engine-contract';
import type { ProcessState } from '#shared/process-state';
import { createEventQueue } from './event-queue';
import type { ProcessChannel } from './process-channel';
import { createProcessSupervisor, type SupervisorTimings } from './process-supervisor';

interface EngineSupervisorOptions {
  spawn: () => ProcessChannel;
  configuration: () => EngineConfiguration;
  onEvent: (event: ViewEvent) => void;
  timings?: Partial<SupervisorTimings>;
}

/**
 * Keeps one engine process in service, and in it the scan that was opened last: its journal
 * brings the points back. `engine` events say how it stands.
 */
export interface EngineSupervisor {
  readonly state: ProcessState;
  /** The engine's functions. `openScan` waits for an engine on its way and revives one given up. */
  readonly functions: EngineFunctions;
  /** Starts another engine with the configuration as it is now; the scan goes on. */
  replace: () => Promise<void>;
  close: () => Promise<void>;
}

export function createEngineSupervisor(options: EngineSupervisorOptions): EngineSupervisor {
  const eventQueue = createEventQueue(options.onEvent);
  let wish: OpenScan | null = null;

  /** Opens in a new process what was open in the last. */
  const restore = async (functions: EngineFunctions): Promise<string | null> => {
    if (wish === null) return null;
    const reopened = await functions.openScan(wish);
    if (reopened.ok) return 'The engine was restarted; the scan goes on.';
    wish = null;
    eventQueue.push({ name: 'snapshot', payload: null });
    return `The scan could not be opened again. ${reopened.error.message}`;
  };

  const supervisor = createProcessSupervisor<EngineSignatures>({
    name: 'scoring engine',
    keep: 'always',
    spawn: options.spawn,
    configuration: options.configuration,
    functions: engineFunctions,
    // Checked by the views; what the host itself reads of events is in the type.
    onEvent: (event) => eventQueue.push(event as ViewEvent),
    onState: (state) => eventQueue.push({ name: 'engine', payload: state }),
    restore,
    timings: options.timings,
  });
  return {
    get state() {
      return supervisor.state;
    },
    functions: {
      ...supervisor.functions,
      async openScan(request) {
        await supervisor.awake();
        const result = await supervisor.functions.openScan(request);
        if (result.ok) wish = request;
        return result;
      },
      closeScan(request) {
        wish = null;
        return supervisor.functions.closeScan(request);
      },
    },
    replace: () => supervisor.replace(),
    close: () => supervisor.close(),
  };
}
