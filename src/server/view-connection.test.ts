import { describe, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { encodeMessage, socketCloseCodes } from '#shared/wire';
import { openSocket, rpcOver } from '../../tests/fixtures/socket-client';
import { control, useTestServer, view } from '../../tests/fixtures/test-server';

const { serve, listeners, asked } = useTestServer();

describe('the socket', () => {
  it('answers calls with the access of the token, and sends events', async () => {
    const url = await serve();
    const sockets: WebSocket[] = [];
    for (const [token, access] of [
      [control, 'control'],
      [view, 'view'],
    ] as const) {
      const { socket, opened } = openSocket(url, { token });
      sockets.push(socket);
      const { rpc, events } = rpcOver(socket);
      await opened;
      expect(await rpc.call('getSnapshot', { a: 1 })).toEqual({
        ok: true,
        value: { asked: 'getSnapshot' },
      });
      expect(asked.at(-1)).toEqual({
        name: 'getSnapshot',
        request: { a: 1 },
        client: { access },
      });
      for (const listener of listeners) listener({ name: 'warnings', payload: [] });
      await vi.waitFor(() =>
        expect(events.map(({ name }) => name).slice(0, 2)).toEqual(['engine', 'warnings']),
      );
    }
    expect(listeners.size).toBe(2);
    for (const socket of sockets) socket.close();
    await vi.waitFor(() => expect(listeners.size).toBe(0));
  });

  it('closes on a wrong token, and says why', async () => {
    const url = await serve();
    for (const token of ['', 'wrong', `${control}x`, control.slice(0, -1)]) {
      const { closed, opened } = openSocket(url, { token });
      expect((await opened).cookie).toBeUndefined();
      expect(await closed).toBe(socketCloseCodes.unauthorised);
    }
    expect(listeners.size).toBe(0);
    expect(asked).toEqual([]);
  });

  it.each([
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { origin: null },
    { origin: 'file://' },
    { origin: 'http://127.0.0.1:1' },
    { origin: 'http://evil.example', hostHeader: 'evil.example' },
  ])('refuses pages from elsewhere: %j', async (opening) => {
    const { opened } = openSocket(await serve(), { token: control, ...opening });
    await expect(opened).rejects.toThrow(/status (403|421)/);
    expect(listeners.size).toBe(0);
  });

  it('closes on anything that is no call', async () => {
    const url = await serve();
    const messages: (string | Uint8Array)[] = [
      'text',
      Uint8Array.of(0xc1),
      encodeMessage(null),
      encodeMessage({ t: 'q', m: 'constructor', a: ['x', {}], i: '1' }),
      encodeMessage({ t: 'q', m: 'call', a: 'getSnapshot', i: '1' }),
      encodeMessage({ t: 's', i: '1', r: {} }),
      encodeMessage({ t: 'q', m: 'call', a: [{}, {}], i: '1' }),
      encodeMessage({ t: 'q', m: 'call', a: ['x', Array.from({ length: 65 }, () => 0)], i: '1' }),
    ];
    for (const message of messages) {
      const { socket, opened, closed } = openSocket(url, { token: control });
      await opened;
      socket.send(message);
      expect(await closed).toBe(socketCloseCodes.invalidMessage);
    }
    expect(asked).toEqual([]);
  });

  it('closes on a message larger than any command', async () => {
    const { socket, opened, closed } = openSocket(await serve(), { token: control });
    await opened;
    socket.send(
      encodeMessage({ t: 'q', m: 'call', a: ['openPath', { path: 'x'.repeat(40_000) }] }),
    );
    expect(await closed).toBe(1009);
    expect(asked).toEqual([]);
  });

  it('admits no more views than allowed, and one more when one leaves', async () => {
    const url = await serve({ mostViews: 2 });
    const first = openSocket(url, { token: control });
    const second = openSocket(url, { token: control });
    await Promise.all([first.opened, second.opened]);
    expect(await openSocket(url, { token: control }).closed).toBe(socketCloseCodes.tooManyViews);
    first.socket.close();
    await vi.waitFor(() => expect(listeners.size).toBe(1));
    const third = openSocket(url, { token: control });
    const { rpc } = rpcOver(third.socket);
    await third.opened;
    expect(await rpc.call('getSnapshot', {})).toMatchObject({ ok: true });
  });

  it('takes sixteen calls of a view at a time', async () => {
    let release = (): void => undefined;
    const released = new Promise<undefined>((resolve) => (release = () => resolve(undefined)));
    const url = await serve({}, (name) =>
      name === 'slow' ? released.then(() => ({ ok: true as const, value: 'done' })) : undefined,
    );
    const { socket, opened } = openSocket(url, { token: control });
    const { rpc } = rpcOver(socket);
    await opened;
    const calls = Array.from({ length: 17 }, () => rpc.call('slow', {}));
    expect(await calls[16]).toMatchObject({ ok: false, error: { code: 'busy' } });
    release();
    expect(await calls[15]).toEqual({ ok: true, value: 'done' });
  });

  it('gives a slow view the state once it has caught up, not every event since', async () => {
    const url = await serve({}, (name) =>
      name === 'getSnapshot' ? Promise.resolve({ ok: true, value: null }) : undefined,
    );
    const { socket, opened } = openSocket(url, { token: control });
    const { events } = rpcOver(socket);
    await opened;
    await vi.waitFor(() => expect(listeners.size).toBe(1));
    socket.pause();
    const [listener] = listeners;
    const message = 'x'.repeat(2 ** 20);
    const sent = 64;
    for (let count = 0; count < sent; count++) {
      listener({ name: 'warnings', payload: [{ id: String(count), message, at: 0 }] });
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    socket.resume();
    await vi.waitFor(() => expect(events.at(-1)).toEqual({ name: 'snapshot', payload: null }), {
      timeout: 10_000,
    });
    expect(events.filter(({ name }) => name === 'warnings').length).toBeLessThan(sent / 2);
    expect(events.at(-2)?.name).toBe('engine');
    listener({ name: 'warnings', payload: [] });
    await vi.waitFor(() => expect(events.at(-1)).toEqual({ name: 'warnings', payload: [] }));
  });
});
