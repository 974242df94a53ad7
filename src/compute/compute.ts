import type { ViewEvent } from '#shared/contract';
import { answering } from '#shared/contract/calls';
import {
  computeFunctions,
  type ComputeConfiguration,
  type ComputeSignatures,
} from '#shared/compute-contract';
import { JobBoard, jobHandlers } from '#shared/job-board';
import type { Service } from '#supervised/serve-process';
import { workingThreads } from './give-way';
import { starter } from './job-kind';
import { bandFitJob } from './jobs/bands';
import { trainJob } from './jobs/train';
import { mapPredictor } from './twin/predict-map';

/** Work of minutes, beside the live path: every kind of job is a file of `jobs/` and a line here. */
export function createCompute(
  configuration: ComputeConfiguration,
  onEvent: (event: ViewEvent) => void,
): Service<ComputeSignatures> {
  const board = new JobBoard({
    origin: 'compute',
    onChange: (job) => onEvent({ name: 'job', payload: job }),
  });
  const start = starter({ board, configuration, onEvent, threads: workingThreads() });
  return {
    functions: answering<ComputeSignatures>(computeFunctions, {
      ...jobHandlers(board),
      startTraining: start(trainJob),
      predictMap: mapPredictor(),
      startBandFit: start(bandFitJob),
    }),
    start: () => Promise.resolve(`${workingThreads()} threads`),
    stop: () => board.close(),
  };
}
