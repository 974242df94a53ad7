import { z } from 'zod';
import { mdcWindowSchema } from './mdc-window';

/** Orientation of the map as drawn at the beamline. */
export const orientationSchema = z.object({
  flipX: z.boolean(),
  flipY: z.boolean(),
  swapAxes: z.boolean(),
});

/** A name in a file, a command or the window: null where nothing is known. */
const maybeName = z.string().trim().min(1).max(120).nullable();

/** Units of length a position can be read in or shown in. */
export const lengthUnits = ['m', 'mm', 'um', 'nm'] as const;
const lengthUnitSchema = z.enum(lengthUnits);
export type LengthUnit = z.infer<typeof lengthUnitSchema>;

/** One stage motor under the names it goes by. */
export const profileMotorSchema = z.object({
  /** Name in the files. Null: the motor whose name ends in the axis's letter. */
  file: maybeName,
  /** Name on the beamline's screens; null shows the name in the files. */
  shown: maybeName,
  /** Name in commands (bluesky, SPEC, GDA); null uses the shown name. */
  command: maybeName,
  /** EPICS record, without `.VAL`. */
  epicsPv: maybeName,
  /** Tango device, as `domain/family/member`. */
  tangoDevice: maybeName,
  /** Which stage it moves, e.g. `coarse` or `sample frame`: two stages often share an axis. */
  stage: maybeName,
});
export type ProfileMotor = z.infer<typeof profileMotorSchema>;

export const stageAxes = ['x', 'y', 'z'] as const;
export type StageAxis = (typeof stageAxes)[number];

/** What a profile says about reading and showing a scan. */
export const scanProfileSchema = z.object({
  name: z.string().trim().min(1).max(60),
  motors: z.object({ x: profileMotorSchema, y: profileMotorSchema, z: profileMotorSchema }),
  /** Unit of stage positions that their file gives none for. */
  fileUnit: lengthUnitSchema.nullable(),
  /** Unit positions are shown in; null shows them as stored. */
  displayUnit: lengthUnitSchema.nullable(),
  /** Region read of a file that holds several; null, or one that it lacks, reads the first. */
  region: maybeName,
  /** Dwell where the file gives none, in seconds. */
  dwellSeconds: z.number().positive().max(1e6).nullable(),
  /** Angles where the file has detector pixels only: (pixel − `zeroPixel`) · `degreesPerPixel`. */
  pixelAngle: z
    .object({
      degreesPerPixel: z.number().refine((value) => value !== 0, 'Expected a number other than 0'),
      zeroPixel: z.number(),
    })
    .nullable(),
  /** MDC window of scans that have no window of their own; null lets SweetSpot propose one. */
  mdcWindow: mdcWindowSchema.nullable(),
});
/** The part of a profile that concerns one scan; kept with its settings. */
export type ScanProfile = z.infer<typeof scanProfileSchema>;

/** Everything SweetSpot should know of a site. */
export const siteProfileSchema = scanProfileSchema.extend({
  /** Ids of the file formats it is proposed for. */
  formats: z.array(z.string().max(60)).max(40),
  /** How the beamline draws its maps. */
  orientation: orientationSchema,
  /** What else a user should know. */
  notes: z.string().max(1000),
});
export type SiteProfile = z.infer<typeof siteProfileSchema>;

/** A profile as the host lists it. Shipped ones can be copied, not changed. */
export const profileEntrySchema = z.object({
  id: z.string(),
  origin: z.enum(['shipped', 'own']),
  profile: siteProfileSchema,
});
export type ProfileEntry = z.infer<typeof profileEntrySchema>;

export const profilesStateSchema = z.object({
  /** Shipped ones first, then the user's by name. */
  entries: z.array(profileEntrySchema),
  /** Id of the profile in use; null while the user has chosen none. */
  active: z.string().nullable(),
  /** What went wrong with the stored profiles; null when nothing did. */
  problem: z.string().nullable(),
});
export type ProfilesState = z.infer<typeof profilesStateSchema>;

/** A profile as a file, to be shared. */
export const profileDocumentSchema = z.object({
  kind: z.literal('sweetspot-profile'),
  version: z.literal(1),
  profile: siteProfileSchema,
});

/** Longest text of a profile file, in characters. */
export const MOST_PROFILE_TEXT = 10_000;

/** The profile in use, or null. */
export function activeProfile(state: ProfilesState): ProfileEntry | null {
  return state.entries.find(({ id }) => id === state.active) ?? null;
}

/** The part of a profile that concerns one scan. */
export function scanProfileOf(profile: SiteProfile): ScanProfile {
  return scanProfileSchema.parse(profile);
}

/**
 * The profiles to propose for a scan of this format: none where the user's choice
 * allows for it, or where the format says nothing about the site.
 */
export function proposedProfiles(state: ProfilesState, formatId: string | null): ProfileEntry[] {
  if (formatId === null) return [];
  const active = activeProfile(state);
  const allows = ({ profile }: ProfileEntry) => profile.formats.includes(formatId);
  if (active !== null && (active.profile.formats.length === 0 || allows(active))) return [];
  return state.entries.filter(allows);
}
