import type { TaskList } from './task-list';

interface ReadingTaskOptions {
  tasks: TaskList;
  /** Frames scored or given up, and frames seen so far. */
  counts: () => { handled: number; seen: number };
  /** The user has seen enough. */
  onCancel: () => void;
}

/** Fewer spectra than this are read before anyone could read a progress bar. */
const WORTH_SHOWING = 100;
const TASK = 'reading';

/** Shows how far the reading of what was there on opening has come, until that is done. */
export class ReadingTask {
  private readonly handledBefore: number;
  private over = false;

  constructor(private readonly options: ReadingTaskOptions) {
    this.handledBefore = options.counts().handled;
  }

  /** More was read. */
  advance(): void {
    const { tasks, counts, onCancel } = this.options;
    const { handled, seen } = counts();
    const total = seen - this.handledBefore;
    if (this.over || total < WORTH_SHOWING) return;
    const done = handled - this.handledBefore;
    tasks.update({ id: TASK, label: 'Reading spectra', done, total }, () => {
      this.over = true;
      onCancel();
      return undefined;
    });
  }

  /** All that was there is read: what comes from now on comes as it is measured. */
  end(): void {
    this.over = true;
    this.options.tasks.end(TASK);
  }
}
