import { scanFullScoreCounts } from '#core/quality/full-score-counts';

/** Scans of fewer points are looked through for every batch, larger ones once they grew by a fiftieth. */
const SMALL_SCAN = 200;
const GROWTH = 1.02;

/** The full-score counts of a growing scan, without sorting all of its totals for every point. */
export class ScanFullScore {
  private known: { points: number; counts: number } | null = null;
  private adopted: { points: number; counts: number } | null = null;

  /** A reopened scan shows its scores as it was left, until points are added. */
  adopt(points: number, counts: number): void {
    this.adopted = { points, counts };
  }

  /** Counts that earn the full score once the `arriving` totals are part of the scan. */
  of(totals: Float64Array | Float32Array, arriving: readonly number[]): number {
    const points = totals.length + arriving.length;
    const { known, adopted } = this;
    if (adopted?.points === points) return adopted.counts;
    this.adopted = null;
    if (known !== null && points >= SMALL_SCAN && points >= known.points) {
      if (points < GROWTH * known.points) return known.counts;
    }
    const counts = scanFullScoreCounts([...totals, ...arriving]);
    this.known = { points, counts };
    return counts;
  }
}
