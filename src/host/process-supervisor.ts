import { boundLate } from '#shared/contract/calls';
import type { FunctionsOf, Signatures, TableOf } from '#shared/contract/define';
import { SweetSpotError, toErrorData } from '#shared/errors';
import { isInService, type ProcessState } from '#shared/process-state';
import type { ProcessChannel } from './process-channel';
import {
  superviseProcess,
  type HeartbeatTimings,
  type SupervisedProcess,
} from './supervised-process';
import { within } from './within';

export interface SupervisorTimings extends HeartbeatTimings {
  /** A process that has not started up by then is taken for hung. */
  startMs: number;
  /** First wait before a restart; doubles up to the longest. */
  firstBackOffMs: number;
  longestBackOffMs: number;
  /** Restarts in a row before giving up on a process that nobody waits for. */
  mostRestarts: number;
  /** Time in service after which earlier restarts no longer count. */
  steadyMs: number;
}

const usualTimings: SupervisorTimings = {
  startMs: 60_000,
  heartbeatMs: 5_000,
  quietMs: 12_000,
  silenceMs: 60_000,
  firstBackOffMs: 100,
  longestBackOffMs: 10_000,
  mostRestarts: 5,
  steadyMs: 60_000,
};

/** What bringing a process to where the last one was can see and say. */
export interface Restoration {
  /** Whether the process is still there. */
  isCurrent: () => boolean;
  /** Tells the user what is being waited for. */
  tell: (message: string) => void;
}

interface SupervisorOptions<S extends Signatures> {
  /** What users call the process, e.g. `scoring engine`. */
  name: string;
  spawn: () => ProcessChannel;
  /** What a process is started with. */
  configuration: () => unknown;
  functions: TableOf<S>;
  onEvent: (event: { name: string; payload: unknown }) => void;
  onState: (state: ProcessState) => void;
  /** Brings a new process to where the last one was; resolves with what to tell the user. */
  restore?: (functions: FunctionsOf<S>, during: Restoration) => Promise<string | null>;
  /** Whether somebody waits for it, so that giving up is no choice. */
  isNeeded?: () => boolean;
  /** A process was ended because it gave no sign of life. */
  onHung?: () => void;
  /** `always`: one is kept in service. `on-demand`: one is started when it is asked for something. */
  keep: 'always' | 'on-demand';
  timings?: Partial<SupervisorTimings>;
}

/**
 * Keeps a process in service: one that ends or falls silent is replaced, with back-off and a cap.
 * Calls never reject: outages are results.
 */
export interface ProcessSupervisor<S extends Signatures> {
  readonly state: ProcessState;
  /** The process's functions; `engine-unavailable` while there is none. */
  readonly functions: FunctionsOf<S>;
  /** Resolves once there is a process in service or none on its way. Starts one that was given up, or never needed. */
  awake: () => Promise<void>;
  /** Ends the process and starts another, as a new configuration wants it. */
  replace: () => Promise<void>;
  /** Ends the process until it is needed again. */
  rest: () => Promise<void>;
  close: () => Promise<void>;
}

export function createProcessSupervisor<S extends Signatures>(
  options: SupervisorOptions<S>,
): ProcessSupervisor<S> {
  const timings = { ...usualTimings, ...options.timings };
  const { name, keep } = options;
  let state: ProcessState = { phase: 'idle', restarts: 0, message: null };
  let current: SupervisedProcess<S> | null = null;
  let consecutiveRestarts = 0;
  let closed = false;
  let restartTimer: NodeJS.Timeout | undefined;
  const stateListeners: (() => void)[] = [];

  const releaseWaiting = () => {
    for (const listener of stateListeners.splice(0)) listener();
  };
  const setState = (changes: Partial<ProcessState>) => {
    state = { ...state, ...changes };
    options.onState(state);
    releaseWaiting();
  };

  const unavailable = () =>
    state.phase === 'failed'
      ? new SweetSpotError(
          'engine-unavailable',
          `The ${name} is out of service. ${state.message ?? ''}`,
          { hint: 'Open the scan again to restart it.' },
        )
      : new SweetSpotError('engine-unavailable', `The ${name} is starting up.`, {
          hint: 'Try again in a few seconds.',
        });

  const start = () => {
    if (closed) return;
    let channel: ProcessChannel;
    try {
      channel = options.spawn();
    } catch (error) {
      startAnother(toErrorData(error).message);
      return;
    }
    const running: SupervisedProcess<S> = superviseProcess({
      channel,
      functions: options.functions,
      timings,
      onEvent: options.onEvent,
      onHung: () => options.onHung?.(),
      onQuiet: (isQuiet) => {
        if (current !== running) return;
        if (isQuiet && state.phase === 'ready') setState({ phase: 'silent' });
        if (!isQuiet && state.phase === 'silent') setState({ phase: 'ready' });
      },
    });
    current = running;
    void running.ended.then((reason) => {
      if (current !== running) return;
      current = null;
      startAnother(reason);
    });
    void bringIntoService(running);
  };

  const bringIntoService = async (running: SupervisedProcess<S>) => {
    try {
      const configuration = options.configuration();
      const started = await within(timings.startMs, running.start({ configuration }));
      if (current !== running) return;
      if (!started.ok) {
        // It ran and refused: a restart would end the same way.
        retire(running);
        setState({ phase: 'failed', message: started.error.message });
        return;
      }
      const during: Restoration = {
        isCurrent: () => current === running,
        tell: (text) => setState({ message: text }),
      };
      const message = (await options.restore?.(running.functions, during)) ?? null;
      if (current !== running) return;
      setState({ phase: 'ready', message });
      const timer = setTimeout(() => {
        if (current === running) consecutiveRestarts = 0;
      }, timings.steadyMs);
      void running.ended.then(() => clearTimeout(timer));
    } catch (error) {
      if (current !== running) return;
      retire(running);
      startAnother(toErrorData(error).message);
    }
  };

  const retire = (running: SupervisedProcess<S>) => {
    current = null;
    running.kill();
  };

  /** Starts a process in place of one that ended, unless nobody waits for it. */
  const startAnother = (reason: string) => {
    if (closed) return;
    if (keep === 'on-demand') {
      setState({ phase: 'idle', message: `The ${name} stopped (${reason}).` });
      return;
    }
    const isTired = consecutiveRestarts >= timings.mostRestarts;
    if (isTired && options.isNeeded?.() !== true) {
      setState({
        phase: 'failed',
        message: `The ${name} failed ${consecutiveRestarts + 1} times in a row (${reason}).`,
      });
      return;
    }
    const wait = isTired
      ? timings.longestBackOffMs
      : Math.min(timings.firstBackOffMs * 2 ** consecutiveRestarts, timings.longestBackOffMs);
    consecutiveRestarts += 1;
    setState({
      phase: 'restarting',
      restarts: state.restarts + 1,
      message: isTired
        ? `The ${name} stopped ${consecutiveRestarts} times in a row (${reason}); it is tried again every ${timings.longestBackOffMs / 1000} s.`
        : `The ${name} stopped (${reason}).`,
    });
    restartTimer = setTimeout(start, wait);
  };

  const begin = () => {
    consecutiveRestarts = 0;
    setState({ phase: 'starting', message: null });
    start();
  };
  const end = async () => {
    clearTimeout(restartTimer);
    const running = current;
    if (running === null) return;
    retire(running);
    await running.ended;
  };

  if (keep === 'always') {
    state = { ...state, phase: 'starting' };
    start();
  }
  return {
    get state() {
      return state;
    },
    functions: boundLate<S>(options.functions, () => {
      if (current === null || !isInService(state)) throw unavailable();
      return current.functions;
    }),
    async awake() {
      if (state.phase === 'failed' || state.phase === 'idle') begin();
      while (!closed && (state.phase === 'starting' || state.phase === 'restarting')) {
        await new Promise<void>((resolve) => stateListeners.push(resolve));
      }
    },
    async replace() {
      await end();
      if (!closed) begin();
    },
    async rest() {
      setState({ phase: 'idle', message: null });
      await end();
    },
    async close() {
      closed = true;
      await end();
      releaseWaiting();
    },
  };
}
