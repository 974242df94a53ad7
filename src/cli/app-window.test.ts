import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appBrowser, openAppWindow, windowClosed } from './app-window';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweetspot-window-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program that notes its arguments and ends. */
function program(path: string, exitCode = 0): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$@" > '${folder}/arguments'\nexit ${exitCode}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('appBrowser', () => {
  it('prefers Edge, takes Chromium, and knows when there is none', () => {
    expect(appBrowser({ PATH: folder }, 'linux')).toBeNull();
    const chromium = program(join(folder, 'chromium'));
    expect(appBrowser({ PATH: folder }, 'linux')).toBe(chromium);
    const edge = program(join(folder, 'microsoft-edge'));
    expect(appBrowser({ PATH: folder }, 'linux')).toBe(edge);
    expect(appBrowser({ PATH: folder, SWEETSPOT_CHROMIUM: '/own' }, 'linux')).toBe('/own');
  });

  it('looks below the program folders on Windows', () => {
    const edge = join(folder, 'Microsoft\\Edge\\Application\\msedge.exe');
    program(edge);
    expect(appBrowser({ ProgramFiles: folder }, 'win32')).toBe(edge);
  });
});

if (process.platform === 'win32')
  console.log('Skipped: app windows of stand-in programs, scripts of a POSIX shell.');

describe.skipIf(process.platform === 'win32')('openAppWindow', () => {
  const address = 'http://127.0.0.1:1/#token=a';

  it('shows the address in app mode with a browser profile of its own', async () => {
    program(join(folder, 'chromium'));
    const window = openAppWindow(address, folder, { PATH: folder, DISPLAY: ':0' }, 'linux')!;
    expect(await windowClosed(window, 0)).toBe(true);
    const given = readFileSync(join(folder, 'arguments'), 'utf8').split('\n');
    expect(given).toContain(`--app=${address}`);
    expect(given).toContain(`--user-data-dir=${join(folder, 'window')}`);
  });

  it('tells a window that never opened from one that was closed', async () => {
    program(join(folder, 'chromium'), 1);
    const environment = { PATH: folder, DISPLAY: ':0' };
    expect(await windowClosed(openAppWindow(address, folder, environment, 'linux')!, 0)).toBe(
      false,
    );
    expect(openAppWindow(address, folder, { PATH: folder }, 'linux')).toBeNull();
  });
});
