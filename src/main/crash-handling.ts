import type { App, BrowserWindow, Dialog } from 'electron';
import { appOrigin } from './app-protocol';
import { stoppedPagePath } from './stopped-page';

/** A second crash within this time is not cured by another reload, ms. */
const steadyMs = 60_000;

interface CrashDependencies {
  app: Pick<App, 'on'>;
  window: Pick<BrowserWindow, 'loadURL' | 'on' | 'isDestroyed' | 'webContents'>;
  dialog: Pick<Dialog, 'showMessageBox'>;
  startUrl: string;
  log: (message: string) => void;
}

/** Brings a window back that crashed or hangs. The scan runs elsewhere and is not affected. */
export function registerCrashHandling({
  app,
  window,
  dialog,
  startUrl,
  log,
}: CrashDependencies): void {
  const load = (url: string) => {
    if (window.isDestroyed()) return;
    window.loadURL(url).catch((error: unknown) => log(`${url} could not be loaded: ${error}`));
  };
  let lastCrash = -Infinity;
  window.webContents.on('render-process-gone', (_, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log(`The window's process ended: ${reason}, exit code ${exitCode}.`);
    const isSecond = performance.now() - lastCrash < steadyMs;
    lastCrash = performance.now();
    load(isSecond ? `${appOrigin}${stoppedPagePath}` : startUrl);
  });
  app.on('child-process-gone', (_, { type, reason, exitCode, serviceName }) => {
    if (reason === 'clean-exit') return;
    log(`${serviceName ?? type} ended: ${reason}, exit code ${exitCode}.`);
  });

  let question: AbortController | null = null;
  window.on('unresponsive', () => {
    if (question !== null) return;
    question = new AbortController();
    void dialog
      .showMessageBox({
        type: 'warning',
        message: 'The window does not respond.',
        detail: 'The scan is not affected.',
        buttons: ['Wait', 'Reload the window'],
        defaultId: 0,
        cancelId: 0,
        signal: question.signal,
      })
      .then(({ response }) => {
        question = null;
        if (response === 1) load(startUrl);
      });
  });
  window.on('responsive', () => question?.abort());
}
