import { describe, expect, it, vi } from 'vitest';
import type { DesktopBridge } from '#shared/wire';
import { takeAccessToken } from './access-token';
import { checkedEvent, checkedResult } from './client';
import { createDesktopClient } from './desktop-client';

const hostInfo = {
  kind: 'desktop',
  version: '1.2.3',
  access: 'control',
  notice: null,
  viewLink: null,
};

describe('checkedResult', () => {
  it('lets valid answers through', () => {
    expect(checkedResult('getHostInfo', { ok: true, value: hostInfo })).toEqual({
      ok: true,
      value: hostInfo,
    });
  });

  it('turns an answer of another form into an error', () => {
    const result = checkedResult('getHostInfo', { ok: true, value: { kind: 'toaster' } });
    expect(result).toMatchObject({ ok: false, error: { code: 'internal' } });
  });

  it('keeps errors as the host described them', () => {
    const error = {
      code: 'not-found',
      message: 'Expected a folder.',
      hint: 'Look again.',
    } as const;
    expect(checkedResult('openPath', { ok: false, error })).toEqual({ ok: false, error });
  });
});

describe('checkedEvent', () => {
  it('drops what is not part of the contract', () => {
    expect(checkedEvent({ name: 'constructor', payload: {} })).toBeNull();
    expect(checkedEvent({ name: 'tasks', payload: 'none' })).toBeNull();
    expect(checkedEvent({ name: 'tasks', payload: [] })).toEqual({ name: 'tasks', payload: [] });
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
