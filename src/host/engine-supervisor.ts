import { createBirpc, type BirpcReturn } from 'birpc';
import type { CommandResult, EngineState, ViewEvent } from '#shared/contract';
import type {
  EngineConfiguration,
  EngineFunctions,
  EngineHostFunctions,
  OpenScan,
} from '#shared/engine-contract';
import { SweetSpotError, toErrorData } from '#shared/errors';
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

type EngineRpc = BirpcReturn<EngineFunctions, EngineHostFunctions>;
type EngineResult<Name extends keyof EngineFunctions> = Awaited<ReturnType<EngineFunctions[Name]>>;

interface RunningEngine {
  channel: ProcessChannel;
  rpc: EngineRpc;
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
  call: <Name extends keyof EngineFunctions>(
    name: Name,
    request: Parameters<EngineFunctions[Name]>[0],
  ) => Promise<EngineResult<Name>>;
  /** Opens a scan; waits for an engine that is on its way and revives one that was given up. */
  openScan: (request: OpenScan) => Promise<CommandResult<{ opened: boolean }>>;
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
    const rpc = createBirpc<EngineFunctions, EngineHostFunctions>(
      { onEvent: (event) => eventQueue.push(event) },
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
    const heartbeat = setInterval(() => {
      if (performance.now() - lastSign > timings.silenceMs) channel.kill();
      // Any peer answers an optional call, with nothing if it knows no such function.
      else rpc.$callOptional('ping' as keyof EngineFunctions, {} as never).catch(() => undefined);
    }, timings.heartbeatMs);
    const ended = new Promise<string>((resolve) => {
      channel.onExit((reason) => {
        clearInterval(heartbeat);
        rpc.$close(new SweetSpotError('engine-unavailable', `The engine ended: ${reason}.`));
        resolve(reason);
      });
    });
    return { channel, rpc, ended };
  };

  const bringIntoService = async (running: RunningEngine) => {
    try {
      const started = await within(timings.startMs, running.rpc.start(options.configuration));
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
    const reopened = await running.rpc.openScan(request);
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

  const call: EngineSupervisor['call'] = async (name, request) => {
    if (name === 'closeScan') openScan = null;
    try {
      if (engine === null || state.phase !== 'ready') throw unavailable();
      // One request each, which TypeScript cannot tell for a name it does not know.
      return (await engine.rpc.$call(name, ...([request] as never))) as never;
    } catch (error) {
      return { ok: false, error: toErrorData(error) } as never;
    }
  };

  start();
  return {
    get state() {
      return state;
    },
    call,
    async openScan(request) {
      if (state.phase === 'failed') {
        consecutiveRestarts = 0;
        setState({ phase: 'starting', message: null });
        start();
      }
      await settled();
      const result = await call('openScan', request);
      if (result.ok) openScan = request;
      return result;
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
