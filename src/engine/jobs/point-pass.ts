import type { TaskList } from './task-list';

interface PointPassOptions<Target> {
  /** Id and label of the task that shows its progress. */
  id: string;
  label: string;
  /** Points taken before anything else gets its turn. */
  chunk: number;
  /** Fewer points than this are done before anyone could read a progress bar. */
  worthShowing?: number;
  tasks: TaskList;
  count: () => number;
  /** What all points are to be brought to; the same object while that is the same, null for nothing. */
  target: () => Target | null;
  /** Another target is in force: nothing is done yet. Called before the first point of it. */
  begin?: (target: Target | null) => void;
  /** Whether a point is where it should be. */
  isCurrent: (id: number, target: Target) => boolean;
  /**
   * Works on points; what it returns stores the outcome, and is called only while the target is
   * still in force.
   */
  work: (ids: readonly number[], target: Target) => Promise<() => void>;
  /** The user ended it with these points not brought up to date. */
  onCancelled?: (ids: readonly number[]) => void;
}

/**
 * Goes over all points of a scan once for each target and brings those up to it that are not:
 * piece by piece, with progress, and with an end where another target comes or the user has
 * enough. A point costs the same however many there are.
 */
export class PointPass<Target> {
  /** Points below this one were looked at. */
  private cursor = 0;
  /** Counts up where what is under way no longer counts. */
  private round = 0;

  constructor(
    private readonly options: PointPassOptions<Target>,
    /** Target that the points were brought up to already. */
    private held: Target | null = null,
  ) {}

  /** Starts over: points that were done are looked at again. */
  restart(): void {
    this.cursor = 0;
    this.round++;
  }

  /** These points are looked at again. */
  again(ids: readonly number[]): void {
    for (const id of ids) this.cursor = Math.min(this.cursor, id);
  }

  /** Brings some points up to date; resolves with whether there were any. */
  async advance(): Promise<boolean> {
    const { id, tasks, work } = this.options;
    const target = this.follow();
    const ids = target === null ? [] : this.next(target);
    if (target === null || ids.length === 0) {
      tasks.end(id);
      return false;
    }
    const { round } = this;
    const store = await work(ids, target);
    if (this.options.target() !== target || this.round !== round) return true;
    store();
    this.report();
    return true;
  }

  /** Leaves the points that are not up to date as they are. */
  private cancel(): string {
    const { count, isCurrent, onCancelled } = this.options;
    const target = this.held;
    const left: number[] = [];
    for (; this.cursor < count(); this.cursor++) {
      if (target !== null && !isCurrent(this.cursor, target)) left.push(this.cursor);
    }
    onCancelled?.(left);
    return `${left.length} points stay as they were.`;
  }

  private follow(): Target | null {
    const target = this.options.target();
    if (target !== this.held) {
      this.held = target;
      this.restart();
      this.options.begin?.(target);
    }
    return target;
  }

  private next(target: Target): number[] {
    const { chunk, count, isCurrent } = this.options;
    const ids: number[] = [];
    const end = count();
    for (; this.cursor < end && ids.length < chunk; this.cursor++) {
      if (!isCurrent(this.cursor, target)) ids.push(this.cursor);
    }
    return ids;
  }

  private report(): void {
    const { id, label, tasks, count, worthShowing = 0 } = this.options;
    const total = count();
    if (this.cursor >= total) tasks.end(id);
    else if (total >= worthShowing) {
      tasks.update({ id, label, done: this.cursor, total }, () => this.cancel());
    }
  }
}
