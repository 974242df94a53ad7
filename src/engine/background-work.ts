import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';

/** Does some work; resolves with whether there was any. */
type Job = () => Promise<boolean>;

interface BackgroundWorkOptions {
  /** The first that has work does it; the others wait. */
  jobs: readonly Job[];
  /** True while something more urgent is going on. */
  isBusy: () => boolean;
  onDone: () => void;
  onFatal: (error: unknown) => void;
}

/** Pause between two rounds while something more urgent is going on, ms. */
const PAUSE_MS = 100;

/** Brings points up to date piece by piece, beside the reading of new ones. */
export class BackgroundWork {
  private running: Promise<void> | null = null;
  private closed = false;

  constructor(private readonly options: BackgroundWorkOptions) {}

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
    for (const job of this.options.jobs) if (await job()) return true;
    return false;
  }
}
