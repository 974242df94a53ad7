import { SweetSpotError } from '#shared/errors';

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
export function hostChannel(): HostChannel {
  const { parentPort } = process as typeof process & { parentPort?: ParentPort };
  if (parentPort !== undefined) {
    return {
      post: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data)),
    };
  }
  const send = process.send?.bind(process);
  if (send === undefined) {
    throw new SweetSpotError('unsupported', 'This process is started by SweetSpot itself.');
  }
  return {
    post: (message) => send(message),
    onMessage: (listener) => process.on('message', listener),
  };
}
