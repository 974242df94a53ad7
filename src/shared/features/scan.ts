import { z } from 'zod';
import { command, event } from '../contract/define';
import { pointBatchSchema } from '../points';
import { meanProgressSchema } from '../region-of-interest';
import {
  derivedSchema,
  failureSchema,
  scanStatusSchema,
  sessionSettingsSchema,
  snapshotSchema,
  warningSchema,
} from '../scan';
import { meanSpectrumSchema, spectrumViewSchema } from '../spectrum-view';
import { nothing } from './nothing';

const screenPixels = z.int().min(16).max(2048);

/** The open scan. */
export const scanCommands = {
  /** The open scan in full; null when none is open. */
  getSnapshot: command({
    access: 'view',
    answeredBy: 'engine',
    request: nothing,
    response: snapshotSchema.nullable(),
  }),
  /** One spectrum, reduced to at most the given number of pixels a side. */
  getSpectrum: command({
    access: 'view',
    answeredBy: 'engine',
    request: z.object({
      pointId: z.int().nonnegative(),
      maxEnergyPixels: screenPixels,
      maxAnglePixels: screenPixels,
    }),
    response: spectrumViewSchema,
  }),
  /** Mean spectrum of the area marked on the map; null where none is marked or averaged yet. */
  getMeanSpectrum: command({
    access: 'view',
    answeredBy: 'engine',
    request: z.object({ maxEnergyPixels: screenPixels, maxAnglePixels: screenPixels }),
    response: meanSpectrumSchema.nullable(),
  }),
  updateSettings: command({
    access: 'control',
    answeredBy: 'engine',
    // The profile is chosen, not set: places on the map have to follow its units.
    request: sessionSettingsSchema.omit({ profile: true }).partial(),
    response: sessionSettingsSchema,
  }),
  dismissWarning: command({
    access: 'control',
    answeredBy: 'engine',
    request: z.object({ id: z.string() }),
    response: nothing,
  }),
};

export const scanEvents = {
  /** The whole state: on opening, closing and after a restart. */
  snapshot: event(snapshotSchema.nullable()),
  /** New or re-scored points. */
  points: event(pointBatchSchema),
  derived: event(derivedSchema),
  status: event(scanStatusSchema),
  settings: event(sessionSettingsSchema),
  failures: event(z.array(failureSchema)),
  warnings: event(z.array(warningSchema)),
  meanProgress: event(meanProgressSchema.nullable()),
};
