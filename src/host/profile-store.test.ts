import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { shippedProfiles, siteProfile } from '#shared/shipped-profiles';
import { openProfileStore, profileFromText } from './profile-store';

let folder: string;
let warnings: string[];
const open = () => openProfileStore(folder, (message) => void warnings.push(message));
const ours = siteProfile('Our hutch', { fileUnit: 'um', region: 'map' });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sweetspot-'));
  warnings = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('openProfileStore', () => {
  it('keeps profiles and the choice over a restart, own ones after the shipped', async () => {
    const store = await open();
    expect(store.state).toEqual({ entries: shippedProfiles, active: null, problem: null });
    const second = await store.save(null, siteProfile('Second'));
    const id = await store.save(null, ours);
    await store.save(id, { ...ours, dwellSeconds: 0.5 });
    await store.choose(id);
    const reopened = await open();
    expect(reopened.state.entries.slice(shippedProfiles.length)).toEqual([
      { id, origin: 'own', profile: { ...ours, dwellSeconds: 0.5 } },
      { id: second, origin: 'own', profile: siteProfile('Second') },
    ]);
    expect(reopened.active).toEqual({ ...ours, dwellSeconds: 0.5 });
    await reopened.remove(id);
    expect((await open()).state.active).toBeNull();
    expect(warnings).toEqual([]);
  });

  it('changes no shipped profile, and knows no other', async () => {
    const store = await open();
    await expect(store.save('bloch', ours)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(store.remove('bloch')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(store.choose('nowhere')).rejects.toMatchObject({ code: 'not-found' });
    await expect(store.save('nowhere', ours)).rejects.toMatchObject({ code: 'not-found' });
    await expect(store.save(null, siteProfile('max iv BLOCH'))).rejects.toMatchObject({
      code: 'invalid-request',
    });
    await store.choose('bloch');
    expect(store.active?.name).toBe('MAX IV Bloch');
  });

  it.each(['', '{"version": 1, "profiles": [{"id": "a", "profile": {}}]}', '{"version": 2}'])(
    'keeps the damaged document %j aside, and says so',
    async (text) => {
      const path = join(folder, 'profiles.json');
      await writeFile(path, text);
      const store = await open();
      expect(store.state.entries).toEqual(shippedProfiles);
      expect(store.state.problem).toContain('profiles.json.bad');
      expect(warnings).toEqual([store.state.problem]);
      expect(await readFile(`${path}.bad`, 'utf8')).toBe(text);
      await store.save(null, ours);
      expect((await open()).state).toMatchObject({ problem: null });
    },
  );

  it('exports to a text that another SweetSpot imports', async () => {
    const store = await open();
    const id = await store.save(null, ours);
    const { fileName, text } = store.exportText(id);
    expect(fileName).toBe('Our-hutch.sweetspot-profile.json');
    expect(await store.importText(text), 'what is there already is not added again').toBe(id);
    expect(await store.importText(store.exportText('bloch').text)).toBe('bloch');

    // Another profile of the same name stands beside it.
    const changed = text.replace('"map"', '"cut"');
    const imported = await store.importText(changed);
    expect(imported).not.toBe(id);
    const names = store.state.entries.slice(shippedProfiles.length).map(({ profile }) => profile);
    expect(names).toEqual([ours, { ...ours, name: 'Our hutch (2)', region: 'cut' }]);
  });

  it.each([
    ['not json', /no JSON/],
    ['{"kind": "other"}', /kind/],
    [JSON.stringify({ kind: 'sweetspot-profile', version: 2, profile: ours }), /version/],
    [
      JSON.stringify({ kind: 'sweetspot-profile', version: 1, profile: { ...ours, fileUnit: 3 } }),
      /profile\.fileUnit/,
    ],
    ['x'.repeat(20_000), /20000 characters/],
  ])('refuses the text %#', (text, reason) => {
    expect(() => profileFromText(text)).toThrow(reason);
  });
});
