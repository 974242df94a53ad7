import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Where Electron's runtime is, or why there is none. */
export type DesktopRuntime = { executable: string } | { reason: string };

/** Finds Electron's runtime below `root` and a display to show a window on. */
export function desktopRuntime(root: string, platform = process.platform): DesktopRuntime {
  let executable: string;
  try {
    // The package exports the path of its executable, and throws where only its files are installed.
    executable = createRequire(join(root, 'package.json'))('electron') as string;
  } catch {
    return { reason: "Electron's runtime is not installed on this machine" };
  }
  const hasDisplay = Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
  if (platform === 'linux' && !hasDisplay) return { reason: 'this session has no display' };
  return { executable };
}

/** Runs the desktop window until it is closed; resolves with its exit code. */
export function runDesktop(executable: string, root: string, path: string | null): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(executable, [root, ...(path === null ? [] : [path])], { stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

const openers: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  linux: ['xdg-open'],
};

/** Shows an address in the user's browser where there is one; failing to is no error. */
export function showInBrowser(url: string, platform = process.platform): void {
  const opener = openers[platform];
  const hasDisplay = platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (opener === undefined || !hasDisplay) return;
  const [command, ...args] = opener;
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
