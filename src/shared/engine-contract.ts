import { z } from 'zod';
import { commands, namesAnsweredBy, type NameAnsweredBy } from './contract';
import { processFunction, tableFor, type FunctionsOf, type SignaturesOf } from './contract/define';
import { jobFunctions } from './features/jobs';
import { nothing } from './features/nothing';
import { opened } from './features/sources';
import { scanProfileSchema } from './profile';

/** What the host asks of the engine process beyond the commands it forwards. */
export const openScanSchema = z.object({
  /** Absolute path of the folder or file, chosen by the host. */
  path: z.string().min(1),
  kind: z.enum(['folder', 'file']),
  /** `finished`: read what is there and stop; `live`: go on watching. */
  mode: z.enum(['live', 'finished']),
  /** Poll instead of relying on file-system events (network shares); `auto` decides. */
  watch: z.enum(['auto', 'events', 'polling']),
  /** Region to read of files that hold several; without it the profile's, else the first. */
  region: z.string().min(1).optional(),
  /** One scan of the folder: its files; while live also those named like its points that come. */
  scan: z.object({ name: z.string().min(1), fileNames: z.array(z.string()).min(1) }).optional(),
  /** The part of the site profile that concerns the scan. */
  profile: scanProfileSchema.optional(),
});
export type OpenScan = z.infer<typeof openScanSchema>;

/** Where the engine keeps sessions and finds its model. Passed once at start. */
export const engineConfigurationSchema = z.object({
  dataDirectory: z.string(),
  modelDirectory: z.string(),
  appVersion: z.string(),
});
export type EngineConfiguration = z.infer<typeof engineConfigurationSchema>;

const engineCommands = tableFor<Pick<typeof commands, NameAnsweredBy<'engine'>>>(
  namesAnsweredBy('engine'),
  (name) => commands[name],
);

/** Functions of the engine process: the commands it answers, and what its host asks besides. */
export const engineFunctions = {
  ...engineCommands,
  ...jobFunctions,
  openScan: processFunction({ request: openScanSchema, response: opened }),
  closeScan: processFunction({ request: nothing, response: nothing }),
  /** Writes every export into `directory`; resolves with the files written. */
  writeExports: processFunction({
    request: z.object({
      directory: z.string(),
      /** Points whose spectra are among the exports. */
      pinned: z.array(z.int().nonnegative()).optional(),
    }),
    response: z.object({ files: z.array(z.object({ name: z.string(), bytes: z.number() })) }),
  }),
};

export type EngineSignatures = SignaturesOf<typeof engineFunctions>;
export type EngineFunctions = FunctionsOf<EngineSignatures>;
