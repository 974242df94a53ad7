import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { BeamlineState } from '#shared/features/beamline';
import type { ProfilesState } from '#shared/profile';
import { siteProfile } from '#shared/shipped-profiles';
import { appVersion } from './app-paths';
import { hostFixture, owner } from './host-fixture.test-support';
import type { Shell } from './host';

const current = hostFixture();
const browser: Shell = { kind: 'browser', notice: 'No Electron here.' };
const beamlineRequest = {
  scene: 'bi2se3',
  format: 'file-per-point',
  pointsPerSecond: 100,
  columns: 3,
  rows: 2,
  seed: 1,
} as const;
const beamlineStates = () =>
  current.events.flatMap((event): BeamlineState[] =>
    event.name === 'beamline' ? [event.payload] : [],
  );

describe('the browser host', () => {
  it('tells each client what it may do, and the link to owners only', async () => {
    const { handle, shareViewLink } = await current.hostWith(browser);
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

  it('lists a folder with sizes and dates, folders first and hidden files left out', async () => {
    const { handle } = await current.hostWith(browser);
    const entry = (name: string, kind: string, bytes: number | null) => {
      const path = join(current.scanFolder, name);
      return { name, path, kind, bytes, modifiedAt: statSync(path).mtimeMs };
    };
    expect(await handle('browseFolder', { path: current.scanFolder }, owner)).toEqual({
      ok: true,
      value: {
        path: current.scanFolder,
        parent: current.folder,
        entries: [entry('raw', 'folder', null), entry('first.h5', 'file', 0)],
        truncated: false,
      },
    });
    for (const path of ['relative', '../..', join(current.folder, 'missing'), '/etc/passwd\0']) {
      expect(await handle('browseFolder', { path }, owner)).toMatchObject({ ok: false });
    }
  });

  it('opens a path, remembers it, and opens it again by its id', async () => {
    const { handle } = await current.hostWith(browser);
    const opened = { ok: true, value: { opened: true } };
    expect(await handle('openPath', { path: ` ${current.scanFolder} ` }, owner)).toEqual(opened);
    const recents = await handle('listRecentSources', {}, owner);
    expect(recents).toMatchObject({
      value: { sources: [{ path: current.scanFolder, kind: 'folder' }] },
    });
    const [{ id }] = (recents as { value: { sources: { id: string }[] } }).value.sources;
    expect(await handle('openRecentSource', { id }, owner)).toEqual(opened);
    expect(
      await handle('openPath', { path: join(current.folder, 'missing') }, owner),
    ).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    });
    expect(await handle('chooseSource', { kind: 'folder' }, owner)).toMatchObject({
      error: { code: 'unsupported' },
    });
  });

  it('exports into its own current.folder and offers the files for download, nothing else', async () => {
    const { handle, openSource, findExport } = await current.hostWith(browser);
    expect(await handle('exportScan', {}, owner)).toMatchObject({ error: { code: 'no-scan' } });
    await openSource(current.scanFolder);
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

  it('runs the simulated beamline in a current.folder of its own and opens that', async () => {
    const { handle } = await current.hostWith(browser);
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
    const [scan] = await readdir(join(current.folder, 'data', 'simulated'));
    expect(await readdir(join(current.folder, 'data', 'simulated', scan))).toHaveLength(6);
    expect(await handle('listRecentSources', {}, owner)).toMatchObject({
      value: { sources: [{ path: join(current.folder, 'data', 'simulated', scan) }] },
    });
  });

  it('stops the beamline on request, and when another source is opened', async () => {
    const { handle } = await current.hostWith(browser);
    const slow = { ...beamlineRequest, pointsPerSecond: 0.1 };
    await handle('startBeamline', slow, owner);
    await handle('stopBeamline', {}, owner);
    expect(beamlineStates().at(-1)).toMatchObject({ running: false, message: 'Stopped.' });
    await handle('startBeamline', slow, owner);
    expect(beamlineStates().at(-1)).toMatchObject({ running: true });
    await handle('openPath', { path: current.scanFolder }, owner);
    expect(beamlineStates().at(-1)).toMatchObject({ running: false });
  });

  it('says when the beamline breaks down, and keeps few of its scans', async () => {
    const { handle } = await current.hostWith(browser);
    for (let run = 0; run < 5; run++) {
      await handle('startBeamline', { ...beamlineRequest, seed: 13 }, owner);
      await vi.waitFor(() => expect(beamlineStates().at(-1)).toMatchObject({ running: false }));
    }
    expect(beamlineStates().at(-1)).toMatchObject({
      written: 2,
      message: expect.stringContaining('exit code 9'),
    });
    expect(await readdir(join(current.folder, 'data', 'simulated'))).toHaveLength(4);
  });

  it('keeps preferences and tells every view', async () => {
    const { handle, currentStates } = await current.hostWith(browser);
    const result = await handle('setPreferences', { theme: 'dark' }, owner);
    expect(result).toMatchObject({ ok: true, value: { theme: 'dark' } });
    expect(current.events).toContainEqual({
      name: 'preferences',
      payload: expect.objectContaining({ theme: 'dark' }),
    });
    expect(currentStates().map(({ name }) => name)).toEqual([
      'engine',
      'beamline',
      'preferences',
      'profiles',
      'jobs',
    ]);
  });

  it('has the map and the open scan follow the profile in use', async () => {
    const { handle, openSource } = await current.hostWith(browser);
    await openSource(current.scanFolder);
    const openings = () => current.events.filter(({ name }) => name === 'warnings').length;
    const before = openings();
    const orientation = { flipX: true, flipY: false, swapAxes: true };
    const profile = siteProfile('Ours', { orientation });
    const saved = await handle('saveProfile', { id: null, profile }, owner);
    expect(openings(), 'a profile that is not in use changes nothing').toBe(before);
    const { id } = (saved as { value: { id: string } }).value;
    expect(await handle('chooseProfile', { id }, owner)).toMatchObject({ value: { active: id } });
    expect(current.events).toContainEqual(expect.objectContaining({ name: 'profiles' }));
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
    const { handle, openSource } = await current.hostWith(browser);
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
    await openSource(current.scanFolder);
    expect(await handle('chooseRegion', region, owner)).toEqual({
      ok: true,
      value: { opened: true },
    });
  });

  it('passes engine commands on and checks what comes back', async () => {
    const { handle, openSource } = await current.hostWith(browser);
    await openSource(current.scanFolder);
    expect(await handle('getSnapshot', {}, { access: 'view' })).toEqual({ ok: true, value: null });
    expect(await handle('dismissWarning', { id: 'a' }, owner)).toEqual({ ok: true, value: {} });
    expect(await handle('updateSettings', { regionDelta: 2 }, owner)).toMatchObject({
      error: { code: 'internal' },
    });
    expect(await handle('closeScan', {}, owner)).toEqual({ ok: true, value: {} });
    expect(await handle('exportScan', {}, owner)).toMatchObject({ error: { code: 'no-scan' } });
  });
});

describe('appVersion', () => {
  it('is the version of the package', () => {
    expect(appVersion()).toMatch(/^\d+\.\d+\.\d+/);
  });
});
