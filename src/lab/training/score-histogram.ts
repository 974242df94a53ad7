/** Bins of one point each; 10 belongs to the last. */
const BIN_COUNT = 10;
/** How far above its even share a bin may grow: room for the bins that no draw fills. */
const SLACK = 1.25;

/** Spectra drawn for one place at most; the last is taken whatever its score. */
export const MOST_DRAWS = 8;

/**
 * Use-or-regenerate, as the paper balances its scores: a spectrum whose score is over-represented
 * so far is drawn again. Each batch is balanced by itself, so that it is the same for a seed
 * whoever simulates it.
 */
export class ScoreHistogram {
  private readonly bins = new Uint32Array(BIN_COUNT);
  private readonly limit: number;

  /** For a batch of `count` spectra. */
  constructor(count: number) {
    this.limit = Math.ceil((SLACK * count) / BIN_COUNT);
  }

  private binOf(score: number): number {
    return Math.min(BIN_COUNT - 1, Math.max(0, Math.floor(score)));
  }

  isFull(score: number): boolean {
    return this.bins[this.binOf(score)] >= this.limit;
  }

  add(score: number): void {
    this.bins[this.binOf(score)] += 1;
  }
}
