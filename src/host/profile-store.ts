import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { SweetSpotError } from '#shared/errors';
import {
  activeProfile,
  MOST_PROFILE_TEXT,
  profileDocumentSchema,
  siteProfileSchema,
  type ProfilesState,
  type SiteProfile,
} from '#shared/profile';
import { shippedProfiles } from '#shared/shipped-profiles';
import { openJsonStore } from './json-store';

const documentSchema = z.object({
  version: z.literal(1),
  /** Id of the profile in use; null while the user has chosen none. */
  active: z.string().nullable(),
  profiles: z.array(z.object({ id: z.string(), profile: siteProfileSchema })),
});

/** As many as anyone sorts through. */
const MOST_PROFILES = 200;

/** The site profiles: those shipped and the user's own, and which is in use. */
export interface ProfileStore {
  readonly state: ProfilesState;
  /** The profile in use, or null. */
  readonly active: SiteProfile | null;
  /**
   * Keeps a profile under its id, or a new one; resolves with the id.
   * @throws SweetSpotError `forbidden` for a shipped one, `not-found`, `invalid-request` for a
   * name that another has, `write-failed`.
   */
  save: (id: string | null, profile: SiteProfile) => Promise<string>;
  /** @throws SweetSpotError `forbidden` for a shipped one, `not-found`, `write-failed`. */
  remove: (id: string) => Promise<void>;
  /** @throws SweetSpotError `not-found`, `write-failed`. */
  choose: (id: string | null) => Promise<void>;
  /** Adds the profile of a file, once. @throws SweetSpotError `invalid-format`, `write-failed`. */
  importText: (text: string) => Promise<string>;
  /** @throws SweetSpotError `not-found`. */
  exportText: (id: string) => { fileName: string; text: string };
}

/**
 * Opens `profiles.json` in the data folder. One that is damaged is kept aside, and said so in
 * the state until the next start.
 */
export async function openProfileStore(
  dataDirectory: string,
  onWarning: (message: string) => void,
): Promise<ProfileStore> {
  let problem: string | null = null;
  const store = await openJsonStore<z.infer<typeof documentSchema>>({
    path: join(dataDirectory, 'profiles.json'),
    schema: documentSchema,
    defaults: { version: 1, active: null, profiles: [] },
    onWarning: (message) => {
      problem = message;
      onWarning(message);
    },
  });

  const state = (): ProfilesState => {
    const own = store.value.profiles
      .map(({ id, profile }) => ({ id, origin: 'own' as const, profile }))
      .sort((a, b) => a.profile.name.localeCompare(b.profile.name, 'en', { numeric: true }));
    const entries = [...shippedProfiles, ...own];
    // A profile in use may be gone since: deleted by another version, or no longer shipped.
    const isThere = entries.some(({ id }) => id === store.value.active);
    return { entries, active: isThere ? store.value.active : null, problem };
  };
  const entryOf = (id: string) => {
    const entry = state().entries.find((candidate) => candidate.id === id);
    if (entry === undefined) throw new SweetSpotError('not-found', `There is no profile ${id}.`);
    return entry;
  };
  const ownEntryOf = (id: string) => {
    const entry = entryOf(id);
    if (entry.origin === 'own') return entry;
    throw new SweetSpotError('forbidden', `${entry.profile.name} comes with SweetSpot.`, {
      hint: 'Duplicate it and change the copy.',
    });
  };
  const assertNameIsFree = (name: string, id: string | null) => {
    const taken = state().entries.some(
      (entry) => entry.id !== id && entry.profile.name.toLowerCase() === name.toLowerCase(),
    );
    if (taken) {
      throw new SweetSpotError('invalid-request', `Another profile is called ${name}.`, {
        hint: 'Give it another name.',
      });
    }
  };

  const save = async (id: string | null, profile: SiteProfile) => {
    if (id !== null) ownEntryOf(id);
    assertNameIsFree(profile.name, id);
    const { profiles } = store.value;
    if (id === null && profiles.length >= MOST_PROFILES) {
      throw new SweetSpotError('invalid-request', `There are ${MOST_PROFILES} profiles already.`, {
        hint: 'Delete one that is no longer needed.',
      });
    }
    const kept = { id: id ?? randomUUID(), profile };
    const others = profiles.filter((other) => other.id !== kept.id);
    await store.set({ ...store.value, profiles: [...others, kept] });
    return kept.id;
  };

  return {
    get state() {
      return state();
    },
    get active() {
      return activeProfile(state())?.profile ?? null;
    },
    save,
    async remove(id) {
      ownEntryOf(id);
      const { active, profiles } = store.value;
      await store.set({
        version: 1,
        active: active === id ? null : active,
        profiles: profiles.filter((profile) => profile.id !== id),
      });
    },
    async choose(id) {
      if (id !== null) entryOf(id);
      await store.set({ ...store.value, active: id });
    },
    async importText(text) {
      const imported = profileFromText(text);
      const { entries } = state();
      const content = (profile: SiteProfile) => JSON.stringify(siteProfileSchema.parse(profile));
      const same = entries.find(({ profile }) => content(profile) === content(imported));
      if (same !== undefined) return same.id;
      const names = new Set(entries.map(({ profile }) => profile.name.toLowerCase()));
      return save(null, { ...imported, name: freeName(imported.name, names) });
    },
    exportText(id) {
      const { profile } = entryOf(id);
      const safe = profile.name.replaceAll(/[^\p{Letter}\p{Number}._-]+/gu, '-');
      return { fileName: `${safe}.sweetspot-profile.json`, text: profileText(profile) };
    },
  };
}

/** A profile as the text of a file to be shared. */
function profileText(profile: SiteProfile): string {
  const document = { kind: 'sweetspot-profile', version: 1, profile };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The profile in the text of a file. @throws SweetSpotError `invalid-format` with what is wrong. */
export function profileFromText(text: string): SiteProfile {
  const refuse = (found: string) =>
    new SweetSpotError(
      'invalid-format',
      `Expected a SweetSpot profile, version 1; found ${found}.`,
    );
  if (text.length > MOST_PROFILE_TEXT) throw refuse(`a text of ${text.length} characters`);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw refuse('a text that is no JSON');
  }
  const parsed = profileDocumentSchema.safeParse(document);
  if (parsed.success) return parsed.data.profile;
  const [{ path, message }] = parsed.error.issues;
  throw refuse(`${path.join('.') || 'the document'}: ${message}`);
}

/** A name that is not taken: `Bloch`, else `Bloch (2)` and so on. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : ` (${number})`;
    const candidate = `${name.slice(0, 60 - suffix.length)}${suffix}`;
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
}
