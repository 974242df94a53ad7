import { z } from 'zod';
import { command } from '../contract/define';

/** Spectra pinned side by side: as many as the eye compares at a glance. */
export const MOST_PINS = 5;

const exportResultSchema = z.object({
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

export const exportCommands = {
  /** Writes every export, the pinned points' spectra among them; null when the user cancelled the dialog. */
  exportScan: command({
    access: 'control',
    answeredBy: 'host',
    request: z.object({ pinned: z.array(z.int().nonnegative()).max(MOST_PINS).optional() }),
    response: exportResultSchema.nullable(),
  }),
};
