import type { Task } from '#shared/scan';

/** Long work under way. */
export class TaskList {
  private readonly tasks = new Map<string, Task & { startedAt: number; cancel: () => void }>();

  constructor(private readonly onChange: () => void) {}

  get shown(): Task[] {
    return [...this.tasks.values()].map(({ startedAt, cancel: _, ...task }) => {
      const elapsed = (performance.now() - startedAt) / 1000;
      const left = task.total === null || task.done === 0 ? null : task.total - task.done;
      return { ...task, secondsLeft: left === null ? null : (elapsed * left) / task.done };
    });
  }

  /** Shows progress; the first call starts the task. */
  update(task: Pick<Task, 'id' | 'label' | 'done' | 'total'>, cancel: () => void): void {
    const startedAt = this.tasks.get(task.id)?.startedAt ?? performance.now();
    this.tasks.set(task.id, { ...task, secondsLeft: null, cancellable: true, startedAt, cancel });
    this.onChange();
  }

  end(id: string): void {
    if (this.tasks.delete(id)) this.onChange();
  }

  cancel(id: string): void {
    this.tasks.get(id)?.cancel();
    this.end(id);
  }
}
