import { createBirpc } from 'birpc';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { Host } from '#host/host';
import type { Client, ViewEvent } from '#shared/contract';
import { SweetSpotError, toErrorData } from '#shared/errors';
import {
  decodeMessage,
  encodeMessage,
  socketCloseCodes,
  type ServerFunctions,
  type ViewFunctions,
} from '#shared/wire';

/** All that a view may send: a call with a name and a request. */
const callSchema = z.object({
  t: z.literal('q'),
  m: z.literal('call'),
  i: z.string().max(64).optional(),
  a: z.tuple([z.string(), z.unknown()]),
});
/** No request holds a longer array; decoding reserves what a message claims. */
const longestArray = 64;

/** Calls of one view under way at a time. */
const mostCalls = 16;
/** Bytes waiting for a slow view, beyond which events are withheld, ms between looks at it. */
const mostBytesForEvents = 4 * 2 ** 20;
const mostBytesForCalls = 64 * 2 ** 20;
const drainCheckMs = 200;
/** A view that answers no ping for two of these is gone. */
const pingMs = 20_000;

interface ConnectionLimits {
  mostBytesForEvents?: number;
}

/**
 * Serves one view over its WebSocket. A view too slow for the events gets none until it has
 * caught up, and then the state as it is by then: what waits for it stays bounded.
 */
export function serveView(
  socket: WebSocket,
  host: Host,
  client: Client,
  { mostBytesForEvents: byteLimit = mostBytesForEvents }: ConnectionLimits = {},
): void {
  let calls = 0;
  let drainCheck: NodeJS.Timeout | undefined;
  let answering = true;

  const call: ServerFunctions['call'] = async (name, request) => {
    if (calls >= mostCalls || socket.bufferedAmount > mostBytesForCalls) {
      const error = new SweetSpotError('busy', 'Too many requests of this view are under way.');
      return { ok: false, error: toErrorData(error) };
    }
    calls += 1;
    try {
      return await host.handle(name, request, client);
    } finally {
      calls -= 1;
    }
  };

  const refuse = () => {
    socket.close(socketCloseCodes.invalidMessage, 'not a call');
    return true;
  };
  const view = createBirpc<ViewFunctions, ServerFunctions>(
    { call },
    {
      eventNames: ['onEvent'],
      timeout: -1,
      post: (bytes: Uint8Array) => {
        if (socket.readyState === socket.OPEN) socket.send(bytes);
      },
      on: (listener) => {
        socket.on('message', (data, isBinary) => listener(isBinary ? data : undefined));
      },
      serialize: encodeRpcMessage,
      deserialize: (data: unknown) => callSchema.parse(decodeMessage(asBytes(data), longestArray)),
      onGeneralError: refuse,
    },
  );

  const send = (events: readonly ViewEvent[]) => {
    for (const event of events) void view.onEvent(event);
  };
  const catchUp = async () => {
    send(host.currentStates());
    const snapshot = await host.handle('getSnapshot', {}, client);
    if (snapshot.ok) send([{ name: 'snapshot', payload: snapshot.value } as ViewEvent]);
  };
  const withholdUntilDrained = () => {
    drainCheck = setInterval(() => {
      if (socket.bufferedAmount > byteLimit / 4) return;
      clearInterval(drainCheck);
      drainCheck = undefined;
      void catchUp();
    }, drainCheckMs);
  };
  const unsubscribe = host.subscribe((event) => {
    if (drainCheck !== undefined) return;
    if (socket.bufferedAmount > byteLimit) withholdUntilDrained();
    else send([event]);
  });
  const ping = setInterval(() => {
    if (!answering) {
      socket.terminate();
      return;
    }
    answering = false;
    socket.ping();
  }, pingMs);
  socket.on('pong', () => (answering = true));
  socket.on('close', () => {
    unsubscribe();
    clearInterval(ping);
    clearInterval(drainCheck);
    view.$close();
  });
  send(host.currentStates());
}

function asBytes(data: unknown): Uint8Array {
  if (data instanceof Uint8Array) return data;
  throw new SweetSpotError('invalid-request', 'Expected a binary message.');
}

const encodedEvents = new WeakMap<object, Uint8Array>();

/** Encodes a message of birpc; an event goes to many views and is encoded for the first. */
function encodeRpcMessage(message: { t: 'q' | 's'; a?: [ViewEvent] }): Uint8Array {
  const event = message.a?.[0];
  if (event === undefined) return encodeMessage(message);
  const encoded = encodedEvents.get(event) ?? encodeMessage(message);
  encodedEvents.set(event, encoded);
  return encoded;
}
