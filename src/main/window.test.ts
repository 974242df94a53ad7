import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import type { BrowserWindow, BrowserWindowConstructorOptions, Dialog } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { createDialogs } from './dialogs';
import type { ShellState, ShellStateStore } from './shell-state';
import { createMainWindow } from './window';

const bounds = { x: 100, y: 50, width: 1500, height: 950 };

function stateOf(changes: Partial<ShellState> = {}) {
  let value: ShellState = {
    version: 1,
    window: null,
    sourceDirectory: null,
    exportDirectory: null,
    ...changes,
  };
  const state: ShellStateStore = {
    get value() {
      return value;
    },
    update: (given) => {
      value = { ...value, ...given };
      return Promise.resolve();
    },
  };
  return state;
}

function windowWith(state: ShellStateStore, workArea = { x: 0, y: 0, width: 2560, height: 1400 }) {
  let options: BrowserWindowConstructorOptions = {};
  const window = Object.assign(new EventEmitter(), {
    show: vi.fn(),
    maximize: vi.fn(),
    getNormalBounds: () => bounds,
    isMaximized: () => true,
  });
  const display = { workArea, workAreaSize: workArea };
  createMainWindow({
    BrowserWindow: function (given: BrowserWindowConstructorOptions) {
      options = given;
      return window as unknown as BrowserWindow;
    } as never,
    screen: { getAllDisplays: () => [display], getPrimaryDisplay: () => display } as never,
    isDark: true,
    preloadEntry: '/app/preload.cjs',
    state,
  });
  return { window, options };
}

describe('createMainWindow', () => {
  it('leaves every security setting at Electron’s default', () => {
    const { options } = windowWith(stateOf());
    expect(options.webPreferences).toEqual({ preload: '/app/preload.cjs', spellcheck: false });
  });

  it('shows nothing before there is something to show', () => {
    const { window, options } = windowWith(stateOf());
    expect(options).toMatchObject({ show: false, backgroundColor: '#090b0e' });
    expect(window.show).not.toHaveBeenCalled();
    window.emit('ready-to-show');
    expect(window.show).toHaveBeenCalledOnce();
  });

  it('comes back where it was', () => {
    const state = stateOf();
    const first = windowWith(state);
    expect(first.options).toMatchObject({
      width: 1440,
      height: 900,
      minWidth: 1280,
      minHeight: 800,
    });
    first.window.emit('close');
    const second = windowWith(state);
    expect(second.options).toMatchObject(bounds);
    expect(second.window.maximize).toHaveBeenCalledOnce();
  });

  it('does not come back on a display that is gone, nor larger than the display', () => {
    const away = { bounds: { ...bounds, x: 5000 }, maximised: false };
    const { options } = windowWith(stateOf({ window: away }), {
      x: 0,
      y: 0,
      width: 1024,
      height: 768,
    });
    expect(options.x).toBeUndefined();
    expect(options).toMatchObject({ minWidth: 1024, minHeight: 768 });
  });
});

describe('createDialogs', () => {
  function dialogsWith(answer: { canceled: boolean; filePaths: string[] }) {
    const showOpenDialog = vi.fn((..._given: unknown[]) => Promise.resolve(answer));
    const filePath = answer.filePaths.at(0) ?? '';
    const showSaveDialog = vi.fn((..._given: unknown[]) =>
      Promise.resolve({ canceled: answer.canceled, filePath }),
    );
    const state = stateOf();
    const dialogs = createDialogs({
      dialog: { showOpenDialog, showSaveDialog } as unknown as Dialog,
      window: () => null,
      state,
      homeDirectory: '/home',
    });
    return { dialogs, state, showOpenDialog, showSaveDialog };
  }

  it('return the chosen path and start there next time', async () => {
    const { dialogs, showOpenDialog } = dialogsWith({
      canceled: false,
      filePaths: ['/data/run/17'],
    });
    expect(await dialogs.chooseSource('folder')).toBe('/data/run/17');
    expect(await dialogs.chooseSource('file')).toBe('/data/run/17');
    expect(await dialogs.chooseExportDirectory()).toBe('/data/run/17');
    expect(showOpenDialog.mock.calls).toMatchObject([
      [{ defaultPath: '/home', properties: ['openDirectory'] }],
      [{ defaultPath: '/data/run', properties: ['openFile'] }],
      [{ defaultPath: '/home', properties: ['openDirectory', 'createDirectory'] }],
    ]);
  });

  it('ask for the file of a profile, and where one goes', async () => {
    const { dialogs, showOpenDialog, showSaveDialog } = dialogsWith({
      canceled: false,
      filePaths: ['/home/bloch.json'],
    });
    expect(await dialogs.chooseProfileFile()).toBe('/home/bloch.json');
    expect(await dialogs.chooseProfileTarget('bloch.json')).toBe('/home/bloch.json');
    expect(showOpenDialog.mock.calls).toMatchObject([[{ properties: ['openFile'] }]]);
    expect(showSaveDialog.mock.calls).toMatchObject([
      [{ defaultPath: join('/home', 'bloch.json'), filters: [{ extensions: ['json'] }] }],
    ]);
  });

  it('return null when cancelled, and remember nothing', async () => {
    const { dialogs, state } = dialogsWith({ canceled: true, filePaths: [] });
    expect(await dialogs.chooseSource('folder')).toBeNull();
    expect(await dialogs.chooseExportDirectory()).toBeNull();
    expect(await dialogs.chooseProfileFile()).toBeNull();
    expect(await dialogs.chooseProfileTarget('bloch.json')).toBeNull();
    expect(state.value).toMatchObject({ sourceDirectory: null, exportDirectory: null });
  });
});
