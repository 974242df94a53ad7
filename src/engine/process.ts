import { createBirpc } from 'birpc';
import {
  engineConfigurationSchema,
  type EngineFunctions,
  type EngineHostFunctions,
} from '#shared/engine-contract';
import { SweetSpotError, toErrorData } from '#shared/errors';
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

/** The engine once it is configured. */
function running(): Engine {
  if (engine !== null) return engine;
  throw new SweetSpotError('engine-unavailable', 'The engine has not been started yet.');
}

const functions: EngineFunctions = {
  async start(configuration) {
    const parsed = engineConfigurationSchema.safeParse(configuration);
    if (!parsed.success) {
      const error = new SweetSpotError('invalid-request', 'The engine was given no configuration.');
      return { ok: false, error: toErrorData(error) };
    }
    engine ??= createEngine(parsed.data, (event) => host.onEvent.asEvent(event));
    return engine.start();
  },
  openScan: async (request) => running().openScan(request),
  closeScan: async (request) => running().closeScan(request),
  getSnapshot: async (request) => running().getSnapshot(request),
  getSpectrum: async (request) => running().getSpectrum(request),
  getMeanSpectrum: async (request) => running().getMeanSpectrum(request),
  setVerdict: async (request) => running().setVerdict(request),
  updateSettings: async (request) => running().updateSettings(request),
  dismissWarning: async (request) => running().dismissWarning(request),
  cancelTask: async (request) => running().cancelTask(request),
  writeExports: async (request) => running().writeExports(request),
};

const channel = hostChannel();
const host = createBirpc<EngineHostFunctions, EngineFunctions>(functions, {
  post: (message) => channel.post(message),
  on: (listener) => channel.onMessage(listener),
});

/** Ends as the host does: what is journalled stays, and nothing runs on without a window. */
async function end(): Promise<void> {
  await engine?.stop().catch(() => undefined);
  process.exit(0);
}
process.on('disconnect', () => void end());
process.on('SIGTERM', () => void end());
