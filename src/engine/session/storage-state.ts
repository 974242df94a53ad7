/**
 * Whether a session can be written at present. What cannot be written is kept by its part
 * and tried again; a full disk must not end a scan.
 */
export class StorageState {
  private readonly failing = new Map<string, unknown>();
  private readonly retries = new Set<() => void>();
  private listener: (error: unknown) => void = () => undefined;

  /** True while something waits for room. */
  get isFailing(): boolean {
    return this.failing.size > 0;
  }

  /** Tells of the first failure, and with null once all is written again; at once if one is under way. */
  onChange(listener: (error: unknown) => void): void {
    this.listener = listener;
    if (this.isFailing) listener([...this.failing.values()][0]);
  }

  /** Registers what writes that which waits for room. */
  onRetry(write: () => void): void {
    this.retries.add(write);
  }

  /** Tries again to write what waits. */
  retry(): void {
    if (this.isFailing) for (const write of this.retries) write();
  }

  /** Does the writing for a part of the session; returns whether it worked. */
  attempt(part: string, write: () => void): boolean {
    const before = this.isFailing;
    try {
      write();
      this.failing.delete(part);
    } catch (error) {
      this.failing.set(part, error);
      if (!before) this.listener(error);
      return false;
    }
    if (before && !this.isFailing) this.listener(null);
    return true;
  }
}
