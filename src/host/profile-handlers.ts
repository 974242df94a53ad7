import type { OpenScan } from '#shared/engine-contract';
import type { ProfilesState } from '#shared/profile';
import type { HostHandlers } from './command-router';
import { readProfileFile, writeProfileFile } from './profile-files';
import type { ProfileStore } from './profile-store';

type ProfileCommands =
  | 'listProfiles'
  | 'saveProfile'
  | 'deleteProfile'
  | 'chooseProfile'
  | 'importProfile'
  | 'exportProfile';

interface ProfileDependencies {
  profiles: ProfileStore;
  /** The desktop's dialogs; null where a browser carries the text of profile files itself. */
  dialogs: {
    chooseProfileFile: () => Promise<string | null>;
    chooseProfileTarget: (fileName: string) => Promise<string | null>;
  } | null;
  /** The open scan, or null. */
  source: () => OpenScan | null;
  onChange: (state: ProfilesState) => void;
  /** Another profile is in use, or the one in use says something else. */
  onActive: () => Promise<void>;
}

/** The commands about site profiles. */
export function createProfileHandlers(
  dependencies: ProfileDependencies,
): Pick<HostHandlers, ProfileCommands> {
  const { profiles, dialogs, source, onChange, onActive } = dependencies;

  /** Does something to the profiles, tells the views, and has the one in use followed. */
  const change = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    const before = profiles.active;
    const value = await work();
    onChange(profiles.state);
    if (JSON.stringify(profiles.active) !== JSON.stringify(before)) await onActive();
    return value;
  };
  const imported = async (text: string) => {
    const id = await change(() => profiles.importText(text));
    return { id, state: profiles.state };
  };

  return {
    listProfiles: () => profiles.state,
    saveProfile: async ({ id, profile }) => {
      const saved = await change(() => profiles.save(id, profile));
      return { id: saved, state: profiles.state };
    },
    deleteProfile: async ({ id }) => {
      await change(() => profiles.remove(id));
      return profiles.state;
    },
    chooseProfile: async ({ id }) => {
      await change(() => profiles.choose(id));
      return profiles.state;
    },
    importProfile: async ({ text }) => {
      if (text !== undefined || dialogs === null) return imported(text ?? '');
      const path = await dialogs.chooseProfileFile();
      return path === null ? null : imported(await readProfileFile(path));
    },
    exportProfile: async ({ id }) => {
      const { fileName, text } = profiles.exportText(id);
      if (dialogs === null) return { fileName, path: null, text };
      const path = await dialogs.chooseProfileTarget(fileName);
      if (path === null) return null;
      await writeProfileFile(path, text, source());
      return { fileName, path, text: null };
    },
  };
}
