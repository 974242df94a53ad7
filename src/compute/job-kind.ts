import type { ViewEvent } from '#shared/contract';
import type { ComputeConfiguration } from '#shared/compute-contract';
import { SweetSpotError } from '#shared/errors';
import type { JobBoard, JobDescription, JobHandle } from '#shared/job-board';

/** What a job is given besides its request. */
export interface JobSurroundings {
  configuration: ComputeConfiguration;
  /** Threads it may keep busy, its own included. */
  threads: number;
  onEvent: (event: ViewEvent) => void;
}

/** A kind of job: what it says of itself, and how it is done. */
export interface JobKind<Request> {
  /** Whether one at a time is enough: a second is refused. */
  alone?: boolean;
  describe: (request: Request) => JobDescription;
  /**
   * The work. Awaits `job.turn()` at least every second or so, where it may be held or ended, and
   * lets the event loop have its turn there. Resolves with what came of it, in words.
   */
  work: (request: Request, job: JobHandle, surroundings: JobSurroundings) => Promise<string>;
}

/** Makes handlers that start a job of a kind and resolve with its id at once. */
export function starter({ board, ...surroundings }: JobSurroundings & { board: JobBoard }) {
  const busy = new Set<string>();
  return <Request>(kind: JobKind<Request>) =>
    (request: Request): { jobId: string } => {
      const description = kind.describe(request);
      if (kind.alone && busy.has(description.kind)) {
        throw new SweetSpotError('busy', `${description.label}: another is under way.`, {
          hint: 'Wait for it to end, or cancel it.',
        });
      }
      busy.add(description.kind);
      const job = board.start(description);
      void kind
        .work(request, job, surroundings)
        .then((outcome) => job.finish(outcome))
        .catch((error: unknown) => job.stop(error))
        .finally(() => busy.delete(description.kind));
      return { jobId: job.id };
    };
}
