import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';

/** Which job goes first where several have work. */
export const jobOrder = {
  /** Scores that are shown and no longer hold. */
  scores: 0,
  /** What everything else is measured with. */
  choice: 1,
  /** What a user waits for. */
  asked: 2,
  /** Columns of all points. */
  columns: 3,
} as const;

/** Work that is done piece by piece. */
export interface BackgroundJob {
  /** One of `jobOrder`. */
  order: number;
  /** Does a piece; resolves with whether there was any. */
  advance: () => Promise<boolean>;
}

interface BackgroundWorkOptions {
  /** The first that has work does it; the others wait. */
  jobs: readonly BackgroundJob[];
  /** True while something more urgent is going on. */
  isBusy: () => boolean;
  onDone: () => void;
  onFatal: (error: unknown) => void;
}

/** Pause between two rounds while something more urgent is going on, ms. */
const PAUSE_MS = 100;

/** Brings points up to date piece by piece, beside the reading of new ones. */
export class BackgroundWork {
  private readonly jobs: readonly BackgroundJob[];
  private running: Promise<void> | null = null;
  private closed = false;

  constructor(private readonly options: BackgroundWorkOptions) {
    this.jobs = [...options.jobs].sort((a, b) => a.order - b.order);
  }

  get isRunning(): boolean {
    return this.running !== null;
  }

  /** There may be work. */
  start(): void {
    if (this.closed) return;
    this.running ??= this.run()
      .catch(this.options.onFatal)
      .finally(() => {
        this.running = null;
        if (!this.closed) this.options.onDone();
      });
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.closed) {
      if (!(await this.doOne())) return;
      if (this.options.isBusy()) await pause(PAUSE_MS);
      else await nextTurn();
    }
  }

  private async doOne(): Promise<boolean> {
    for (const job of this.jobs) if (await job.advance()) return true;
    return false;
  }
}
