import { z } from 'zod';
import { orientationSchema } from './profile';
import { quantityNames } from './quantities';

/** Ways a stage position is copied: as text, or in the words of a control system. */
export const copyDialects = [
  'coordinates',
  'bluesky',
  'spec',
  'gda',
  'epics',
  'tango',
  'smartscan',
] as const;
export type CopyDialect = (typeof copyDialects)[number];

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
  orientation: orientationSchema,
  colourMap: z.enum(['viridis', 'cividis', 'magma']),
  spectrumColourMap: z.enum(['greys', 'viridis', 'magma']),
  copyDialect: z.enum(copyDialects),
  /** Panel shown at each place, by id; a view that does not know it shows another. */
  panels: z.object({ lower: z.string(), side: z.string() }).partial().optional(),
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
