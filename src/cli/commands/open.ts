import { resolve } from 'node:path';
import type { Command } from 'commander';
import { appPaths } from '#host/app-paths';
import { dataDirectory } from '#host/data-directory';
import { openAppWindow, windowClosed } from '../app-window';
import { desktopRuntime, runDesktop, showInBrowser } from '../desktop';
import { sourceAt } from '../headless';
import { serveHost, stopSignal } from '../served-host';
import { log, printText } from '../terminal';

export function addOpenCommand(program: Command): void {
  program
    .command('open')
    .argument('[path]', 'folder or file to open')
    .description('the desktop window; in the browser where Electron cannot run')
    .action(async (path: string | undefined) => {
      if (path !== undefined) await sourceAt(path);
      const { root } = appPaths();
      const runtime = desktopRuntime(root);
      if ('executable' in runtime) {
        const target = path === undefined ? null : resolve(path);
        process.exitCode = await runDesktop(runtime.executable, root, target);
        return;
      }
      const notice = `Shown in the browser because ${runtime.reason}.`;
      const folder = dataDirectory();
      const served = await serveHost({ dataDirectory: folder, host: '127.0.0.1', port: 0, notice });
      try {
        if (path !== undefined) await served.host.openSource(path);
        log(notice);
        printText(`SweetSpot is at ${served.url}`);
        await shownUntilDone(served.url, folder);
      } finally {
        await served.close();
      }
    });
}

/** Shows the window until it is closed or the user stops the program. */
async function shownUntilDone(url: string, folder: string): Promise<void> {
  const stopped = stopSignal();
  const window = openAppWindow(url, folder);
  if (window !== null) {
    log('Close the window to end, or stop with Ctrl+C.');
    const ended = await Promise.race([windowClosed(window), stopped.then(() => true)]);
    window.kill();
    if (ended) return;
  }
  log('Stop with Ctrl+C.');
  showInBrowser(url);
  await stopped;
}
