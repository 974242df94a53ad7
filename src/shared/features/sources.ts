import { z } from 'zod';
import { command } from '../contract/define';
import { nothing } from './nothing';

export const recentSourceSchema = z.object({
  id: z.string(),
  path: z.string(),
  kind: z.enum(['folder', 'file']),
  openedAt: z.number(),
});
export type RecentSource = z.infer<typeof recentSourceSchema>;

/** A folder on the machine the browser host runs on. */
const folderListingSchema = z.object({
  path: z.string(),
  parent: z.string().nullable(),
  entries: z.array(
    z.object({
      name: z.string(),
      path: z.string(),
      kind: z.enum(['folder', 'file']),
      /** Last change, ms since the epoch; null where it was not looked up. */
      modifiedAt: z.number().nullable(),
      bytes: z.number().nullable(),
    }),
  ),
  /** True when more entries exist than are listed. */
  truncated: z.boolean(),
});
export type FolderListing = z.infer<typeof folderListingSchema>;

export const opened = z.object({ opened: z.boolean() });

/** Where scans come from. */
export const sourceCommands = {
  /** Desktop: shows the system dialog and opens what is chosen. Not on the browser host. */
  chooseSource: command({
    access: 'control',
    answeredBy: 'host',
    request: z.object({ kind: z.enum(['folder', 'file']) }),
    response: opened,
  }),
  /** Browser host: opens a path on the host machine. The desktop refuses it. */
  openPath: command({
    access: 'control',
    answeredBy: 'host',
    request: z.object({ path: z.string().min(1) }),
    response: opened,
  }),
  /** Browser host: lists a folder of the host machine; null starts at the home folder. */
  browseFolder: command({
    access: 'control',
    answeredBy: 'host',
    request: z.object({ path: z.string().nullable() }),
    response: folderListingSchema,
  }),
  listRecentSources: command({
    access: 'control',
    answeredBy: 'host',
    request: nothing,
    response: z.object({ sources: z.array(recentSourceSchema) }),
  }),
  openRecentSource: command({
    access: 'control',
    answeredBy: 'host',
    request: z.object({ id: z.string() }),
    response: opened,
  }),
  closeScan: command({
    access: 'control',
    answeredBy: 'host',
    request: nothing,
    response: nothing,
  }),
  /** Reads another region of the open scan's files; null leaves the choice to the profile. */
  chooseRegion: command({
    access: 'control',
    answeredBy: 'host',
    request: z.object({ region: z.string().min(1).nullable() }),
    response: opened,
  }),
};
