import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Browsers that show one page as a window of its own, by what their program is called. */
const programs: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    'microsoft-edge-stable',
    'microsoft-edge',
    'google-chrome-stable',
    'google-chrome',
    'chromium',
    'chromium-browser',
  ],
  win32: [
    'Microsoft\\Edge\\Application\\msedge.exe',
    'Google\\Chrome\\Application\\chrome.exe',
    'Chromium\\Application\\chrome.exe',
  ],
  darwin: [
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
};

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Folders in which programs lie. */
function programFolders(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): string[] {
  if (platform === 'darwin') return [''];
  const names = ['ProgramFiles(x86)', 'ProgramFiles', 'LOCALAPPDATA'];
  const listed =
    platform === 'win32'
      ? names.map((name) => environment[name])
      : environment.PATH?.split(delimiter);
  return (listed ?? []).filter((folder): folder is string => Boolean(folder));
}

/** Edge, Chrome or Chromium on this machine, or the one SWEETSPOT_CHROMIUM names; null without one. */
export function appBrowser(
  environment: NodeJS.ProcessEnv = process.env,
  platform = process.platform,
): string | null {
  const { SWEETSPOT_CHROMIUM: own } = environment;
  if (own) return own;
  const folders = programFolders(platform, environment);
  const candidates = (programs[platform] ?? []).flatMap((name) =>
    folders.map((folder) => (folder === '' ? name : join(folder, name))),
  );
  return candidates.find(isExecutable) ?? null;
}

/**
 * Shows an address as a window of its own, with a browser profile of its own below `folder`: it
 * neither sees nor leaves anything in the user's. Null where no browser can or nothing can show it.
 */
export function openAppWindow(
  url: string,
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
  platform = process.platform,
): ChildProcess | null {
  const hasDisplay =
    platform !== 'linux' || Boolean(environment.DISPLAY ?? environment.WAYLAND_DISPLAY);
  const browser = hasDisplay ? appBrowser(environment, platform) : null;
  if (browser === null) return null;
  const switches = ['--no-first-run', '--no-default-browser-check', '--disable-sync'];
  const profile = `--user-data-dir=${join(folder, 'window')}`;
  return spawn(browser, [`--app=${url}`, profile, '--window-size=1440,900', ...switches], {
    stdio: 'ignore',
  });
}

/** How long a window lives at least; a browser that ends sooner has shown none, or handed it on. */
const SHORTEST_WINDOW_MS = 3000;

/** Resolves with true once the window was closed, with false at once where it never opened. */
export function windowClosed(
  window: ChildProcess,
  shortestMs = SHORTEST_WINDOW_MS,
): Promise<boolean> {
  const openedAt = Date.now();
  return new Promise((settle) => {
    window.once('error', () => settle(false));
    window.once('exit', (code) => settle(code === 0 && Date.now() - openedAt >= shortestMs));
  });
}
