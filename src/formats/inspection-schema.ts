import { z } from 'zod';

/** Version of what `sweetspot inspect --json` prints; it grows by additions only. */
export const INSPECTION_VERSION = 1;

const axis = z.object({
  name: z.string(),
  unit: z.string().describe('empty where the file gives none'),
  start: z.number(),
  step: z.number(),
  count: z.number().int(),
});

const travel = z.object({
  name: z.string().describe('motor, as the file names it'),
  unit: z.string().describe('empty where the file gives none'),
  minimum: z.number(),
  maximum: z.number(),
});

const data = z
  .object({
    path: z.string().describe('where in the file'),
    dimensions: z.array(axis).describe("in the file's order; the last varies fastest"),
    sum: z.number(),
    maximum: z.number().nullable(),
    maximumIndex: z.array(z.number().int()).nullable(),
    middle: z.number().nullable().describe('value at half of every dimension, rounded down'),
    missing: z.number().int().describe('values that are no finite number'),
    negative: z.number().int(),
  })
  .describe('the detector data as they stand in the file');

const format = z.object({
  id: z.string(),
  label: z.string(),
  regions: z.literal('entries').optional(),
});

const scanFile = z.object({
  kind: z.literal('scan'),
  path: z.string(),
  format,
  frames: z.number().int().describe('frames that can be read now'),
  expectedFrames: z.number().int().nullable(),
  complete: z.boolean().describe('false while more may follow'),
  scanAxes: z.object({ x: z.string(), y: z.string().nullable() }).nullable(),
  regions: z.object({ names: z.array(z.string()), shown: z.string() }).nullable(),
  frame: z
    .object({ energy: axis, angle: axis })
    .nullable()
    .describe('axes of the first frame that can be read, ascending'),
  data,
  motors: z.array(travel).describe('over all frames'),
  framesWithoutPosition: z
    .object({ count: z.number().int(), first: z.array(z.number().int()) })
    .describe('frames that lack a motor of the scan: how many, and the first of them'),
  table: z.string().nullable().describe('the table beside the file that tells its positions'),
  modifiedAt: z.string(),
  measuredAt: z.string().nullable(),
  dwellSeconds: z.number().nullable(),
  dwellRangeSeconds: z
    .object({ minimum: z.number(), maximum: z.number() })
    .nullable()
    .describe('over all frames that were read, where it changes'),
  countsPerElectron: z.number().nullable().describe('from the noise of the first frame'),
  warnings: z.array(z.string()),
});

const otherFile = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('array'),
    path: z.string(),
    data,
    warnings: z.array(z.string()),
  }),
  z.object({
    kind: z.literal('unreadable'),
    path: z.string(),
    error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }),
  }),
]);

const inspection = z.union([scanFile, otherFile]);

const scanGroup = z.object({
  name: z.string().describe('what --scan takes'),
  kind: z.enum([
    ...(['spectrum', 'map', 'line', 'angle-scan', 'photon-energy-scan'] as const),
    ...(['temperature-scan', 'scan', 'series', 'curves', 'totals'] as const),
  ]),
  fileNames: z.array(z.string()),
  entry: z.string().nullable().describe('the entry of its file, where a file holds several'),
  formatId: z.string(),
  frames: z.number().int(),
  expectedFrames: z.number().int().nullable(),
  complete: z.boolean(),
  frame: z.object({ energy: axis, angle: axis }).nullable(),
  moved: z.array(travel).describe('motors that move over the scan'),
  table: z.string().nullable(),
  firstTime: z.string(),
  lastTime: z.string(),
});

const head = {
  schema: z.literal('sweetspot-inspect'),
  version: z.literal(INSPECTION_VERSION),
};

/** What `sweetspot inspect --json` prints of a file. */
export const fileDocumentSchema = z.union([
  scanFile.extend({ ...head, scans: z.array(scanGroup) }),
  z.object({ ...head, scans: z.array(scanGroup) }).and(otherFile),
]);

/** What `sweetspot inspect --json` prints of a folder. */
export const folderDocumentSchema = z.object({
  ...head,
  kind: z.literal('folder'),
  path: z.string(),
  scans: z.array(scanGroup).describe('in the order in which they were begun'),
  files: z.array(inspection),
  parts: z.array(z.string()).describe('files that others link to, and no scans of their own'),
  passedOver: z.array(z.string()).describe('files that hold no spectra, nor belong to a scan'),
  ignored: z.array(z.string()).describe('files passed over for their name'),
  subfolders: z
    .array(z.object({ name: z.string(), files: z.number().int() }))
    .describe('folders below with files of spectra, which are not read'),
  truncated: z.boolean().describe('whether the folder holds more files than were looked at'),
});

/** What the command prints, of either. */
export const inspectionDocumentSchema = z.union([folderDocumentSchema, fileDocumentSchema]);

export type Inspection = z.infer<typeof inspection>;
export type InspectedScan = z.infer<typeof scanFile>;
export type InspectedData = z.infer<typeof data>;
export type InspectedMotor = z.infer<typeof travel>;
export type InspectedGroup = z.infer<typeof scanGroup>;
export type FolderInspection = Omit<z.infer<typeof folderDocumentSchema>, 'schema' | 'version'>;
