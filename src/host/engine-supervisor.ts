import { createBirpc } from 'birpc';
import type { ViewEvent } from '#shared/contract';
import { boundLate, remoteFunctions } from '#shared/contract/calls';
import type { Call, CommandResult } from '#shared/contract/define';
import {
  engineFunctions,
  engineStart,
  type EngineConfiguration,
  type EngineFunctions,
  type EngineSignatures,
  type EngineStart,
  type OpenScan,
} from '#shared/engine-contract';
import { SweetSpotError, toErrorData } from '#shared/errors';
import type { EngineState } from '#shared/features/host';
import type { ProcessFunctions, SupervisorFunctions } from '#shared/process-wire';
import { createEventQueue } from './event-queue';
import type { ProcessChannel } from './process-channel';
import { within } from './within';

export interface SupervisorTimings {
  /** A process that has not started up by then is taken for hung. */
  startMs: number;
  /** How often the engine is asked for a sign of life. */
  heartbeatMs: number;
  /** Silence after which it is taken for hung. Reading a slow share blocks it for seconds. */
  silenceMs: number;
  /** First wait before a restart; doubles up to the longest. */
  firstBackOffMs: number;
  longestBackOffMs: number;
  /** Restarts in a row before giving up. */
  mostRestarts: number;
  /** Time in service after which earlier restarts no longer count. */
  steadyMs: number;
}

const usualTimings: SupervisorTimings = {
  startMs: 60_000,
  heartbeatMs: 5_000,
  silenceMs: 60_000,
  firstBackOffMs: 100,
  longestBackOffMs: 10_000,
  mostRestarts: 5,
  steadyMs: 60_000,
};

interface SupervisorOptions {
  spawn: () => ProcessChannel;
  configuration: EngineConfiguration;
  onEvent: (event: ViewEvent) => void;
  timings?: Partial<SupervisorTimings>;
}

interface RunningEngine {
  channel: ProcessChannel;
  start: (configuration: EngineConfiguration) => Promise<CommandResult<{ engine: string }>>;
  functions: EngineFunctions;
  /** Resolves once the process is gone. */
  ended: Promise<string>;
}

/**
 * Keeps one engine process in service. A process that ends or falls silent is
 * replaced, the scan that was open is opened again (its journal brings the points
 * back), and `engine` events say so. Calls never reject: outages are results.
 */
export interface EngineSupervisor {
  readonly state: EngineState;
  /**
   * The engine's functions. `openScan` waits for an engine that is on its way and revives one
   * that was given up; the others answer `engine-unavailable` where there is none.
   */
  readonly functions: EngineFunctions;
  close: () => Promise<void>;
}

export function createEngineSupervisor(options: SupervisorOptions): EngineSupervisor {
  const timings = { ...usualTimings, ...options.timings };
  const eventQueue = createEventQueue(options.onEvent);
  let state: EngineState = { phase: 'starting', restarts: 0, message: null };
  let engine: RunningEngine | null = null;
  let openScan: OpenScan | null = null;
  let consecutiveRestarts = 0;
  let closed = false;
  let restartTimer: NodeJS.Timeout | undefined;
  let stateListeners: (() => void)[] = [];

  const setState = (changes: Partial<EngineState>) => {
    state = { ...state, ...changes };
    eventQueue.push({ name: 'engine', payload: state });
    releaseWaiting();
  };

  const releaseWaiting = () => {
    const waiting = stateListeners;
    stateListeners = [];
    for (const listener of waiting) listener();
  };

  const unavailable = () =>
    state.phase === 'failed'
      ? new SweetSpotError(
          'engine-unavailable',
          `The scoring engine is out of service. ${state.message ?? ''}`,
          { hint: 'Open the scan again to restart it.' },
        )
      : new SweetSpotError('engine-unavailable', 'The scoring engine is starting up.', {
          hint: 'Try again in a few seconds.',
        });

  const start = () => {
    if (closed) return;
    let channel: ProcessChannel;
    try {
      channel = options.spawn();
    } catch (error) {
      replace(toErrorData(error).message);
      return;
    }
    const running = connect(channel);
    engine = running;
    void running.ended.then((reason) => {
      if (engine !== running) return;
      engine = null;
      replace(reason);
    });
    void bringIntoService(running);
  };

  const connect = (channel: ProcessChannel): RunningEngine => {
    let lastSign = performance.now();
    const rpc = createBirpc<ProcessFunctions, SupervisorFunctions>(
      { onEvent: (event) => eventQueue.push(event as ViewEvent) },
      {
        post: (message) => channel.post(message),
        on: (listener) =>
          channel.onMessage((message) => {
            lastSign = performance.now();
            listener(message);
          }),
        // Silence, not the length of a single call, tells a hung engine.
        timeout: -1,
      },
    );
    const call: Call = (name, request) => rpc.call(name, request);
    const functions = remoteFunctions<EngineSignatures>(engineFunctions, call);
    const { start } = remoteFunctions<EngineStart>(engineStart, call);
    const heartbeat = setInterval(() => {
      if (performance.now() - lastSign > timings.silenceMs) channel.kill();
      else void functions.ping({});
    }, timings.heartbeatMs);
    const ended = new Promise<string>((resolve) => {
      channel.onExit((reason) => {
        clearInterval(heartbeat);
        rpc.$close(new SweetSpotError('engine-unavailable', `The engine ended: ${reason}.`));
        resolve(reason);
      });
    });
    return { channel, start, functions, ended };
  };

  const bringIntoService = async (running: RunningEngine) => {
    try {
      const started = await within(timings.startMs, running.start(options.configuration));
      if (engine !== running) return;
      if (!started.ok) {
        // It ran and refused: a restart would end the same way.
        retire(running);
        setState({ phase: 'failed', message: started.error.message });
        return;
      }
      const message = openScan === null ? null : await reopen(running, openScan);
      if (engine !== running) return;
      setState({ phase: 'ready', message });
      const timer = setTimeout(() => {
        if (engine === running) consecutiveRestarts = 0;
      }, timings.steadyMs);
      void running.ended.then(() => clearTimeout(timer));
    } catch (error) {
      if (engine !== running) return;
      retire(running);
      replace(toErrorData(error).message);
    }
  };

  const retire = (running: RunningEngine) => {
    engine = null;
    running.channel.kill();
  };

  /** Opens in a new process what was open in the last; resolves with what to tell the user. */
  const reopen = async (running: RunningEngine, request: OpenScan): Promise<string> => {
    const reopened = await running.functions.openScan(request);
    if (reopened.ok) return 'The engine was restarted; the scan goes on.';
    openScan = null;
    eventQueue.push({ name: 'snapshot', payload: null });
    return `The scan could not be opened again. ${reopened.error.message}`;
  };

  const replace = (reason: string) => {
    if (closed) return;
    if (consecutiveRestarts >= timings.mostRestarts) {
      setState({
        phase: 'failed',
        message: `The engine failed ${consecutiveRestarts + 1} times in a row (${reason}).`,
      });
      return;
    }
    const wait = Math.min(
      timings.firstBackOffMs * 2 ** consecutiveRestarts,
      timings.longestBackOffMs,
    );
    consecutiveRestarts += 1;
    setState({
      phase: 'restarting',
      restarts: state.restarts + 1,
      message: `The engine stopped (${reason}).`,
    });
    restartTimer = setTimeout(start, wait);
  };

  const settled = async () => {
    while (!closed && (state.phase === 'starting' || state.phase === 'restarting')) {
      await new Promise<void>((resolve) => stateListeners.push(resolve));
    }
  };

  /** The functions of the engine in service, whichever process that is. */
  const inService = boundLate<EngineSignatures>(engineFunctions, () => {
    if (engine === null || state.phase !== 'ready') throw unavailable();
    return engine.functions;
  });

  start();
  return {
    get state() {
      return state;
    },
    functions: {
      ...inService,
      async openScan(request) {
        if (state.phase === 'failed') {
          consecutiveRestarts = 0;
          setState({ phase: 'starting', message: null });
          start();
        }
        await settled();
        const result = await inService.openScan(request);
        if (result.ok) openScan = request;
        return result;
      },
      closeScan(request) {
        openScan = null;
        return inService.closeScan(request);
      },
    },
    async close() {
      closed = true;
      clearTimeout(restartTimer);
      const running = engine;
      if (running !== null) {
        retire(running);
        await running.ended;
      }
      releaseWaiting();
    },
  };
}
