import { z } from 'zod';
import { command, event } from '../contract/define';
import { nothing } from './nothing';
import { opened } from './sources';

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

export const beamlineStateSchema = z.object({
  running: z.boolean(),
  written: z.int(),
  total: z.int(),
  message: z.string().nullable(),
});
export type BeamlineState = z.infer<typeof beamlineStateSchema>;

export const beamlineCommands = {
  /** Starts the simulated beamline in a scratch folder and opens that folder. */
  startBeamline: command({
    access: 'control',
    answeredBy: 'host',
    request: beamlineRequestSchema,
    response: opened,
  }),
  stopBeamline: command({
    access: 'control',
    answeredBy: 'host',
    request: nothing,
    response: nothing,
  }),
};

export const beamlineEvents = {
  beamline: event(beamlineStateSchema),
};
