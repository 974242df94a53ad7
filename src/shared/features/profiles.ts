import { z } from 'zod';
import { command, event } from '../contract/define';
import { MOST_PROFILE_TEXT, profilesStateSchema, siteProfileSchema } from '../profile';
import { nothing } from './nothing';

/** The profiles after one was kept, and its id. */
const savedProfileSchema = z.object({ id: z.string(), state: profilesStateSchema });

/** An exported profile: its path on the desktop, its text for a browser to save. */
const profileFileSchema = z.object({
  fileName: z.string(),
  path: z.string().nullable(),
  text: z.string().nullable(),
});

export const profileCommands = {
  /** The site profiles, and which is in use. */
  listProfiles: command({
    access: 'view',
    answeredBy: 'host',
    request: nothing,
    response: profilesStateSchema,
  }),
  /** Keeps a profile: a new one without an id, else in place of the user's own with this id. */
  saveProfile: command({
    access: 'control',
    answeredBy: 'host',
    request: z.object({ id: z.string().nullable(), profile: siteProfileSchema }),
    response: savedProfileSchema,
  }),
  deleteProfile: command({
    access: 'control',
    answeredBy: 'host',
    request: z.object({ id: z.string() }),
    response: profilesStateSchema,
  }),
  /** Takes a profile into use, for the open scan too; null takes none. */
  chooseProfile: command({
    access: 'control',
    answeredBy: 'host',
    request: z.object({ id: z.string().nullable() }),
    response: profilesStateSchema,
  }),
  /** Adds the profile in a file. Desktop: without a text, of the file chosen in the system dialog; null when cancelled. */
  importProfile: command({
    access: 'control',
    answeredBy: 'host',
    request: z.object({ text: z.string().max(MOST_PROFILE_TEXT).optional() }),
    response: savedProfileSchema.nullable(),
  }),
  /** A profile as a file. The desktop writes it where the system dialog says; null when cancelled. */
  exportProfile: command({
    access: 'control',
    answeredBy: 'host',
    request: z.object({ id: z.string() }),
    response: profileFileSchema.nullable(),
  }),
};

export const profileEvents = {
  profiles: event(profilesStateSchema),
};
