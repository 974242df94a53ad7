import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where Electron's runtime is, or why there is none. */
export type DesktopRuntime = { executable: string } | { reason: string };

/**
 * Electron's executable below `root`, null where only the files of its package are installed. Read
 * here and not asked of the package, which would download the runtime when asked.
 */
function electronExecutable(root: string): string | null {
  const packageFolder = join(root, 'node_modules', 'electron');
  const note = join(packageFolder, 'path.txt');
  const name = existsSync(note) ? readFileSync(note, 'utf8') : null;
  const { ELECTRON_OVERRIDE_DIST_PATH: own } = process.env;
  if (own) return existingFile(join(own, name ?? 'electron'));
  return name === null ? null : existingFile(join(packageFolder, 'dist', name));
}

function existingFile(path: string): string | null {
  return existsSync(path) ? path : null;
}

/** Finds Electron's runtime below `root` and a display to show a window on. */
export function desktopRuntime(root: string, platform = process.platform): DesktopRuntime {
  const executable = electronExecutable(root);
  if (executable === null) {
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
