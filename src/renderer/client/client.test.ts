import { describe, expect, it, vi } from 'vitest';
import type { CommandResult } from '#shared/contract/define';
import type { DesktopBridge } from '#shared/wire';
import { takeAccessToken } from './access-token';
import { commandCaller, eventReceiver } from './client';
import { createDesktopClient } from './desktop-client';

const hostInfo = {
  kind: 'desktop',
  version: '1.2.3',
  access: 'control',
  notice: null,
  viewLink: null,
};

describe('commandCaller', () => {
  const answering = (result: CommandResult<unknown>) =>
    commandCaller(() => Promise.resolve(result));

  it('lets valid answers through', async () => {
    const result = { ok: true, value: hostInfo } as const;
    expect(await answering(result)('getHostInfo', {})).toEqual(result);
  });

  it('turns an answer of another form into an error', async () => {
    const call = answering({ ok: true, value: { kind: 'toaster' } });
    expect(await call('getHostInfo', {})).toMatchObject({ ok: false, error: { code: 'internal' } });
  });

  it('keeps errors as the host described them', async () => {
    const error = {
      code: 'not-found',
      message: 'Expected a folder.',
      hint: 'Look again.',
    } as const;
    const call = answering({ ok: false, error });
    expect(await call('openPath', { path: '/' })).toEqual({ ok: false, error });
  });
});

describe('eventReceiver', () => {
  it('hands on what the contract knows and reports the rest, once a name', () => {
    const [events, problems] = [vi.fn(), vi.fn()];
    const receive = eventReceiver(events, problems);
    receive({ name: 'failures', payload: [] });
    expect(events.mock.calls).toEqual([[{ name: 'failures', payload: [] }]]);
    for (let time = 0; time < 2; time++) {
      receive({ name: 'constructor', payload: {} });
      receive({ name: 'failures', payload: 'none' });
    }
    expect(events).toHaveBeenCalledOnce();
    expect(problems.mock.calls).toEqual([
      [expect.stringContaining('constructor')],
      [expect.stringContaining('failures')],
    ]);
  });
});

describe('createDesktopClient', () => {
  it('calls the function named after the command and answers failures as data', async () => {
    const bridge = {
      getHostInfo: vi.fn(() => Promise.resolve({ ok: true, value: hostInfo })),
      closeScan: () => Promise.reject(new Error('gone')),
      subscribe: () => () => undefined,
    } as unknown as DesktopBridge;
    const client = createDesktopClient(bridge);
    expect(await client.call('getHostInfo', {})).toEqual({ ok: true, value: hostInfo });
    expect(await client.call('closeScan', {})).toEqual({
      ok: false,
      error: { code: 'internal', message: 'gone' },
    });
  });
});

describe('takeAccessToken', () => {
  it('takes the token out of the address bar and keeps it for the tab', () => {
    const stored = new Map<string, string>();
    const storage = {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => void stored.set(key, value),
    };
    const history = { replaceState: vi.fn() };
    const page = { pathname: '/', search: '?a=1' };
    expect(takeAccessToken({ ...page, hash: '#token=s3cret' }, history, storage)).toBe('s3cret');
    expect(history.replaceState).toHaveBeenCalledWith(null, '', '/?a=1');
    expect(takeAccessToken({ ...page, hash: '' }, history, storage)).toBe('s3cret');
  });
});
