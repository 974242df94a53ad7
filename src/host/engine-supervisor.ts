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
import {
  createProcessSupervisor,
  type Restoration,
  type SupervisorTimings,
} from './process-supervisor';

/** So often may a scan hang the engine before it is no longer opened by itself. */
const MOST_HANGS = 2;

interface EngineSupervisorOptions {
  spawn: () => ProcessChannel;
  configuration: () => EngineConfiguration;
  onEvent: (event: ViewEvent) => void;
  timings?: Partial<SupervisorTimings>;
  /** First and longest wait before a scan is tried again that could not be opened again, ms. */
  firstRetryMs?: number;
  longestRetryMs?: number;
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
  const { firstRetryMs = 500, longestRetryMs = 30_000 } = options;
  /** The scan that is to be open. */
  let wish: OpenScan | null = null;
  let onWish: () => void = () => undefined;
  /** How often the engine hung while the scan at a path was open. */
  const hangs = new Map<string, number>();

  const wishFor = (request: OpenScan | null) => {
    wish = request;
    onWish();
  };
  /** Waits; another wish ends the wait. */
  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      onWish = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  /**
   * Opens in a new process what was open in the last. A folder that cannot be read, since its
   * share is down perhaps, is tried again until it can, or until something else is wanted.
   */
  const restore = async (
    functions: EngineFunctions,
    { isCurrent, tell }: Restoration,
  ): Promise<string | null> => {
    for (let wait = firstRetryMs; isCurrent() && wish !== null; wait *= 2) {
      const wanted: OpenScan = wish;
      if ((hangs.get(wanted.path) ?? 0) >= MOST_HANGS) {
        wish = null;
        eventQueue.push({ name: 'snapshot', payload: null });
        return `${wanted.path} made the engine hang ${MOST_HANGS} times and was closed. Open it to try again.`;
      }
      const reopened = await functions.openScan(wanted);
      if (reopened.ok) return 'The engine was restarted; the scan goes on.';
      if (!isCurrent() || wish !== wanted) continue;
      const next = Math.min(wait, longestRetryMs);
      tell(
        `The scan cannot be opened again: ${reopened.error.message} It is tried again in ${Math.ceil(next / 1000)} s.`,
      );
      await pause(next);
    }
    return null;
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
    isNeeded: () => wish !== null,
    onHung: () => {
      if (wish !== null) hangs.set(wish.path, (hangs.get(wish.path) ?? 0) + 1);
    },
    timings: options.timings,
  });
  return {
    get state() {
      return supervisor.state;
    },
    functions: {
      ...supervisor.functions,
      async openScan(request) {
        const before = wish;
        hangs.delete(request.path);
        if (supervisor.state.phase !== 'ready') wishFor(null);
        // What blocks the engine would block this, too.
        if (supervisor.state.phase === 'silent') await supervisor.replace();
        await supervisor.awake();
        const result = await supervisor.functions.openScan(request);
        if (result.ok) wishFor(request);
        else if (before !== null && wish === null) {
          eventQueue.push({ name: 'snapshot', payload: null });
        }
        return result;
      },
      closeScan(request) {
        wishFor(null);
        return supervisor.functions.closeScan(request);
      },
    },
    replace: () => supervisor.replace(),
    close: () => supervisor.close(),
  };
}
