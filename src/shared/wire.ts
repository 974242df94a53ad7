import { decode, encode, ExtensionCodec } from '@msgpack/msgpack';
import type { CommandSignatures, ViewEvent } from './contract';
import type { Call, FunctionsOf } from './contract/define';
import { SweetSpotError } from './errors';

/**
 * How the contract travels between a view and its host. Over the WebSocket, birpc
 * calls the functions below and every message is MessagePack with typed arrays as
 * extensions; under Electron, the preload script offers the same calls as `DesktopBridge`.
 */

/** What the host answers, over the WebSocket. */
export interface ServerFunctions {
  call: Call;
}

/** What the view answers, over the WebSocket. */
export interface ViewFunctions {
  onEvent: (event: ViewEvent) => void;
}

/** What the preload script puts at `window.sweetspot`. */
export type DesktopBridge = FunctionsOf<CommandSignatures> & {
  /** Calls `listener` with every event; returns the function that ends it. */
  subscribe: (listener: (event: ViewEvent) => void) => () => void;
};

/** Where the WebSocket is served. */
export const socketPath = '/ws';

/** The subprotocol both sides speak. */
export const socketProtocol = 'sweetspot.v1';

const tokenProtocolPrefix = 'token.';

/**
 * The subprotocols a view offers. Browsers cannot set headers on a WebSocket, and a
 * token in the address would end up in logs, so it rides in this list.
 */
export function socketProtocols(token: string): string[] {
  return [socketProtocol, tokenProtocolPrefix + token];
}

/** The token in a list of offered subprotocols; null when there is none. */
export function tokenFromProtocols(protocols: readonly string[]): string | null {
  const offered = protocols.find((protocol) => protocol.startsWith(tokenProtocolPrefix));
  return offered === undefined ? null : offered.slice(tokenProtocolPrefix.length);
}

/** Why the host closed the WebSocket: codes of the range kept for applications. */
export const socketCloseCodes = {
  /** The token is wrong or from an earlier run: reconnecting does not help. */
  unauthorised: 4401,
  /** As many views are connected as the host allows. */
  tooManyViews: 4429,
  /** The view sent something that is not part of the protocol. */
  invalidMessage: 4400,
} as const;

type NumberArray = Float32Array | Float64Array | Uint32Array;

const typedArrays = [
  { type: 1, constructor: Float32Array },
  { type: 2, constructor: Float64Array },
  { type: 3, constructor: Uint32Array },
] as const;

// Elements keep the byte order of the machine: little-endian on every supported platform.
const extensionCodec = new ExtensionCodec();
for (const { type, constructor } of typedArrays) {
  extensionCodec.register({
    type,
    encode: (value: unknown) =>
      value instanceof constructor
        ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
        : null,
    decode: (bytes: Uint8Array): NumberArray => {
      if (bytes.byteLength % constructor.BYTES_PER_ELEMENT !== 0) {
        throw new SweetSpotError(
          'invalid-request',
          `Expected whole elements of ${constructor.name}, found ${bytes.byteLength} bytes.`,
        );
      }
      // A copy: the bytes sit at any offset, typed arrays need theirs aligned. Not
      // `slice`, which on Node's Buffer is a view.
      return new constructor(new Uint8Array(bytes).buffer);
    },
  });
}

/** A message as bytes. Properties that are undefined are left out. */
export function encodeMessage(value: unknown): Uint8Array<ArrayBuffer> {
  return encode(value, { extensionCodec, ignoreUndefined: true });
}

/**
 * The message that `encodeMessage` wrote.
 *
 * @param maxArrayLength - Longest array accepted. The decoder reserves what a header
 * claims before it reads on, so a host caps what an unknown client may claim.
 * @throws SweetSpotError `invalid-request` on bytes that are no such message.
 */
export function decodeMessage(bytes: Uint8Array, maxArrayLength = bytes.byteLength): unknown {
  try {
    return decode(bytes, { extensionCodec, maxArrayLength, maxMapLength: bytes.byteLength });
  } catch (cause) {
    throw new SweetSpotError(
      'invalid-request',
      `Expected a MessagePack message, found ${bytes.byteLength} bytes that are none.`,
      { cause },
    );
  }
}
