import { z } from 'zod';
import { command, event, processFunction, type SignaturesOf } from '../contract/define';
import { jobSchema } from '../jobs';
import { nothing } from './nothing';

const ofJob = z.object({ id: z.string() });

/** The job board of the application: jobs of every process in one list. */
export const jobCommands = {
  cancelJob: command({
    access: 'control',
    answeredBy: 'host',
    request: ofJob,
    response: nothing,
  }),
  pauseJob: command({ access: 'control', answeredBy: 'host', request: ofJob, response: nothing }),
  resumeJob: command({ access: 'control', answeredBy: 'host', request: ofJob, response: nothing }),
  /** Takes jobs off the board that are over; all of them without an id. */
  dismissJobs: command({
    access: 'control',
    answeredBy: 'host',
    request: z.object({ id: z.string().optional() }),
    response: nothing,
  }),
};

export const jobEvents = {
  /** The whole board: on connection, and when jobs were taken off. */
  jobs: event(z.array(jobSchema)),
  /** A job that is new or has changed. */
  job: event(jobSchema),
};

/** What every process that works on jobs answers about its own. */
export const jobFunctions = {
  cancelJob: processFunction({ request: ofJob, response: nothing }),
  pauseJob: processFunction({ request: ofJob, response: nothing }),
  resumeJob: processFunction({ request: ofJob, response: nothing }),
};
export type JobSignatures = SignaturesOf<typeof jobFunctions>;
