import type { Client, CommandHandlers, ViewEvent } from '#shared/contract';
import { answering, resultValue } from '#shared/contract/calls';
import type { FunctionsOf } from '#shared/contract/define';
import { SweetSpotError } from '#shared/errors';
import { jobFunctions, type JobSignatures } from '#shared/features/jobs';
import { JobBoard, jobHandlers } from '#shared/job-board';
import { isOver, type Job, type JobOrigin } from '#shared/jobs';

/** Jobs that are over and still shown: as many as anyone looks back to. */
const MOST_ENDED = 30;

interface JobHubOptions {
  /** Whom the processes' jobs are asked of. */
  processes: Record<Exclude<JobOrigin, 'host'>, () => FunctionsOf<JobSignatures>>;
  broadcast: (event: ViewEvent) => void;
}

type JobCommands = 'cancelJob' | 'pauseJob' | 'resumeJob' | 'dismissJobs';

/** Jobs of the host and of all its processes, in the order in which they began. */
export interface JobHub {
  /** The host's own jobs. */
  readonly board: JobBoard;
  readonly jobs: Job[];
  /** Takes in what a process tells of a job. */
  adopt: (job: Job) => void;
  /** A process is gone: its jobs have failed. */
  lose: (origin: JobOrigin, reason: string) => void;
  handlers: Pick<CommandHandlers<'host', [Client]>, JobCommands>;
}

export function createJobHub({ processes, broadcast }: JobHubOptions): JobHub {
  const jobs = new Map<string, Job>();

  const adopt = (job: Job) => {
    jobs.set(job.id, job);
    const ended = [...jobs.values()].filter(isOver);
    for (const { id } of ended.slice(0, -MOST_ENDED)) jobs.delete(id);
    broadcast({ name: 'job', payload: job });
  };
  const board = new JobBoard({ origin: 'host', onChange: adopt });

  const jobAt = (id: string) => {
    const job = jobs.get(id);
    if (job !== undefined) return job;
    throw new SweetSpotError('not-found', 'This job is not on the board.');
  };
  /** The functions of whoever works on a job. */
  const ownerOf = (id: string): FunctionsOf<JobSignatures> => {
    const { origin } = jobAt(id);
    return origin === 'host' ? ownFunctions : processes[origin]();
  };
  const ownFunctions = answering<JobSignatures>(jobFunctions, jobHandlers(board));

  return {
    board,
    get jobs() {
      return [...jobs.values()];
    },
    adopt,
    lose(origin, reason) {
      for (const job of jobs.values()) {
        if (job.origin !== origin || isOver(job)) continue;
        const error = { code: 'engine-unavailable' as const, message: reason };
        adopt({ ...job, state: 'failed', secondsLeft: null, endedAt: Date.now(), error });
      }
    },
    handlers: {
      cancelJob: async (job) => resultValue(await ownerOf(job.id).cancelJob(job)),
      pauseJob: async (job) => resultValue(await ownerOf(job.id).pauseJob(job)),
      resumeJob: async (job) => resultValue(await ownerOf(job.id).resumeJob(job)),
      dismissJobs: ({ id }) => {
        const dismissed = id === undefined ? [...jobs.values()] : [jobAt(id)];
        for (const job of dismissed) if (isOver(job)) jobs.delete(job.id);
        broadcast({ name: 'jobs', payload: [...jobs.values()] });
        return {};
      },
    },
  };
}
