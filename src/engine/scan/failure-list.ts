import type { ErrorData } from '#shared/errors';
import type { Failure, FrameReference } from '#shared/scan';

/** Rows a view is sent; the journal holds them all. */
const MOST_FAILURES_SHOWN = 500;

/** Frames that could not be scored, with the reason, until they can. */
export class FailureList {
  private readonly failures = new Map<string, Failure>();

  get count(): number {
    return this.failures.size;
  }

  /** Frames that will not be tried again by themselves. */
  get finalCount(): number {
    let count = 0;
    for (const failure of this.failures.values()) if (!failure.willRetry) count++;
    return count;
  }

  get shown(): Failure[] {
    return [...this.failures.values()].slice(-MOST_FAILURES_SHOWN);
  }

  /** Records a failure; returns whether it is news: first time, or the last attempt. */
  record(reference: FrameReference, error: ErrorData, willRetry: boolean): boolean {
    const key = keyOf(reference);
    const before = this.failures.get(key);
    this.failures.set(key, {
      ...reference,
      error,
      attempts: (before?.attempts ?? 0) + 1,
      willRetry,
      at: Date.now(),
    });
    return before === undefined || before.willRetry !== willRetry;
  }

  /** A failure of an earlier run. */
  restore(failure: Failure): void {
    this.failures.set(keyOf(failure), failure);
  }

  /** The frame was scored after all; returns whether it had failed. */
  clear(reference: FrameReference): boolean {
    return this.failures.delete(keyOf(reference));
  }

  /** The file is gone; returns whether anything about it had failed. */
  clearFile(name: string): boolean {
    const before = this.failures.size;
    for (const [key, { file }] of this.failures) if (file === name) this.failures.delete(key);
    return this.failures.size < before;
  }
}

function keyOf({ file, frame }: FrameReference): string {
  return `${frame}#${file}`;
}
