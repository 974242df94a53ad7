import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { dataDirectory } from '#host/data-directory';
import { readProfileFile } from '#host/profile-files';
import { openProfileStore, profileFromText } from '#host/profile-store';
import type { OpenScan } from '#shared/engine-contract';
import { SweetSpotError } from '#shared/errors';
import { scanProfileOf, type SiteProfile } from '#shared/profile';
import { log } from './terminal';

/** What the user says about how files are read. */
export interface ReadingOptions {
  scan?: string;
  region?: string;
  profile?: string;
}

/** Adds `--scan` to a command that reads folders. */
export function withScanOption(command: Command): Command {
  return command.option('--scan <name>', 'scan of the folder: its name, newest or all', 'newest');
}

/** Adds `--region` and `--profile` to a command. */
export function withReadingOptions(command: Command): Command {
  return command
    .option('--region <name>', 'region to read of files that hold several')
    .option('--profile <name or file>', 'site profile: units, region, dwell, MDC window, motors');
}

/** The options as the engine takes them. Throws `not-found`, `unreadable`, `invalid-format`. */
export async function readingOf({
  region,
  profile,
}: ReadingOptions): Promise<Pick<OpenScan, 'region' | 'profile'>> {
  const site = profile === undefined ? undefined : await profileNamed(profile);
  return { region, profile: site && scanProfileOf(site) };
}

/** A profile by its name or id, shipped or the user's own; else the one in a file. */
async function profileNamed(nameOrFile: string): Promise<SiteProfile> {
  const wanted = nameOrFile.toLowerCase();
  const { entries } = (await openProfileStore(dataDirectory(), log)).state;
  const known = entries.find(
    ({ id, profile }) => id.toLowerCase() === wanted || profile.name.toLowerCase() === wanted,
  );
  if (known !== undefined) return known.profile;
  const isFile = await stat(nameOrFile).then(
    (stats) => stats.isFile(),
    () => false,
  );
  if (isFile) return profileFromText(await readProfileFile(nameOrFile));
  const names = entries.map(({ profile }) => profile.name).join(', ');
  throw new SweetSpotError('not-found', `There is no profile ${nameOrFile}, nor such a file.`, {
    hint: `Profiles: ${names}.`,
  });
}
