import { z } from 'zod';
import { quantityNames } from './quantities';

/** What a user chose for the window; kept by the host, the same for every scan. */
export const preferencesSchema = z.object({
  version: z.literal(1),
  theme: z.enum(['system', 'light', 'dark']),
  /** What the two map panes show; `difference` is MLS − BMS. */
  panes: z.tuple([
    z.enum([...quantityNames, 'difference']),
    z.enum([...quantityNames, 'difference']),
  ]),
  /** Raw scores, or rescaled over the scan so that its worst is 0 and its best 10. */
  scoreScale: z.enum(['raw', 'normalised']),
  /** Orientation of the map as drawn at the beamline. */
  orientation: z.object({ flipX: z.boolean(), flipY: z.boolean(), swapAxes: z.boolean() }),
  colourMap: z.enum(['viridis', 'cividis', 'magma']),
  spectrumColourMap: z.enum(['greys', 'viridis', 'magma']),
  copyDialect: z.enum(['coordinates', 'bluesky', 'spec', 'epics', 'tango']),
});
export type Preferences = z.infer<typeof preferencesSchema>;

export const defaultPreferences: Preferences = {
  version: 1,
  theme: 'system',
  panes: ['mls', 'bms'],
  scoreScale: 'raw',
  orientation: { flipX: false, flipY: false, swapAxes: false },
  colourMap: 'viridis',
  spectrumColourMap: 'greys',
  copyDialect: 'coordinates',
};
