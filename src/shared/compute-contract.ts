import { z } from 'zod';
import { commands, namesAnsweredBy, type NameAnsweredBy } from './contract';
import { tableFor, type FunctionsOf, type SignaturesOf } from './contract/define';
import { jobFunctions } from './features/jobs';

/** What the compute process is started with. */
export const computeConfigurationSchema = z.object({
  /** Where trained networks and their runs are kept. */
  dataDirectory: z.string(),
  /** The network that comes with the program. */
  modelDirectory: z.string(),
  appVersion: z.string(),
});
export type ComputeConfiguration = z.infer<typeof computeConfigurationSchema>;

/** Functions of the compute process: the commands it answers, and what is asked about its jobs. */
export const computeFunctions = {
  ...tableFor<Pick<typeof commands, NameAnsweredBy<'compute'>>>(
    namesAnsweredBy('compute'),
    (name) => commands[name],
  ),
  ...jobFunctions,
};
export type ComputeSignatures = SignaturesOf<typeof computeFunctions>;
export type ComputeFunctions = FunctionsOf<ComputeSignatures>;
