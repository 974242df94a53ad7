import { EventEmitter } from 'node:events';
import type { IpcRenderer } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { commands, events, type CommandName } from '#shared/contract';
import { createBridge } from './bridge';

function fakeIpc() {
  const emitter = new EventEmitter();
  const invoke = vi.fn((channel: string, request: unknown) =>
    Promise.resolve({ channel, request }),
  );
  const send = vi.fn();
  const ipc = Object.assign(emitter, { invoke, send });
  return { emitter, invoke, send, bridge: createBridge(ipc as unknown as IpcRenderer) };
}

describe('createBridge', () => {
  it('offers the commands of the contract and a subscription, nothing more', () => {
    const { bridge } = fakeIpc();
    expect(Object.keys(bridge).sort()).toEqual([...Object.keys(commands), 'subscribe'].sort());
  });

  it.each(Object.keys(commands) as CommandName[])('sends %s on its own channel', async (name) => {
    const { bridge, invoke } = fakeIpc();
    const request = { some: 'request' };
    await (bridge[name] as (request: unknown) => Promise<unknown>)(request);
    expect(invoke.mock.calls).toEqual([[`sweetspot:${name}`, request]]);
  });

  it('passes only the request, whatever the page adds', async () => {
    const { bridge, invoke } = fakeIpc();
    await (bridge.closeScan as (...values: unknown[]) => Promise<unknown>)({}, 'more', 'channels');
    expect(invoke.mock.calls).toEqual([['sweetspot:closeScan', {}]]);
  });

  it('hands every event of the contract on, without the event object', () => {
    const { bridge, emitter } = fakeIpc();
    const listener = vi.fn();
    bridge.subscribe(listener);
    for (const name of Object.keys(events)) {
      emitter.emit('sweetspot:event', { sender: 'electron' }, { name, payload: null });
    }
    expect(listener.mock.calls).toEqual(
      Object.keys(events).map((name) => [{ name, payload: null }]),
    );
  });

  it('drops events that the contract does not know', () => {
    const { bridge, emitter } = fakeIpc();
    const listener = vi.fn();
    bridge.subscribe(listener);
    for (const name of ['other', 'constructor', '__proto__']) {
      emitter.emit('sweetspot:event', {}, { name, payload: null });
    }
    expect(listener).not.toHaveBeenCalled();
  });

  it('announces that it listens, and stops when told', () => {
    const { bridge, emitter, send } = fakeIpc();
    const listener = vi.fn();
    const stop = bridge.subscribe(listener);
    expect(send.mock.calls).toEqual([['sweetspot:listening']]);
    stop();
    emitter.emit('sweetspot:event', {}, { name: 'snapshot', payload: null });
    expect(listener).not.toHaveBeenCalled();
    expect(emitter.listenerCount('sweetspot:event')).toBe(0);
  });
});
