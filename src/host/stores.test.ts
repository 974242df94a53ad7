import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultPreferences } from '#shared/preferences';
import { dataDirectory } from './data-directory';
import { openPreferencesStore } from './preferences-store';
import { openRecentSources } from './recent-sources';

let folder: string;
let warnings: string[];
const onWarning = (message: string) => void warnings.push(message);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sweetspot-'));
  warnings = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('openPreferencesStore', () => {
  it('keeps what changed, in a folder it makes itself', async () => {
    const nested = join(folder, 'not', 'yet');
    const store = await openPreferencesStore(nested, onWarning);
    expect(store.value).toEqual(defaultPreferences);
    await Promise.all([
      store.update({ theme: 'dark' }),
      store.update({ colourMap: 'magma', theme: undefined }),
    ]);
    const reopened = await openPreferencesStore(nested, onWarning);
    expect(reopened.value).toEqual({ ...defaultPreferences, theme: 'dark', colourMap: 'magma' });
    expect(warnings).toEqual([]);
  });

  it.each(['', '{"version": 1, "theme"', '{"version": 2}', '[]', '\u0000'])(
    'keeps the damaged document %j aside and starts from the defaults',
    async (text) => {
      const path = join(folder, 'preferences.json');
      await writeFile(path, text);
      const store = await openPreferencesStore(folder, onWarning);
      expect(store.value).toEqual(defaultPreferences);
      expect(await readFile(`${path}.bad`, 'utf8')).toBe(text);
      expect(warnings).toEqual([expect.stringContaining('preferences.json.bad')]);
      await store.update({ theme: 'light' });
      expect((await openPreferencesStore(folder, onWarning)).value.theme).toBe('light');
    },
  );

  it('loses only the values that it does not know', async () => {
    const stored = { ...defaultPreferences, theme: 'sepia', colourMap: 'magma', later: 'unknown' };
    await writeFile(join(folder, 'preferences.json'), JSON.stringify(stored));
    const store = await openPreferencesStore(folder, onWarning);
    expect(store.value).toEqual({ ...defaultPreferences, colourMap: 'magma' });
    expect(warnings).toEqual([expect.stringMatching(/the values of theme are not known/)]);
    await store.update({ copyDialect: 'spec' });
    const reopened = await openPreferencesStore(folder, onWarning);
    expect(reopened.value).toMatchObject({ colourMap: 'magma', copyDialect: 'spec' });
    expect(warnings).toHaveLength(1);
  });

  it('says why it cannot write, and goes on with the value', async () => {
    await writeFile(join(folder, 'a-file'), '');
    const store = await openPreferencesStore(join(folder, 'a-file'), onWarning);
    await expect(store.update({ theme: 'dark' })).rejects.toMatchObject({ code: 'write-failed' });
    expect(store.value.theme).toBe('dark');
  });
});

describe('openRecentSources', () => {
  it('lists the newest first, each once, twelve at most', async () => {
    const recents = await openRecentSources(folder, onWarning);
    for (let scan = 0; scan < 15; scan++) {
      await recents.add({ path: `/scans/${scan}`, kind: 'folder' });
    }
    await recents.add({ path: '/scans/9', kind: 'folder' });
    const reopened = await openRecentSources(folder, onWarning);
    const paths = reopened.list().map(({ path }) => path);
    expect(paths.slice(0, 3)).toEqual(['/scans/9', '/scans/14', '/scans/13']);
    expect(paths).toHaveLength(12);
    expect(new Set(paths).size).toBe(12);
  });

  it('finds a source by its id only', async () => {
    const recents = await openRecentSources(folder, onWarning);
    await recents.add({ path: '/scans/1', kind: 'file' });
    const [{ id }] = recents.list();
    expect(recents.find(id)).toMatchObject({ path: '/scans/1', kind: 'file' });
    expect(() => recents.find('/scans/1')).toThrow(/No recent source/);
  });
});

describe('dataDirectory', () => {
  it('follows SWEETSPOT_DATA, else the platform', () => {
    expect(dataDirectory({ SWEETSPOT_DATA: folder })).toBe(folder);
    expect(dataDirectory({ SWEETSPOT_DATA: ' ' })).toMatch(/sweetspot/i);
  });
});
