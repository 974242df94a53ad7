import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect } from 'vitest';
import type { ViewEvent } from '#shared/contract';
import { appPaths } from './app-paths';
import { createHost, type Host, type Shell } from './host';
import { spawnNodeProcess } from './process-channel';

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../tests/fixtures/${name}`, import.meta.url));

export const owner = { access: 'control' } as const;

/** For each test a folder of its own with a scan in it, and what it starts of hosts. */
export interface HostFixture {
  folder: string;
  scanFolder: string;
  /** The host started last. */
  host: Host | undefined;
  /** What that host told its views. */
  events: ViewEvent[];
  hostWith: (shell: Shell) => Promise<Host>;
}

/** Keeps a fixture up to date from test to test, and clears away behind each. */
export function hostFixture(): HostFixture {
  const current: HostFixture = {
    folder: '',
    scanFolder: '',
    host: undefined,
    events: [],
    async hostWith(shell) {
      current.events = [];
      const host = await createHost({
        shell,
        paths: {
          ...appPaths(),
          engineEntry: fixture('engine-process.mjs'),
          beamlineEntry: fixture('beamline-process.mjs'),
        },
        version: '1.2.3',
        dataDirectory: join(current.folder, 'data'),
        spawn: spawnNodeProcess,
        onWarning: (message) => expect.unreachable(message),
      });
      host.subscribe((event) => current.events.push(event));
      current.host = host;
      return host;
    },
  };
  beforeEach(async () => {
    current.folder = await mkdtemp(join(tmpdir(), 'sweetspot-'));
    current.scanFolder = join(current.folder, 'scan 17');
    await mkdir(current.scanFolder);
    await writeFile(join(current.scanFolder, 'first.h5'), '');
    await writeFile(join(current.scanFolder, '.hidden'), '');
    await mkdir(join(current.scanFolder, 'raw'));
  });
  afterEach(async () => {
    await current.host?.close();
    await rm(current.folder, { recursive: true, force: true });
  });
  return current;
}
