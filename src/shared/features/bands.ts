import { z } from 'zod';
import { FAMILY_NAMES } from '../band-families';
import { command, event } from '../contract/define';

/** A fit of a band model to a map and cuts, asked for in the window. */
export const bandFitRequestSchema = z.object({
  /** File with frames over an angle. */
  map: z.string().min(1).max(4096),
  cuts: z.array(z.string().min(1).max(4096)).max(6),
  family: z.enum(FAMILY_NAMES),
  latticeAngstrom: z.number().positive().max(100),
  /** Depth below the Fermi level, eV. */
  windowEv: z.number().positive().max(2),
  starts: z.int().min(1).max(64),
});
export type BandFitRequest = z.infer<typeof bandFitRequestSchema>;

const fittedValueSchema = z.object({
  name: z.string(),
  /** Null where the data do not determine it. */
  value: z.number().nullable(),
  sigma: z.number().nullable(),
  unit: z.string(),
});

/** What came of a fit, as the window shows it. */
export const bandFitShownSchema = z.object({
  map: z.string(),
  family: z.string(),
  latticeAngstrom: z.number(),
  values: z.array(fittedValueSchema),
  notes: z.array(z.string()),
  /** Starts that ended at the best minimum, of how many. */
  agreeing: z.int(),
  starts: z.int(),
  /** Figure as SVG. */
  figure: z.string(),
  /** Folder with the figure, tables and Igor waves. */
  directory: z.string(),
});
export type BandFitShown = z.infer<typeof bandFitShownSchema>;

export const bandCommands = {
  /** Starts a fit as a job of the compute process; its answer comes as the event `bandFit`. */
  startBandFit: command({
    access: 'control',
    answeredBy: 'compute',
    request: bandFitRequestSchema,
    response: z.object({ jobId: z.string() }),
  }),
};

export const bandEvents = {
  bandFit: event(bandFitShownSchema),
};
