import type { HandlersOf } from './contract/define';
import { SweetSpotError, toErrorData } from './errors';
import type { JobSignatures } from './features/jobs';
import { isOver, type Job, type JobCurve, type JobOrigin } from './jobs';

/** What a process answers about its jobs. */
export function jobHandlers(board: JobBoard): HandlersOf<JobSignatures> {
  const answer =
    (act: (id: string) => void) =>
    ({ id }: { id: string }) => {
      act(id);
      return {};
    };
  return {
    cancelJob: answer((id) => board.cancel(id)),
    pauseJob: answer((id) => board.pause(id)),
    resumeJob: answer((id) => board.resume(id)),
  };
}

/** What is said of a job when it starts. */
export interface JobDescription {
  kind: string;
  label: string;
  ofScan?: boolean;
  total?: number | null;
  unit?: string;
  /** Only work that looks at the job's signal, or says how it is ended, can be cancelled. */
  cancellable?: boolean;
  /** Only work that awaits `turn` can be paused. */
  pausable?: boolean;
}

/** A job as the work sees it that it stands for. */
export interface JobHandle {
  readonly id: string;
  /** Aborted when the user cancels the job, or its process ends. */
  readonly signal: AbortSignal;
  /** Says how far the work is; `total` where it became known or has changed. */
  progress: (done: number, total?: number | null) => void;
  /** Shows the course of the work as a plot. */
  showCurve: (curve: JobCurve) => void;
  /** Where the work may be held or ended: resolves once it may go on. @throws SweetSpotError `cancelled`. */
  turn: () => Promise<void>;
  /** Ends it, with what came of it in words. A job that is over stays as it is. */
  finish: (outcome?: string) => void;
  fail: (error: unknown) => void;
  /** Ends it with what the work threw: cancelled where that was asked for, else failed. */
  stop: (error: unknown) => void;
  /** Ends it before its time. */
  cancel: (outcome?: string) => void;
}

interface JobBoardOptions {
  origin: JobOrigin;
  onChange: (job: Job) => void;
  /** Ms since the epoch. */
  now?: () => number;
}

/** Progress is told at most this often, ms; what begins and ends at once. */
const TOLD_EVERY_MS = 200;

interface Entry {
  job: Job;
  abort: AbortController;
  /** Time it ran, pauses left out: up to `since`, or to now while it is null. */
  ranMs: number;
  runningSince: number | null;
  toldAt: number;
  isTellingLater: boolean;
  /** Those who wait for a paused job to go on, and for any job to end. */
  waiting: (() => void)[];
  closing: (() => void)[];
}

/** Jobs of one process. */
export class JobBoard {
  private readonly entries = new Map<string, Entry>();
  private readonly now: () => number;
  private count = 0;

  constructor(private readonly options: JobBoardOptions) {
    this.now = options.now ?? Date.now;
  }

  start(description: JobDescription): JobHandle {
    const startedAt = this.now();
    const { origin } = this.options;
    const job: Job = {
      // Unique over restarts of the process, too.
      id: `${origin}-${startedAt.toString(36)}-${++this.count}`,
      origin,
      kind: description.kind,
      label: description.label,
      ofScan: description.ofScan ?? false,
      state: 'running',
      done: 0,
      total: description.total ?? null,
      unit: description.unit ?? '',
      secondsLeft: null,
      cancellable: description.cancellable ?? false,
      pausable: description.pausable ?? false,
      startedAt,
      endedAt: null,
      error: null,
      outcome: null,
      curve: null,
    };
    const entry: Entry = {
      job,
      abort: new AbortController(),
      ranMs: 0,
      runningSince: startedAt,
      toldAt: startedAt,
      isTellingLater: false,
      waiting: [],
      closing: [],
    };
    this.entries.set(job.id, entry);
    this.options.onChange(job);
    return this.handleOf(entry);
  }

  /** Does work as a job, which ends as the work does. Rejects with what the work throws. */
  async run<Value>(
    description: JobDescription,
    work: (job: JobHandle) => Promise<Value>,
  ): Promise<Value> {
    const handle = this.start(description);
    try {
      const value = await work(handle);
      handle.finish();
      return value;
    } catch (error) {
      handle.stop(error);
      throw error;
    }
  }

  /** @throws SweetSpotError `not-found`, `unsupported`. */
  cancel(id: string): void {
    const entry = this.running(id);
    if (!entry.job.cancellable) throw cannot(entry.job, 'cancelled');
    // The work says when it has ended, and what of it is done.
    entry.abort.abort(new SweetSpotError('cancelled', `${entry.job.label} was cancelled.`));
    release(entry);
  }

  /** @throws SweetSpotError `not-found`, `unsupported`. */
  pause(id: string): void {
    const entry = this.running(id);
    if (!entry.job.pausable) throw cannot(entry.job, 'paused');
    if (entry.runningSince === null) return;
    entry.ranMs += this.now() - entry.runningSince;
    entry.runningSince = null;
    this.change(entry, { state: 'paused', secondsLeft: null });
  }

  /** @throws SweetSpotError `not-found`. */
  resume(id: string): void {
    const entry = this.running(id);
    if (entry.runningSince !== null) return;
    entry.runningSince = this.now();
    this.change(entry, { state: 'running' });
    release(entry);
  }

  /** Cancels all that is under way; resolves once it has ended. */
  async close(): Promise<void> {
    const ended = [...this.entries.values()].map((entry) => {
      entry.abort.abort(new SweetSpotError('cancelled', 'SweetSpot is closing.'));
      release(entry);
      return new Promise<void>((resolve) => entry.closing.push(resolve));
    });
    await Promise.all(ended);
  }

  private running(id: string): Entry {
    const entry = this.entries.get(id);
    if (entry !== undefined) return entry;
    throw new SweetSpotError('not-found', 'This job is over already.');
  }

  private handleOf(entry: Entry): JobHandle {
    const { signal } = entry.abort;
    return {
      id: entry.job.id,
      signal,
      progress: (done, total) => this.progress(entry, done, total),
      showCurve: (curve) => this.change(entry, { curve }),
      turn: async () => {
        while (entry.runningSince === null && !signal.aborted && !isOver(entry.job)) {
          await new Promise<void>((resolve) => entry.waiting.push(resolve));
        }
        signal.throwIfAborted();
      },
      finish: (outcome) => this.end(entry, { state: 'done', outcome: outcome ?? null }),
      fail: (error) => this.end(entry, { state: 'failed', error: toErrorData(error) }),
      stop: (error) => {
        const isCancelled = signal.aborted || toErrorData(error).code === 'cancelled';
        if (isCancelled) this.end(entry, { state: 'cancelled' });
        else this.end(entry, { state: 'failed', error: toErrorData(error) });
      },
      cancel: (outcome) => this.end(entry, { state: 'cancelled', outcome: outcome ?? null }),
    };
  }

  private progress(entry: Entry, done: number, total = entry.job.total): void {
    const now = this.now();
    const ranMs = entry.ranMs + (entry.runningSince === null ? 0 : now - entry.runningSince);
    const secondsLeft =
      total === null || done <= 0 ? null : (ranMs / 1000 / done) * Math.max(0, total - done);
    const isNews = now - entry.toldAt >= TOLD_EVERY_MS;
    const changes = { done, total, secondsLeft };
    if (isNews) {
      this.change(entry, changes);
      return;
    }
    if (isOver(entry.job)) return;
    entry.job = { ...entry.job, ...changes };
    // The last of a quick row is told, too: the work may stand still after it.
    if (entry.isTellingLater) return;
    entry.isTellingLater = true;
    setTimeout(() => {
      entry.isTellingLater = false;
      this.change(entry, {});
    }, TOLD_EVERY_MS);
  }

  private end(entry: Entry, changes: Partial<Job>): void {
    if (isOver(entry.job)) return;
    const { job } = entry;
    const done = changes.state === 'done' && job.total !== null ? job.total : job.done;
    this.change(entry, { ...changes, done, secondsLeft: null, endedAt: this.now() });
    this.entries.delete(job.id);
    release(entry);
    for (const resolve of entry.closing.splice(0)) resolve();
  }

  private change(entry: Entry, changes: Partial<Job>): void {
    if (isOver(entry.job)) return;
    entry.job = { ...entry.job, ...changes };
    entry.toldAt = this.now();
    this.options.onChange(entry.job);
  }
}

function release(entry: Entry): void {
  for (const resolve of entry.waiting.splice(0)) resolve();
}

function cannot(job: Job, what: string): SweetSpotError {
  return new SweetSpotError('unsupported', `${job.label} cannot be ${what}.`);
}
