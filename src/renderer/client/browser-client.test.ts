import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { decodeMessage, encodeMessage, socketCloseCodes, socketPath } from '#shared/wire';
import { createBrowserClient, retryDelayMs } from './browser-client';

/** A real WebSocket on both sides; what the page's globals offer comes from `ws`. */

let server: WebSocketServer;

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: socketPath });
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubGlobal('WebSocket', WebSocket);
  vi.stubGlobal('window', { location: { protocol: 'http:', host }, setTimeout });
});
afterEach(() => {
  for (const socket of server.clients) socket.terminate();
  server.close();
  vi.unstubAllGlobals();
});

/** A client and the host's end of its socket. */
async function connect() {
  const accepted = once(server, 'connection') as Promise<[WebSocket]>;
  const client = createBrowserClient('owner-token-0123456789');
  const [socket] = await accepted;
  await vi.waitFor(() => expect(client.connection.value).toBe('connected'));
  return { client, socket };
}

function answerCalls(socket: WebSocket): void {
  socket.on('message', (bytes: Buffer) => {
    const { i } = decodeMessage(bytes) as { i: string };
    socket.send(encodeMessage({ t: 's', i, r: { ok: true, value: null } }));
  });
}

it('sends nothing into a socket that is closing, and connects again', async () => {
  const send = vi.spyOn(WebSocket.prototype, 'send');
  const { client, socket } = await connect();
  // The host says it closes, and is then too busy to see the handshake through.
  socket.close();
  socket.pause();
  await vi.waitFor(async () => {
    const sentBefore = send.mock.calls.length;
    const call = client.call('getSnapshot', {});
    expect(send.mock.calls.length).toBe(sentBefore);
    expect(await call).toMatchObject({ ok: false, error: { code: 'engine-unavailable' } });
  });
  expect(client.connection.value).toBe('reconnecting');
  send.mockRestore();

  const again = once(server, 'connection') as Promise<[WebSocket]>;
  socket.resume();
  const [next] = await again;
  answerCalls(next);
  await vi.waitFor(() => expect(client.connection.value).toBe('connected'));
  expect(await client.call('getSnapshot', {})).toEqual({ ok: true, value: null });
});

it('ends the calls under way when the connection is lost', async () => {
  const { client, socket } = await connect();
  const asked = once(socket, 'message');
  const call = client.call('getSnapshot', {});
  await asked;
  socket.terminate();
  expect(await call).toMatchObject({ ok: false, error: { code: 'engine-unavailable' } });
  expect(client.connection.value).toBe('reconnecting');
});

it('stays away once it was refused', async () => {
  const { client, socket } = await connect();
  socket.close(socketCloseCodes.unauthorised, 'wrong token');
  await vi.waitFor(() => expect(client.connection.value).toBe('refused'));
});

it('waits twice as long before each further attempt, up to ten seconds', () => {
  expect([0, 1, 2, 10].map(retryDelayMs)).toEqual([500, 1000, 2000, 10_000]);
});
