import { EventEmitter } from 'node:events';
import type { App, UtilityProcess } from 'electron';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ViewEvent } from '#shared/contract';
import { registerCrashHandling } from './crash-handling';
import { registerLifecycle } from './lifecycle';
import { registerPowerSaving } from './power-saving';
import { createUtilitySpawn } from './utility-channel';

afterEach(() => {
  vi.useRealTimers();
});

describe('registerCrashHandling', () => {
  function crashable(answer = new Promise<{ response: number }>(() => undefined)) {
    const app = new EventEmitter();
    const webContents = new EventEmitter();
    const loadURL = vi.fn((_url: string) => Promise.resolve());
    const window = Object.assign(new EventEmitter(), {
      webContents,
      loadURL,
      isDestroyed: () => false,
    });
    const showMessageBox = vi.fn((_options: { signal: AbortSignal }) => answer);
    const log = vi.fn();
    registerCrashHandling({
      app: app as unknown as App,
      window: window as never,
      dialog: { showMessageBox } as never,
      startUrl: 'app://bundle/',
      log,
    });
    const loaded = () => loadURL.mock.calls.map(([url]) => url);
    return { app, webContents, window, showMessageBox, log, loaded };
  }

  it('reloads once, then shows a page that says so', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { webContents, loaded } = crashable();
    const crash = () =>
      webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    crash();
    crash();
    expect(loaded()).toEqual(['app://bundle/', 'app://bundle/window-stopped']);
    vi.advanceTimersByTime(61_000);
    crash();
    expect(loaded().at(-1)).toBe('app://bundle/');
  });

  it('takes a clean exit for what it is', () => {
    const { webContents, loaded, log } = crashable();
    webContents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
    expect(loaded()).toEqual([]);
    expect(log).not.toHaveBeenCalled();
  });

  it('notes which process ended', () => {
    const { app, log } = crashable();
    app.emit(
      'child-process-gone',
      {},
      { type: 'Utility', reason: 'oom', exitCode: 9, serviceName: 'SweetSpot engine' },
    );
    expect(log).toHaveBeenCalledWith(expect.stringMatching(/SweetSpot engine ended: oom/));
  });

  it('asks once about a window that hangs, and withdraws the question', async () => {
    const { window, showMessageBox, loaded } = crashable();
    window.emit('unresponsive');
    window.emit('unresponsive');
    expect(showMessageBox).toHaveBeenCalledOnce();
    expect(showMessageBox.mock.calls[0][0].signal.aborted).toBe(false);
    window.emit('responsive');
    expect(showMessageBox.mock.calls[0][0].signal.aborted).toBe(true);
    expect(loaded()).toEqual([]);
  });

  it('reloads a hanging window on request', async () => {
    const { window, loaded } = crashable(Promise.resolve({ response: 1 }));
    window.emit('unresponsive');
    await vi.waitFor(() => expect(loaded()).toEqual(['app://bundle/']));
  });
});

describe('registerPowerSaving', () => {
  it('keeps the computer awake while a scan runs', () => {
    const start = vi.fn(() => 7);
    const stop = vi.fn(() => true);
    let emit: (event: ViewEvent) => void = () => undefined;
    registerPowerSaving({ start, stop }, (listener) => (emit = listener));
    const status = (phase: string) => emit({ name: 'status', payload: { phase } } as ViewEvent);
    status('catching-up');
    status('live');
    expect(start.mock.calls).toEqual([['prevent-app-suspension']]);
    expect(stop).not.toHaveBeenCalled();
    status('finished');
    status('finished');
    expect(stop.mock.calls).toEqual([[7]]);
    emit({ name: 'snapshot', payload: { status: { phase: 'live' } } } as ViewEvent);
    emit({ name: 'snapshot', payload: null });
    expect([start.mock.calls.length, stop.mock.calls.length]).toEqual([2, 2]);
  });
});

describe('createUtilitySpawn', () => {
  function spawned() {
    const child = Object.assign(new EventEmitter(), {
      pid: 4711,
      postMessage: vi.fn(),
      kill: vi.fn(() => true),
    });
    const fork = vi.fn(() => child as unknown as UtilityProcess);
    const channel = createUtilitySpawn({ fork })({
      entry: '/app/engine.js',
      arguments: ['a'],
      name: 'SweetSpot engine',
    });
    return { child, fork, channel };
  }

  it('names the process and carries messages both ways', () => {
    const { child, fork, channel } = spawned();
    expect(fork.mock.calls).toEqual([
      ['/app/engine.js', ['a'], { serviceName: 'SweetSpot engine', stdio: 'inherit' }],
    ]);
    const onMessage = vi.fn();
    const onExit = vi.fn();
    channel.onMessage(onMessage);
    channel.onExit(onExit);
    channel.post({ t: 'q' });
    child.emit('message', { t: 's' });
    child.emit('exit', 11);
    expect(child.postMessage).toHaveBeenCalledWith({ t: 'q' });
    expect(onMessage).toHaveBeenCalledWith({ t: 's' });
    expect(onExit).toHaveBeenCalledWith('exit code 11');
  });

  it('ends the process by force only when it does not go', () => {
    vi.useFakeTimers();
    const force = vi.spyOn(process, 'kill').mockReturnValue(true);
    const stuck = spawned();
    stuck.channel.kill();
    expect(stuck.child.kill).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(5000);
    expect(force.mock.calls).toEqual([[4711, 'SIGKILL']]);
    const polite = spawned();
    polite.channel.kill();
    polite.child.emit('exit', 0);
    vi.advanceTimersByTime(5000);
    expect(force).toHaveBeenCalledOnce();
    force.mockRestore();
  });
});

describe('registerLifecycle', () => {
  function lifecycle(options: { lock?: boolean; start?: () => Promise<void> } = {}) {
    const app = Object.assign(new EventEmitter(), {
      requestSingleInstanceLock: () => options.lock ?? true,
      quit: vi.fn(),
      exit: vi.fn(),
      whenReady: () => Promise.resolve(),
    });
    const window = { isMinimized: () => true, restore: vi.fn(), focus: vi.fn() };
    const calls = {
      start: vi.fn(options.start ?? (() => Promise.resolve())),
      onSecondStart: vi.fn(),
      close: vi.fn(() => Promise.resolve()),
      onFailure: vi.fn(),
    };
    registerLifecycle({ app: app as unknown as App, window: () => window, ...calls });
    return { app, window, ...calls };
  }

  it('leaves at once when the app runs already', async () => {
    const { app, start } = lifecycle({ lock: false });
    await Promise.resolve();
    expect(app.quit).toHaveBeenCalledOnce();
    expect(start).not.toHaveBeenCalled();
  });

  it('brings the window up for a second start and passes its arguments on', () => {
    const { app, window, onSecondStart } = lifecycle();
    app.emit('second-instance', {}, ['electron', '.', 'x'], '/scans');
    expect(window.restore).toHaveBeenCalledOnce();
    expect(window.focus).toHaveBeenCalledOnce();
    expect(onSecondStart).toHaveBeenCalledWith(['electron', '.', 'x'], '/scans');
  });

  it('quits with its window, after the engine has ended', async () => {
    const { app, close } = lifecycle();
    app.emit('window-all-closed');
    expect(app.quit).toHaveBeenCalledTimes(1);
    const preventDefault = vi.fn();
    app.emit('will-quit', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
    await vi.waitFor(() => expect(app.quit).toHaveBeenCalledTimes(2));
    expect(close).toHaveBeenCalledOnce();
    app.emit('will-quit', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
  });

  it('says why it could not start', async () => {
    const { app, onFailure } = lifecycle({ start: () => Promise.reject(new Error('no model')) });
    await vi.waitFor(() => expect(app.exit).toHaveBeenCalledWith(1));
    expect(onFailure).toHaveBeenCalledWith('no model');
  });
});
