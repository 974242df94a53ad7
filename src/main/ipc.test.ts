import type { IpcMain, WebContents } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import type { Host } from '#host/host';
import { commands, type CommandName, type ViewEvent } from '#shared/contract';
import { createOwnerCall, registerIpc } from './ipc';

const mainFrame = { origin: 'app://bundle' };
const names = Object.keys(commands) as CommandName[];

function registered() {
  const handlers = new Map<string, (event: unknown, request: unknown) => unknown>();
  const listeners = new Map<string, (event: unknown) => void>();
  const contents = { send: vi.fn(), isDestroyed: vi.fn(() => false), mainFrame };
  const handle = vi.fn((name: string) => Promise.resolve({ ok: true as const, value: name }));
  let listener: ((event: ViewEvent) => void) | undefined;
  const states: ViewEvent[] = [
    { name: 'engine', payload: { phase: 'ready', restarts: 0, message: null } },
  ];
  registerIpc({
    ipcMain: {
      handle: (channel: string, handler: (event: unknown, request: unknown) => unknown) =>
        handlers.set(channel, handler),
      on: (channel: string, onMessage: (event: unknown) => void) =>
        listeners.set(channel, onMessage),
    } as unknown as IpcMain,
    contents: contents as unknown as WebContents,
    origin: 'app://bundle',
    host: {
      handle,
      subscribe: (given) => {
        listener = given;
        return () => undefined;
      },
      currentStates: () => states,
    } satisfies Pick<Host, 'handle' | 'subscribe' | 'currentStates'>,
  });
  return {
    handlers,
    listeners,
    contents,
    handle,
    states,
    emit: (event: ViewEvent) => listener?.(event),
  };
}

const strangers = (contents: unknown): [string, unknown][] => [
  ['another window', { sender: {}, senderFrame: mainFrame }],
  ['a frame in the window', { sender: contents, senderFrame: { origin: 'app://bundle' } }],
  ['a frame that is gone', { sender: contents, senderFrame: null }],
];

describe('registerIpc', () => {
  it('has one channel per command and no other', () => {
    expect([...registered().handlers.keys()].sort()).toEqual(
      names.map((name) => `sweetspot:${name}`).sort(),
    );
  });

  it.each(names)('passes %s on as the owner’s', async (name) => {
    const { handlers, contents, handle } = registered();
    const event = { sender: contents, senderFrame: mainFrame };
    expect(await handlers.get(`sweetspot:${name}`)?.(event, { a: 1 })).toEqual({
      ok: true,
      value: name,
    });
    expect(handle.mock.calls).toEqual([[name, { a: 1 }, { access: 'control' }]]);
  });

  it.each(names)('refuses %s to strangers', async (name) => {
    const { handlers, contents, handle } = registered();
    for (const [who, event] of strangers(contents)) {
      expect(await handlers.get(`sweetspot:${name}`)?.(event, {}), who).toMatchObject({
        ok: false,
        error: { code: 'forbidden' },
      });
    }
    expect(handle).not.toHaveBeenCalled();
  });

  it('refuses the window once it shows another origin', async () => {
    const { handlers, contents, handle } = registered();
    const elsewhere = { origin: 'https://evil.example' };
    contents.mainFrame = elsewhere;
    const event = { sender: contents, senderFrame: elsewhere };
    expect(await handlers.get('sweetspot:closeScan')?.(event, {})).toMatchObject({ ok: false });
    expect(handle).not.toHaveBeenCalled();
  });

  it('sends events to the window, as long as there is one', () => {
    const { contents, emit } = registered();
    emit({ name: 'snapshot', payload: null });
    contents.isDestroyed.mockReturnValue(true);
    emit({ name: 'snapshot', payload: null });
    expect(contents.send.mock.calls).toEqual([
      ['sweetspot:event', { name: 'snapshot', payload: null }],
    ]);
  });

  it('tells a window that starts listening how things stand, and no one else', () => {
    const { listeners, contents, states } = registered();
    for (const [, event] of strangers(contents)) listeners.get('sweetspot:listening')?.(event);
    expect(contents.send).not.toHaveBeenCalled();
    listeners.get('sweetspot:listening')?.({ sender: contents, senderFrame: mainFrame });
    expect(contents.send.mock.calls).toEqual([['sweetspot:event', states[0]]]);
  });
});

describe('createOwnerCall', () => {
  it('calls with full access', async () => {
    const handle = vi.fn(() => Promise.resolve({ ok: true as const, value: {} }));
    await createOwnerCall({ handle })('closeScan', {});
    expect(handle.mock.calls).toEqual([['closeScan', {}, { access: 'control' }]]);
  });
});
