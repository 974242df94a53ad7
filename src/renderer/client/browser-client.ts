import { createBirpc, type BirpcReturn } from 'birpc';
import { readonly, ref } from 'vue';
import { SweetSpotError } from '#shared/errors';
import {
  decodeMessage,
  encodeMessage,
  socketCloseCodes,
  socketPath,
  socketProtocols,
  type ServerFunctions,
  type ViewFunctions,
} from '#shared/wire';
import { commandCaller, eventReceiver, type Client, type ConnectionState } from './client';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;
/** Exports of large scans take long; a lost connection ends a call at once anyway. */
const CALL_TIMEOUT_MS = 600_000;

/** Milliseconds to wait before the given attempt to reconnect (0 is the first). */
export function retryDelayMs(attempt: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt);
}

/** Address of the host's WebSocket, next to the page. */
function socketAddress(location: Location): string {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return `${scheme}//${location.host}${socketPath}`;
}

function connectionLost(): SweetSpotError {
  return new SweetSpotError('engine-unavailable', 'The connection to SweetSpot was lost.', {
    hint: 'It reconnects by itself.',
  });
}

/** The client in a browser: the contract over a WebSocket that reconnects by itself. */
export function createBrowserClient(token: string): Client {
  const connection = ref<ConnectionState>('connecting');
  const receivers = new Set<ReturnType<typeof eventReceiver>>();
  let rpc: BirpcReturn<ServerFunctions, ViewFunctions> | null = null;
  let attempt = 0;

  function lose(): void {
    rpc = null;
    connection.value = 'reconnecting';
  }

  function connect(): void {
    const socket = new WebSocket(socketAddress(window.location), socketProtocols(token));
    socket.binaryType = 'arraybuffer';
    const session = createBirpc<ServerFunctions, ViewFunctions>(
      {
        onEvent(received) {
          for (const receive of receivers) receive(received);
        },
      },
      {
        post: (message: Uint8Array<ArrayBuffer>) => {
          // A socket that is closing drops what it is given and complains on the console.
          if (socket.readyState !== WebSocket.OPEN) {
            lose();
            throw connectionLost();
          }
          socket.send(message);
        },
        on: (receive: (message: Uint8Array) => void) => {
          socket.addEventListener('message', (message: MessageEvent<ArrayBuffer>) =>
            receive(new Uint8Array(message.data)),
          );
        },
        serialize: encodeMessage,
        deserialize: decodeMessage,
        timeout: CALL_TIMEOUT_MS,
      },
    );
    socket.addEventListener('open', () => {
      attempt = 0;
      rpc = session;
      connection.value = 'connected';
    });
    socket.addEventListener('close', (event) => {
      lose();
      session.$close(connectionLost());
      if (event.code === socketCloseCodes.unauthorised) {
        connection.value = 'refused';
        return;
      }
      window.setTimeout(connect, retryDelayMs(attempt++));
    });
  }

  connect();
  return {
    connection: readonly(connection),
    call: commandCaller((name, request) => {
      if (rpc) return rpc.call(name, request);
      throw new SweetSpotError('engine-unavailable', 'Not connected to SweetSpot.', {
        hint: 'It reconnects by itself.',
      });
    }),
    subscribe(listener, onProblem) {
      const receive = eventReceiver(listener, onProblem);
      receivers.add(receive);
      return () => receivers.delete(receive);
    },
  };
}
