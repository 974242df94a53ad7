import type { JobBoard, JobHandle } from '#shared/job-board';

/** How far some work on a scan is. */
interface TaskProgress {
  /** Names the work within the scan; also the kind of its job. */
  id: string;
  label: string;
  done: number;
  total: number | null;
}

/** Ends the work at the user's wish; tells what that leaves, in words. */
type Cancel = () => string | undefined;

/** Long work on one scan, as jobs on the application's board. They end with the scan at the latest. */
export class TaskList {
  private readonly running = new Map<string, { job: JobHandle; cancel: Cancel }>();

  constructor(private readonly board: JobBoard) {}

  /** Shows progress; the first call starts the job. */
  update({ id, label, done, total }: TaskProgress, cancel: Cancel): void {
    const task = this.running.get(id) ?? this.start(id, label, total, cancel);
    task.cancel = cancel;
    task.job.progress(done, total);
  }

  end(id: string): void {
    this.running.get(id)?.job.finish();
    this.running.delete(id);
  }

  /** The scan is closed, and with it what was under way. */
  close(): void {
    for (const { job } of this.running.values()) job.cancel('The scan was closed.');
    this.running.clear();
  }

  private start(id: string, label: string, total: number | null, cancel: Cancel) {
    const about = { kind: id, label, total, ofScan: true, cancellable: true, unit: 'points' };
    const task = { job: this.board.start(about), cancel };
    this.running.set(id, task);
    task.job.signal.addEventListener('abort', () => {
      if (this.running.get(id) !== task) return;
      this.running.delete(id);
      task.job.cancel(task.cancel());
    });
    return task;
  }
}
