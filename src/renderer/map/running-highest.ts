/** The point with the highest value of a growing column; each point is looked at once. */
export class RunningHighest {
  private revision: number | null = null;
  private seen = 0;
  private highest = 0;

  /**
   * The first of the highest among `length` values; values that are NaN come last. Null for
   * none. Another `revision` means that values changed that were there before.
   */
  of(values: ArrayLike<number>, length: number, revision: number): number | null {
    if (revision !== this.revision || length < this.seen) {
      this.revision = revision;
      this.seen = this.highest = 0;
    }
    for (; this.seen < length; this.seen++) {
      const best = values[this.highest];
      if (values[this.seen] > best || Number.isNaN(best)) this.highest = this.seen;
    }
    return length === 0 ? null : this.highest;
  }
}
