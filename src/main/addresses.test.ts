import { EventEmitter } from 'node:events';
import { resolve } from 'node:path';
import type { App, Session, WindowOpenHandlerResponse } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { belongsTo, interfaceToShow } from './app-addresses';
import { isWebAddress, openExternalLink } from './external-links';
import { registerNavigationGuards } from './navigation';
import { registerPermissions } from './permissions';
import { sourceFromArguments } from './start-arguments';

const bundled = interfaceToShow(true, { ELECTRON_RENDERER_URL: 'http://localhost:5173' });
const development = interfaceToShow(false, { ELECTRON_RENDERER_URL: 'http://localhost:5173/' });

describe('interfaceToShow', () => {
  it('takes the development server’s in development only', () => {
    expect(bundled).toEqual({ origin: 'app://bundle', startUrl: 'app://bundle/' });
    expect(interfaceToShow(false, {})).toEqual(bundled);
    expect(development.origin).toBe('http://localhost:5173');
  });
});

describe('belongsTo', () => {
  it('compares whole origins', () => {
    expect(belongsTo(bundled, 'app://bundle/index.html#x')).toBe(true);
    expect(belongsTo(development, 'http://localhost:5173/x')).toBe(true);
    for (const address of [
      'app://bundle.evil.example/',
      'app://bundle@evil.example/',
      'app://x@bundle/',
      'https://bundle/',
      'file:///index.html',
      'about:blank',
      'javascript:alert(1)',
      'not an address',
    ]) {
      expect(belongsTo(bundled, address), address).toBe(false);
    }
    expect(belongsTo(development, 'http://localhost:51730/')).toBe(false);
  });
});

describe('openExternalLink', () => {
  it('opens web pages and nothing else', () => {
    const openExternal = vi.fn(() => Promise.reject(new Error('no browser')));
    for (const address of [
      'https://example.org/a',
      'http://example.org',
      'file:///etc/passwd',
      'smb://server/share',
      'ms-settings:',
      'javascript:alert(1)',
      'https://user@example.org',
      'HTTPS',
    ]) {
      openExternalLink({ openExternal }, address);
    }
    expect(openExternal.mock.calls).toEqual([['https://example.org/a'], ['http://example.org']]);
    expect(isWebAddress('HTTPS://EXAMPLE.org')).toBe(true);
  });
});

describe('registerNavigationGuards', () => {
  function guardedContents() {
    const app = new EventEmitter();
    const openExternal = vi.fn();
    registerNavigationGuards({ app: app as unknown as App, shown: bundled, openExternal });
    let openWindow: (details: { url: string }) => WindowOpenHandlerResponse;
    const contents = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: (handler: typeof openWindow) => (openWindow = handler),
    });
    app.emit('web-contents-created', {}, contents);
    return { contents, openExternal, openWindow: (url: string) => openWindow({ url }) };
  }

  it.each(['will-navigate', 'will-redirect'])('keeps %s on the interface', (name) => {
    const { contents } = guardedContents();
    const prevented = (url: string) => {
      const preventDefault = vi.fn();
      contents.emit(name, { url, preventDefault });
      return preventDefault.mock.calls.length > 0;
    };
    expect(prevented('app://bundle/')).toBe(false);
    expect(prevented('https://evil.example/')).toBe(true);
    expect(prevented('file:///etc/passwd')).toBe(true);
  });

  it('opens no windows and no webviews', () => {
    const { contents, openExternal, openWindow } = guardedContents();
    expect(openWindow('https://example.org/')).toEqual({ action: 'deny' });
    expect(openWindow('app://bundle/')).toEqual({ action: 'deny' });
    expect(openExternal.mock.calls).toEqual([['https://example.org/'], ['app://bundle/']]);
    const preventDefault = vi.fn();
    contents.emit('will-attach-webview', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
  });
});

describe('registerPermissions', () => {
  it('grants writing to the clipboard and nothing else', () => {
    const session = {
      setPermissionRequestHandler: vi.fn<Session['setPermissionRequestHandler']>(),
      setPermissionCheckHandler: vi.fn<Session['setPermissionCheckHandler']>(),
      setDevicePermissionHandler: vi.fn<Session['setDevicePermissionHandler']>(),
    };
    registerPermissions(session);
    const ask = session.setPermissionRequestHandler.mock.calls[0][0]!;
    const check = session.setPermissionCheckHandler.mock.calls[0][0]!;
    const device = session.setDevicePermissionHandler.mock.calls[0][0]!;
    const asked = (permission: Parameters<typeof ask>[1]) => {
      const respond = vi.fn();
      ask(null as never, permission, respond, null as never);
      return respond.mock.calls[0][0];
    };
    for (const permission of [
      'clipboard-read',
      'media',
      'geolocation',
      'openExternal',
      'fileSystem',
      'notifications',
    ] as const) {
      expect(asked(permission)).toBe(false);
      expect(check(null, permission, 'app://bundle', null as never)).toBe(false);
    }
    expect(asked('clipboard-sanitized-write')).toBe(true);
    expect(check(null, 'clipboard-sanitized-write', 'app://bundle', null as never)).toBe(true);
    expect(device(null as never)).toBe(false);
  });
});

describe('sourceFromArguments', () => {
  const at = (isPackaged: boolean) => ({ isPackaged, workingDirectory: '/scans' });

  it('finds the path among Electron’s own arguments', () => {
    expect(sourceFromArguments(['electron', '.', 'run 17'], at(false))).toBe(
      resolve('/scans', 'run 17'),
    );
    expect(sourceFromArguments(['SweetSpot', '--no-sandbox', '/data/17.h5'], at(true))).toBe(
      resolve('/data/17.h5'),
    );
    expect(sourceFromArguments(['electron', '.'], at(false))).toBeNull();
    expect(sourceFromArguments(['SweetSpot', '--inspect'], at(true))).toBeNull();
  });
});
