import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { desktopRuntime } from './desktop';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sweetspot-runtime-'));
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', '');
  vi.stubEnv('DISPLAY', ':0');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

/** The package's files; asking it for the executable would be an error here. */
function installPackage(hasRuntime: boolean) {
  const folder = join(root, 'node_modules', 'electron');
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeFileSync(join(folder, 'index.js'), 'throw new Error("asked the package");');
  if (!hasRuntime) return;
  writeFileSync(join(folder, 'path.txt'), 'electron');
  writeFileSync(join(folder, 'dist', 'electron'), '');
}

describe('desktopRuntime', () => {
  it('says that there is none where the package is missing or has its own files only', () => {
    expect(desktopRuntime(root)).toEqual({ reason: expect.stringContaining('not installed') });
    installPackage(false);
    expect(desktopRuntime(root)).toEqual({ reason: expect.stringContaining('not installed') });
  });

  it('finds the executable, and needs a display on Linux', () => {
    installPackage(true);
    const executable = join(root, 'node_modules', 'electron', 'dist', 'electron');
    expect(desktopRuntime(root, 'linux')).toEqual({ executable });
    vi.stubEnv('DISPLAY', undefined);
    vi.stubEnv('WAYLAND_DISPLAY', undefined);
    expect(desktopRuntime(root, 'linux')).toEqual({ reason: 'this session has no display' });
    expect(desktopRuntime(root, 'darwin')).toEqual({ executable });
  });
});
