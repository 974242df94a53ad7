import { createBirpc } from 'birpc';
import { answered, dispatcher, resultValue, validRequest } from '#shared/contract/calls';
import type { Call } from '#shared/contract/define';
import { engineFunctions, engineStart, type EngineSignatures } from '#shared/engine-contract';
import { SweetSpotError } from '#shared/errors';
import type { ProcessFunctions, SupervisorFunctions } from '#shared/process-wire';
import { createEngine, type Engine } from './engine';

/** The port to the parent as Electron gives it to a utility process. */
interface ParentPort {
  postMessage: (message: unknown) => void;
  on: (event: 'message', listener: (event: { data: unknown }) => void) => void;
}

/** How messages reach the host and come from it. */
interface HostChannel {
  post: (message: unknown) => void;
  onMessage: (listener: (message: unknown) => void) => void;
}

/** The channel to whoever started this process: Electron's port, or the IPC channel of a forked process. */
function hostChannel(): HostChannel {
  const { parentPort } = process as typeof process & { parentPort?: ParentPort };
  if (parentPort !== undefined) {
    return {
      post: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data)),
    };
  }
  const send = process.send?.bind(process);
  if (send === undefined) {
    throw new SweetSpotError('unsupported', 'The engine process is started by SweetSpot itself.');
  }
  return {
    post: (message) => send(message),
    onMessage: (listener) => process.on('message', listener),
  };
}

let engine: Engine | null = null;

/** Answers the host: `start` makes the engine that everything else is asked of. */
const call: Call = (name, request) => {
  if (name === 'start') {
    return answered(async () => {
      const configuration = validRequest(name, engineStart.start, request);
      engine ??= createEngine(configuration, (event) => host.onEvent.asEvent(event));
      return resultValue(await engine.start());
    });
  }
  if (engine !== null) return dispatcher<EngineSignatures>(engineFunctions, engine)(name, request);
  return answered(() => {
    throw new SweetSpotError('engine-unavailable', 'The engine has not been started yet.');
  });
};

const channel = hostChannel();
const host = createBirpc<SupervisorFunctions, ProcessFunctions>(
  { call },
  {
    post: (message) => channel.post(message),
    on: (listener) => channel.onMessage(listener),
  },
);

/** Ends as the host does: what is journalled stays, and nothing runs on without a window. */
async function end(): Promise<void> {
  await engine?.stop().catch(() => undefined);
  process.exit(0);
}
process.on('disconnect', () => void end());
process.on('SIGTERM', () => void end());
