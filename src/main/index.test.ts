import { EventEmitter } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { commands } from '#shared/contract';

/** A stand-in for Electron that notes, in order, what the app asks of it. */
const fake = vi.hoisted(() => {
  const calls: string[] = [];
  const noted = <Result>(name: string, result?: Result) =>
    vi.fn((..._given: unknown[]) => {
      calls.push(name);
      return result;
    });
  return { calls, noted, becomeReady: (): void => undefined };
});

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  const ready = new Promise<void>((resolve) => (fake.becomeReady = resolve));
  const display = {
    workArea: { x: 0, y: 0, width: 1920, height: 1080 },
    workAreaSize: { width: 1920, height: 1080 },
  };
  class BrowserWindow extends Emitter {
    webContents = Object.assign(new Emitter(), {
      send: fake.noted('webContents.send'),
      isDestroyed: () => false,
    });
    constructor() {
      super();
      fake.calls.push('new BrowserWindow');
    }
    loadURL = fake.noted('loadURL', Promise.resolve());
    isDestroyed = () => false;
  }
  return {
    app: Object.assign(new Emitter(), {
      isPackaged: true,
      enableSandbox: fake.noted('enableSandbox'),
      requestSingleInstanceLock: fake.noted('requestSingleInstanceLock', true),
      whenReady: () => ready,
      getPath: () => '/home',
      quit: fake.noted('quit'),
      exit: fake.noted('exit'),
    }),
    BrowserWindow,
    dialog: { showErrorBox: fake.noted('showErrorBox') },
    ipcMain: { handle: fake.noted('ipcMain.handle'), on: fake.noted('ipcMain.on') },
    Menu: { buildFromTemplate: vi.fn(), setApplicationMenu: fake.noted('setApplicationMenu') },
    nativeTheme: { themeSource: 'system', shouldUseDarkColors: false },
    powerSaveBlocker: { start: vi.fn(), stop: vi.fn() },
    protocol: {
      registerSchemesAsPrivileged: fake.noted('registerSchemesAsPrivileged'),
      handle: fake.noted('protocol.handle'),
    },
    screen: { getAllDisplays: () => [display], getPrimaryDisplay: () => display },
    session: {
      defaultSession: {
        setPermissionRequestHandler: fake.noted('setPermissionRequestHandler'),
        setPermissionCheckHandler: fake.noted('setPermissionCheckHandler'),
        setDevicePermissionHandler: fake.noted('setDevicePermissionHandler'),
      },
    },
    shell: {},
    utilityProcess: {
      fork: (entry: string) => {
        fake.calls.push(`fork ${entry.split(/[\\/]/).slice(-2).join('/')}`);
        return Object.assign(new Emitter(), { postMessage: vi.fn(), kill: vi.fn() });
      },
    },
  };
});

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sweetspot-'));
  vi.stubEnv('SWEETSPOT_DATA', folder);
  await import('./index');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

it('does first what Electron accepts only before it is ready', () => {
  expect(fake.calls).toEqual([
    'enableSandbox',
    'registerSchemesAsPrivileged',
    'requestSingleInstanceLock',
  ]);
});

it('guards the session before a page can load, and loads only when all is in place', async () => {
  fake.calls.length = 0;
  fake.becomeReady();
  await vi.waitFor(() => expect(fake.calls).toContain('loadURL'));
  const channels = Object.keys(commands).length;
  expect(fake.calls).toEqual([
    'setPermissionRequestHandler',
    'setPermissionCheckHandler',
    'setDevicePermissionHandler',
    'protocol.handle',
    'fork main/engine.js',
    'setApplicationMenu',
    'new BrowserWindow',
    ...Array.from({ length: channels }, () => 'ipcMain.handle'),
    'ipcMain.on',
    'loadURL',
  ]);
});

it('denies new windows in whatever contents appear', async () => {
  const { app } = await import('electron');
  const setWindowOpenHandler = vi.fn();
  const contents = Object.assign(new EventEmitter(), { setWindowOpenHandler });
  app.emit('web-contents-created', {}, contents);
  expect(setWindowOpenHandler.mock.calls[0][0]({ url: 'file:///etc/passwd' })).toEqual({
    action: 'deny',
  });
});
