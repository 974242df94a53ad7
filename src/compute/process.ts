import {
  computeConfigurationSchema,
  computeFunctions,
  type ComputeConfiguration,
  type ComputeSignatures,
} from '#shared/compute-contract';
import { serveProcess } from '#supervised/serve-process';
import { createCompute } from './compute';
import { giveWay, USUAL_PRIORITY } from './give-way';

// Before any thread is started: threads take the priority of the one that starts them. Tests are
// not to starve beside others' work.
if (!process.argv.includes(USUAL_PRIORITY)) giveWay();
serveProcess<ComputeSignatures, ComputeConfiguration>({
  functions: computeFunctions,
  configuration: computeConfigurationSchema,
  create: createCompute,
});
