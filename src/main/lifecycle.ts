import type { App, BrowserWindow } from 'electron';
import { toErrorData } from '#shared/errors';

interface LifecycleDependencies {
  app: Pick<App, 'requestSingleInstanceLock' | 'quit' | 'exit' | 'on' | 'whenReady'>;
  start: () => Promise<void>;
  window: () => Pick<BrowserWindow, 'isMinimized' | 'restore' | 'focus'> | null;
  /** Another start was attempted: with these arguments, from that folder. */
  onSecondStart: (processArguments: readonly string[], workingDirectory: string) => void;
  /** Ends what runs besides the window. */
  close: () => Promise<void>;
  onFailure: (message: string) => void;
}

/** Starts once, passes later starts on to the first, and ends the engine before the app. */
export function registerLifecycle(dependencies: LifecycleDependencies): void {
  const { app } = dependencies;
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  app.on('second-instance', (_, processArguments, workingDirectory) => {
    const window = dependencies.window();
    if (window?.isMinimized()) window.restore();
    window?.focus();
    dependencies.onSecondStart(processArguments, workingDirectory);
  });
  app.on('window-all-closed', () => app.quit());

  let isClosed = false;
  app.on('will-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    void dependencies
      .close()
      .catch(() => undefined)
      .then(() => {
        isClosed = true;
        app.quit();
      });
  });
  void app
    .whenReady()
    .then(dependencies.start)
    .catch((error: unknown) => {
      dependencies.onFailure(toErrorData(error).message);
      app.exit(1);
    });
}
