import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BeamlineState, ViewEvent } from '#shared/contract';
import type { ProfilesState } from '#shared/profile';
import { siteProfile } from '#shared/shipped-profiles';
import { appPaths, appVersion } from './app-paths';
import { createHost, type Host, type Shell } from './host';
import { spawnNodeProcess } from './process-channel';

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../tests/fixtures/${name}`, import.meta.url));
const owner = { access: 'control' } as const;
const beamlineRequest = {
  scene: 'bi2se3',
  format: 'file-per-point',
  pointsPerSecond: 100,
  columns: 3,
  rows: 2,
  seed: 1,
} as const;

let folder: string;
let scanFolder: string;
let host: Host | undefined;
let events: ViewEvent[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sweetspot-'));
  scanFolder = join(folder, 'scan 17');
  await mkdir(scanFolder);
  await writeFile(join(scanFolder, 'first.h5'), '');
  await writeFile(join(scanFolder, '.hidden'), '');
  await mkdir(join(scanFolder, 'raw'));
});
afterEach(async () => {
  await host?.close();
  await rm(folder, { recursive: true, force: true });
});

async function hostWith(shell: Shell) {
  events = [];
  host = await createHost({
    shell,
    paths: {
      ...appPaths(),
      engineEntry: fixture('engine-process.mjs'),
      beamlineEntry: fixture('beamline-process.mjs'),
    },
    version: '1.2.3',
    dataDirectory: join(folder, 'data'),
    spawn: spawnNodeProcess,
    onWarning: (message) => expect.unreachable(message),
  });
  host.subscribe((event) => events.push(event));
  return host;
}

const browser: Shell = { kind: 'browser', notice: 'No Electron here.' };
const desktop = (answers: {
  source?: string | null;
  exportDirectory?: string | null;
  profileFile?: string | null;
  profileTarget?: string | null;
}): Shell => ({
  kind: 'desktop',
  chooseSource: () => Promise.resolve(answers.source ?? null),
  chooseExportDirectory: () => Promise.resolve(answers.exportDirectory ?? null),
  chooseProfileFile: () => Promise.resolve(answers.profileFile ?? null),
  chooseProfileTarget: () => Promise.resolve(answers.profileTarget ?? null),
});
const beamlineStates = () =>
  events.flatMap((event): BeamlineState[] => (event.name === 'beamline' ? [event.payload] : []));

describe('the browser host', () => {
  it('tells each client what it may do, and the link to owners only', async () => {
    const { handle, shareViewLink } = await hostWith(browser);
    shareViewLink('http://localhost:1/#token=t');
    expect(await handle('getHostInfo', {}, owner)).toEqual({
      ok: true,
      value: {
        kind: 'browser',
        version: '1.2.3',
        access: 'control',
        notice: 'No Electron here.',
        viewLink: 'http://localhost:1/#token=t',
      },
    });
    expect(await handle('getHostInfo', {}, { access: 'view' })).toMatchObject({
      value: { access: 'view', viewLink: null },
    });
  });

  it('lists a folder, folders first and hidden files left out', async () => {
    const { handle } = await hostWith(browser);
    expect(await handle('browseFolder', { path: scanFolder }, owner)).toEqual({
      ok: true,
      value: {
        path: scanFolder,
        parent: folder,
        entries: [
          { name: 'raw', path: join(scanFolder, 'raw'), kind: 'folder' },
          { name: 'first.h5', path: join(scanFolder, 'first.h5'), kind: 'file' },
        ],
        truncated: false,
      },
    });
    for (const path of ['relative', '../..', join(folder, 'missing'), '/etc/passwd\0']) {
      expect(await handle('browseFolder', { path }, owner)).toMatchObject({ ok: false });
    }
  });

  it('opens a path, remembers it, and opens it again by its id', async () => {
    const { handle } = await hostWith(browser);
    const opened = { ok: true, value: { opened: true } };
    expect(await handle('openPath', { path: ` ${scanFolder} ` }, owner)).toEqual(opened);
    const recents = await handle('listRecentSources', {}, owner);
    expect(recents).toMatchObject({ value: { sources: [{ path: scanFolder, kind: 'folder' }] } });
    const [{ id }] = (recents as { value: { sources: { id: string }[] } }).value.sources;
    expect(await handle('openRecentSource', { id }, owner)).toEqual(opened);
    expect(await handle('openPath', { path: join(folder, 'missing') }, owner)).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    });
    expect(await handle('chooseSource', { kind: 'folder' }, owner)).toMatchObject({
      error: { code: 'unsupported' },
    });
  });

  it('exports into its own folder and offers the files for download, nothing else', async () => {
    const { handle, openSource, findExport } = await hostWith(browser);
    expect(await handle('exportScan', {}, owner)).toMatchObject({ error: { code: 'no-scan' } });
    await openSource(scanFolder);
    const result = await handle('exportScan', {}, owner);
    const { directory, files } = (
      result as { value: { directory: string; files: { href: string }[] } }
    ).value;
    expect(directory).toMatch(/exports.sweetspot-scan_17-\d{8}-\d{6}$/);
    const [, , id, name] = files[0].href.split('/');
    expect(findExport(id, name)).toEqual({ directory, name: 'map.csv' });
    expect(findExport(id, '../preferences.json')).toBeNull();
    expect(findExport('other', name)).toBeNull();
  });

  it('runs the simulated beamline in a folder of its own and opens that', async () => {
    const { handle } = await hostWith(browser);
    expect(await handle('startBeamline', beamlineRequest, owner)).toEqual({
      ok: true,
      value: { opened: true },
    });
    await vi.waitFor(() => expect(beamlineStates().at(-1)).toMatchObject({ running: false }));
    expect(beamlineStates().at(-1)).toEqual({
      running: false,
      written: 6,
      total: 6,
      message: null,
    });
    const [scan] = await readdir(join(folder, 'data', 'simulated'));
    expect(await readdir(join(folder, 'data', 'simulated', scan))).toHaveLength(6);
    expect(await handle('listRecentSources', {}, owner)).toMatchObject({
      value: { sources: [{ path: join(folder, 'data', 'simulated', scan) }] },
    });
  });

  it('stops the beamline on request, and when another source is opened', async () => {
    const { handle } = await hostWith(browser);
    const slow = { ...beamlineRequest, pointsPerSecond: 0.1 };
    await handle('startBeamline', slow, owner);
    await handle('stopBeamline', {}, owner);
    expect(beamlineStates().at(-1)).toMatchObject({ running: false, message: 'Stopped.' });
    await handle('startBeamline', slow, owner);
    expect(beamlineStates().at(-1)).toMatchObject({ running: true });
    await handle('openPath', { path: scanFolder }, owner);
    expect(beamlineStates().at(-1)).toMatchObject({ running: false });
  });

  it('says when the beamline breaks down, and keeps few of its scans', async () => {
    const { handle } = await hostWith(browser);
    for (let run = 0; run < 5; run++) {
      await handle('startBeamline', { ...beamlineRequest, seed: 13 }, owner);
      await vi.waitFor(() => expect(beamlineStates().at(-1)).toMatchObject({ running: false }));
    }
    expect(beamlineStates().at(-1)).toMatchObject({
      written: 2,
      message: expect.stringContaining('exit code 9'),
    });
    expect(await readdir(join(folder, 'data', 'simulated'))).toHaveLength(4);
  });

  it('keeps preferences and tells every view', async () => {
    const { handle, currentStates } = await hostWith(browser);
    const result = await handle('setPreferences', { theme: 'dark' }, owner);
    expect(result).toMatchObject({ ok: true, value: { theme: 'dark' } });
    expect(events).toContainEqual({
      name: 'preferences',
      payload: expect.objectContaining({ theme: 'dark' }),
    });
    expect(currentStates().map(({ name }) => name)).toEqual([
      'engine',
      'beamline',
      'preferences',
      'profiles',
    ]);
  });

  it('has the map and the open scan follow the profile in use', async () => {
    const { handle, openSource } = await hostWith(browser);
    await openSource(scanFolder);
    const openings = () => events.filter(({ name }) => name === 'warnings').length;
    const before = openings();
    const orientation = { flipX: true, flipY: false, swapAxes: true };
    const profile = siteProfile('Ours', { orientation });
    const saved = await handle('saveProfile', { id: null, profile }, owner);
    expect(openings(), 'a profile that is not in use changes nothing').toBe(before);
    const { id } = (saved as { value: { id: string } }).value;
    expect(await handle('chooseProfile', { id }, owner)).toMatchObject({ value: { active: id } });
    expect(events).toContainEqual(expect.objectContaining({ name: 'profiles' }));
    expect(await handle('getPreferences', {}, owner)).toMatchObject({ value: { orientation } });
    expect(openings()).toBe(before + 1);

    // The map turned by hand stays so with the user's own profile.
    const turned = { flipX: false, flipY: true, swapAxes: false };
    await handle('setPreferences', { orientation: turned }, owner);
    const { value } = (await handle('listProfiles', {}, { access: 'view' })) as {
      value: ProfilesState;
    };
    expect(value.entries.at(-1)).toMatchObject({ id, profile: { orientation: turned } });
    expect(await handle('chooseProfile', { id: null }, { access: 'view' })).toMatchObject({
      error: { code: 'forbidden' },
    });
  });

  it('carries profiles as texts, and asks for a region only of an open scan', async () => {
    const { handle, openSource } = await hostWith(browser);
    const exported = (await handle('exportProfile', { id: 'bloch' }, owner)) as {
      value: { text: string };
    };
    const text = exported.value.text.replace('MAX IV Bloch', 'Bloch, our way');
    expect(await handle('importProfile', { text }, owner)).toMatchObject({ ok: true });
    expect(await handle('importProfile', { text: '{}' }, owner)).toMatchObject({
      error: { code: 'invalid-format' },
    });
    const region = { region: 'valence' };
    expect(await handle('chooseRegion', region, owner)).toMatchObject({
      error: { code: 'no-scan' },
    });
    await openSource(scanFolder);
    expect(await handle('chooseRegion', region, owner)).toEqual({
      ok: true,
      value: { opened: true },
    });
  });

  it('passes engine commands on and checks what comes back', async () => {
    const { handle, openSource } = await hostWith(browser);
    await openSource(scanFolder);
    expect(await handle('getSnapshot', {}, { access: 'view' })).toEqual({ ok: true, value: null });
    expect(await handle('dismissWarning', { id: 'a' }, owner)).toEqual({ ok: true, value: {} });
    expect(await handle('updateSettings', { regionDelta: 2 }, owner)).toMatchObject({
      error: { code: 'internal' },
    });
    expect(await handle('closeScan', {}, owner)).toEqual({ ok: true, value: {} });
    expect(await handle('exportScan', {}, owner)).toMatchObject({ error: { code: 'no-scan' } });
  });
});

describe('the desktop host', () => {
  it('imports and exports profiles as files, never into the acquisition', async () => {
    const target = join(folder, 'bloch.json');
    const { handle } = await hostWith(desktop({ profileFile: target, profileTarget: target }));
    expect(await handle('exportProfile', { id: 'bloch' }, owner)).toEqual({
      ok: true,
      value: { fileName: 'MAX-IV-Bloch.sweetspot-profile.json', path: target, text: null },
    });
    expect(await handle('importProfile', {}, owner)).toMatchObject({ value: { id: 'bloch' } });
    await host?.close();
    const inside = join(scanFolder, 'bloch.json');
    const other = await hostWith(desktop({ profileTarget: inside }));
    await other.openSource(scanFolder);
    expect(await other.handle('exportProfile', { id: 'bloch' }, owner)).toMatchObject({
      error: { code: 'forbidden' },
    });
    expect(await readdir(scanFolder)).not.toContain('bloch.json');
    expect(await other.handle('importProfile', {}, owner)).toEqual({ ok: true, value: null });
  });

  it('opens what the dialog returns, and nothing when it is cancelled', async () => {
    const { handle } = await hostWith(desktop({ source: scanFolder }));
    expect(await handle('chooseSource', { kind: 'folder' }, owner)).toMatchObject({
      value: { opened: true },
    });
    await host?.close();
    const cancelled = await hostWith(desktop({ source: null }));
    expect(await cancelled.handle('chooseSource', { kind: 'folder' }, owner)).toMatchObject({
      value: { opened: false },
    });
  });

  it('refuses paths from the view', async () => {
    const { handle } = await hostWith(desktop({}));
    for (const [name, request] of [
      ['openPath', { path: scanFolder }],
      ['browseFolder', { path: scanFolder }],
    ] as const) {
      expect(await handle(name, request, owner)).toMatchObject({ error: { code: 'unsupported' } });
    }
  });

  it('exports into a new folder below the chosen one', async () => {
    const exportDirectory = join(folder, 'results');
    const { handle, openSource } = await hostWith(desktop({ exportDirectory }));
    await openSource(scanFolder);
    for (let run = 0; run < 2; run++) {
      expect(await handle('exportScan', {}, owner)).toMatchObject({
        value: { files: [{ name: 'map.csv', href: null }] },
      });
    }
    expect(await readdir(exportDirectory)).toHaveLength(2);
  });

  it('returns null when the export dialog is cancelled', async () => {
    const { handle, openSource } = await hostWith(desktop({ exportDirectory: null }));
    await openSource(scanFolder);
    expect(await handle('exportScan', {}, owner)).toEqual({ ok: true, value: null });
  });

  it.each([(scan: string) => scan, (scan: string) => join(scan, 'raw')])(
    'never writes where the analyzer writes (%#)',
    async (exportDirectory) => {
      const { handle, openSource } = await hostWith(
        desktop({ exportDirectory: exportDirectory(scanFolder) }),
      );
      await openSource(scanFolder);
      expect(await handle('exportScan', {}, owner)).toMatchObject({
        error: { code: 'forbidden' },
      });
      expect((await readdir(scanFolder)).sort()).toEqual(['.hidden', 'first.h5', 'raw']);
    },
  );
});

describe('appVersion', () => {
  it('is the version of the package', () => {
    expect(appVersion()).toMatch(/^\d+\.\d+\.\d+/);
  });
});
