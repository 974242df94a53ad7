import { z } from 'zod';
import type {
  CommandRequest,
  CommandResponse,
  CommandResult,
  engineCommandNames,
  ViewEvent,
} from './contract';
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

type Forwarded = (typeof engineCommandNames)[number];

/** Functions of the engine process. Each answers with data, never throws across the border. */
export type EngineFunctions = {
  [Name in Forwarded]: (
    request: CommandRequest<Name>,
  ) => Promise<CommandResult<CommandResponse<Name>>>;
} & {
  start: (configuration: EngineConfiguration) => Promise<CommandResult<{ engine: string }>>;
  openScan: (request: OpenScan) => Promise<CommandResult<{ opened: boolean }>>;
  /** Writes every export into `directory`; resolves with the files written. */
  writeExports: (request: {
    directory: string;
    /** Points whose spectra are among the exports. */
    pinned?: readonly number[];
  }) => Promise<CommandResult<{ files: { name: string; bytes: number }[] }>>;
};

/** Functions of the host that the engine calls. */
export interface EngineHostFunctions {
  onEvent: (event: ViewEvent) => void;
}
