import { z } from 'zod';
import { fromErrorData, type errorDataSchema } from './errors';
import { pointBatchSchema } from './points';
import {
  derivedSchema,
  failureSchema,
  scanStatusSchema,
  sessionSettingsSchema,
  snapshotSchema,
  taskSchema,
  warningSchema,
} from './scan';
import { preferencesSchema } from './preferences';
import { MOST_PROFILE_TEXT, profilesStateSchema, siteProfileSchema } from './profile';
import { meanProgressSchema } from './region-of-interest';
import { meanSpectrumSchema, spectrumViewSchema } from './spectrum-view';
import { judgementSchema, pointJudgementSchema } from './verdict';

/**
 * The contract between a view and its host: one table of commands, one of events.
 * Electron carries it over a MessagePort, the browser host over a WebSocket.
 * `access` says who may call: `view` everyone with a link, `control` the owner only.
 */
interface CommandDescription {
  access: 'view' | 'control';
  request: z.ZodType;
  response: z.ZodType;
}

const nothing = z.object({});
const screenPixels = z.int().min(16).max(2048);

/** Spectra pinned side by side: as many as the eye compares at a glance. */
export const MOST_PINS = 5;

/** Surfaces of the simulated beamline: the `SceneName`s of the simulator. */
export const beamlineScenes = ['bi2se3', 'flakes', 'terraces'] as const;
/** How the simulated beamline brings a scan to the disk. */
export const beamlineFormats = [
  'growing',
  'file-per-point',
  'ibw-and-table',
  'zip-and-table',
  'block',
] as const;

/** Parameters of the simulated beamline. */
export const beamlineRequestSchema = z.object({
  scene: z.enum(beamlineScenes),
  format: z.enum(beamlineFormats),
  pointsPerSecond: z.number().positive().max(100),
  columns: z.int().min(2).max(200),
  rows: z.int().min(2).max(200),
  seed: z.int().nonnegative(),
});
export type BeamlineRequest = z.infer<typeof beamlineRequestSchema>;

export const hostInfoSchema = z.object({
  kind: z.enum(['desktop', 'browser']),
  version: z.string(),
  /** What this client may do. */
  access: z.enum(['view', 'control']),
  /** Why the browser stands in for the desktop window; null on the desktop. */
  notice: z.string().nullable(),
  /** Read-only link for a colleague; null where none is served or the client may not share it. */
  viewLink: z.string().nullable(),
});
export type HostInfo = z.infer<typeof hostInfoSchema>;

export const recentSourceSchema = z.object({
  id: z.string(),
  path: z.string(),
  kind: z.enum(['folder', 'file']),
  openedAt: z.number(),
});
export type RecentSource = z.infer<typeof recentSourceSchema>;

export const exportResultSchema = z.object({
  directory: z.string(),
  files: z.array(
    z.object({
      name: z.string(),
      bytes: z.int(),
      /** Download path, browser host only. */ href: z.string().nullable(),
    }),
  ),
});
export type ExportResult = z.infer<typeof exportResultSchema>;

/** A folder on the machine the browser host runs on. */
export const folderListingSchema = z.object({
  path: z.string(),
  parent: z.string().nullable(),
  entries: z.array(
    z.object({ name: z.string(), path: z.string(), kind: z.enum(['folder', 'file']) }),
  ),
  /** True when more entries exist than are listed. */
  truncated: z.boolean(),
});
export type FolderListing = z.infer<typeof folderListingSchema>;

const opened = z.object({ opened: z.boolean() });

/** The profiles after one was kept, and its id. */
const savedProfileSchema = z.object({ id: z.string(), state: profilesStateSchema });

/** An exported profile: its path on the desktop, its text for a browser to save. */
const profileFileSchema = z.object({
  fileName: z.string(),
  path: z.string().nullable(),
  text: z.string().nullable(),
});

export const commands = {
  /** Who is serving, and what this client may do. */
  getHostInfo: { access: 'view', request: nothing, response: hostInfoSchema },
  /** Desktop: shows the system dialog and opens what is chosen. Not on the browser host. */
  chooseSource: {
    access: 'control',
    request: z.object({ kind: z.enum(['folder', 'file']) }),
    response: opened,
  },
  /** Browser host: opens a path on the host machine. The desktop refuses it. */
  openPath: { access: 'control', request: z.object({ path: z.string().min(1) }), response: opened },
  /** Browser host: lists a folder of the host machine; null starts at the home folder. */
  browseFolder: {
    access: 'control',
    request: z.object({ path: z.string().nullable() }),
    response: folderListingSchema,
  },
  listRecentSources: {
    access: 'control',
    request: nothing,
    response: z.object({ sources: z.array(recentSourceSchema) }),
  },
  openRecentSource: { access: 'control', request: z.object({ id: z.string() }), response: opened },
  closeScan: { access: 'control', request: nothing, response: nothing },
  /** Starts the simulated beamline in a scratch folder and opens that folder. */
  startBeamline: { access: 'control', request: beamlineRequestSchema, response: opened },
  stopBeamline: { access: 'control', request: nothing, response: nothing },
  getPreferences: { access: 'view', request: nothing, response: preferencesSchema },
  setPreferences: {
    access: 'control',
    request: preferencesSchema.partial(),
    response: preferencesSchema,
  },
  /** The site profiles, and which is in use. */
  listProfiles: { access: 'view', request: nothing, response: profilesStateSchema },
  /** Keeps a profile: a new one without an id, else in place of the user's own with this id. */
  saveProfile: {
    access: 'control',
    request: z.object({ id: z.string().nullable(), profile: siteProfileSchema }),
    response: savedProfileSchema,
  },
  deleteProfile: {
    access: 'control',
    request: z.object({ id: z.string() }),
    response: profilesStateSchema,
  },
  /** Takes a profile into use, for the open scan too; null takes none. */
  chooseProfile: {
    access: 'control',
    request: z.object({ id: z.string().nullable() }),
    response: profilesStateSchema,
  },
  /** Adds the profile in a file. Desktop: without a text, of the file chosen in the system dialog; null when cancelled. */
  importProfile: {
    access: 'control',
    request: z.object({ text: z.string().max(MOST_PROFILE_TEXT).optional() }),
    response: savedProfileSchema.nullable(),
  },
  /** A profile as a file. The desktop writes it where the system dialog says; null when cancelled. */
  exportProfile: {
    access: 'control',
    request: z.object({ id: z.string() }),
    response: profileFileSchema.nullable(),
  },
  /** Reads another region of the open scan's files; null leaves the choice to the profile. */
  chooseRegion: {
    access: 'control',
    request: z.object({ region: z.string().min(1).nullable() }),
    response: opened,
  },
  /** Writes every export, the pinned points' spectra among them; null when the user cancelled the dialog. */
  exportScan: {
    access: 'control',
    request: z.object({ pinned: z.array(z.int().nonnegative()).max(MOST_PINS).optional() }),
    response: exportResultSchema.nullable(),
  },

  /** The open scan in full; null when none is open. */
  getSnapshot: { access: 'view', request: nothing, response: snapshotSchema.nullable() },
  /** One spectrum, reduced to at most the given number of pixels a side. */
  getSpectrum: {
    access: 'view',
    request: z.object({
      pointId: z.int().nonnegative(),
      maxEnergyPixels: screenPixels,
      maxAnglePixels: screenPixels,
    }),
    response: spectrumViewSchema,
  },
  /** Mean spectrum of the area marked on the map; null where none is marked or averaged yet. */
  getMeanSpectrum: {
    access: 'view',
    request: z.object({ maxEnergyPixels: screenPixels, maxAnglePixels: screenPixels }),
    response: meanSpectrumSchema.nullable(),
  },
  /** A user's verdict and note on a point, in place of an earlier one. */
  setVerdict: {
    access: 'control',
    request: judgementSchema.extend({ pointId: z.int().nonnegative() }),
    response: pointJudgementSchema,
  },
  updateSettings: {
    access: 'control',
    // The profile is chosen, not set: places on the map have to follow its units.
    request: sessionSettingsSchema.omit({ profile: true }).partial(),
    response: sessionSettingsSchema,
  },
  dismissWarning: { access: 'control', request: z.object({ id: z.string() }), response: nothing },
  cancelTask: { access: 'control', request: z.object({ id: z.string() }), response: nothing },
} as const satisfies Record<string, CommandDescription>;

export type CommandName = keyof typeof commands;
export type CommandRequest<Name extends CommandName> = z.input<(typeof commands)[Name]['request']>;
export type CommandResponse<Name extends CommandName> = z.output<
  (typeof commands)[Name]['response']
>;

/** The commands the engine process answers; the host forwards them once validated. */
export const engineCommandNames = [
  'getSnapshot',
  'getSpectrum',
  'getMeanSpectrum',
  'setVerdict',
  'updateSettings',
  'dismissWarning',
  'cancelTask',
  'closeScan',
] as const satisfies readonly CommandName[];

/** Result of a command: errors are data. */
export type CommandResult<Value> =
  { ok: true; value: Value } | { ok: false; error: z.infer<typeof errorDataSchema> };

/** State of the engine process, as its supervisor sees it. */
export const engineStateSchema = z.object({
  phase: z.enum(['starting', 'ready', 'restarting', 'failed']),
  restarts: z.int().nonnegative(),
  message: z.string().nullable(),
});
export type EngineState = z.infer<typeof engineStateSchema>;

export const beamlineStateSchema = z.object({
  running: z.boolean(),
  written: z.int(),
  total: z.int(),
  message: z.string().nullable(),
});
export type BeamlineState = z.infer<typeof beamlineStateSchema>;

export const events = {
  /** The whole state: on opening, closing and after a restart. */
  snapshot: snapshotSchema.nullable(),
  /** New or re-scored points. */
  points: pointBatchSchema,
  derived: derivedSchema,
  status: scanStatusSchema,
  settings: sessionSettingsSchema,
  failures: z.array(failureSchema),
  warnings: z.array(warningSchema),
  tasks: z.array(taskSchema),
  judgements: z.array(pointJudgementSchema),
  meanProgress: meanProgressSchema.nullable(),
  engine: engineStateSchema,
  beamline: beamlineStateSchema,
  preferences: preferencesSchema,
  profiles: profilesStateSchema,
} as const satisfies Record<string, z.ZodType>;

export type EventName = keyof typeof events;
export type EventPayload<Name extends EventName> = z.output<(typeof events)[Name]>;
/** An event as it travels. */
export type ViewEvent = {
  [Name in EventName]: { name: Name; payload: EventPayload<Name> };
}[EventName];

/** The value of a command that went well; throws the error of one that did not. */
export function resultValue<Value>(result: CommandResult<Value>): Value {
  if (!result.ok) throw fromErrorData(result.error);
  return result.value;
}
