import { createBirpc } from 'birpc';
import { remoteFunctions } from '#shared/contract/calls';
import type { Call, FunctionsOf, Signatures, TableOf } from '#shared/contract/define';
import { SweetSpotError } from '#shared/errors';
import {
  lifecycleFunctions,
  type LifecycleSignatures,
  type ProcessFunctions,
  type SupervisorFunctions,
} from '#shared/process-wire';
import type { ProcessChannel } from './process-channel';

export interface HeartbeatTimings {
  /** How often a process is asked for a sign of life. */
  heartbeatMs: number;
  /** Silence that is worth telling of: two or three heartbeats. */
  quietMs: number;
  /** Silence after which it is taken for hung and ended. Reading a slow share blocks for seconds. */
  silenceMs: number;
}

interface SupervisedProcessOptions<S extends Signatures> {
  channel: ProcessChannel;
  functions: TableOf<S>;
  timings: HeartbeatTimings;
  onEvent: (event: { name: string; payload: unknown }) => void;
  /** It gave no sign of life for too long and is ended. */
  onHung: () => void;
  /** It has fallen silent, or has given a sign of life after that. */
  onQuiet: (isQuiet: boolean) => void;
}

/** One process of ours from its start to its end. */
export interface SupervisedProcess<S extends Signatures> {
  start: FunctionsOf<LifecycleSignatures>['start'];
  functions: FunctionsOf<S>;
  /** Resolves once it is gone, with the reason. */
  ended: Promise<string>;
  kill: () => void;
}

/** Talks to a process, listens for its heart, and ends it when that has stopped. */
export function superviseProcess<S extends Signatures>(
  options: SupervisedProcessOptions<S>,
): SupervisedProcess<S> {
  const { channel, timings, onEvent, onHung, onQuiet } = options;
  let lastSign = performance.now();
  let isQuiet = false;
  let hungFor = 0;
  const rpc = createBirpc<ProcessFunctions, SupervisorFunctions>(
    { onEvent },
    {
      post: (message) => channel.post(message),
      on: (listener) =>
        channel.onMessage((message) => {
          lastSign = performance.now();
          if (isQuiet) onQuiet((isQuiet = false));
          listener(message);
        }),
      // Silence, not the length of a single call, tells a hung process.
      timeout: -1,
    },
  );
  const call: Call = (name, request) => rpc.call(name, request);
  const lifecycle = remoteFunctions<LifecycleSignatures>(lifecycleFunctions, call);

  const heartbeat = setInterval(() => {
    const silence = performance.now() - lastSign;
    if (silence > timings.silenceMs) {
      if (hungFor === 0) onHung();
      hungFor = silence;
      channel.kill();
      return;
    }
    if (silence > timings.quietMs && !isQuiet) onQuiet((isQuiet = true));
    void lifecycle.ping({});
  }, timings.heartbeatMs);

  const ended = new Promise<string>((resolve) => {
    channel.onExit((exit) => {
      clearInterval(heartbeat);
      const reason = hungFor > 0 ? `no sign of life for ${Math.round(hungFor / 1000)} s` : exit;
      rpc.$close(new SweetSpotError('engine-unavailable', `The process ended: ${reason}.`));
      resolve(reason);
    });
  });
  return {
    start: lifecycle.start,
    functions: remoteFunctions<S>(options.functions, call),
    ended,
    kill: () => channel.kill(),
  };
}
