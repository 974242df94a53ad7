/** Epochs at which trials are compared, and the share of them that goes on. */
export interface HalvingOptions {
  firstRung: number;
  /** Each rung takes so many times longer; one trial in as many goes on. */
  reduction: number;
}

/**
 * Asynchronous successive halving (L. Li et al., 2018): a trial that reaches a rung goes on if it is
 * among the best share of all that reached it so far; nobody waits for anybody.
 */
export class SuccessiveHalving {
  readonly #options: HalvingOptions;
  readonly #rungs = new Map<number, number[]>();

  constructor(options: HalvingOptions) {
    this.#options = options;
  }

  /** Whether an epoch is one at which trials are compared. */
  isRung(epoch: number): boolean {
    const { firstRung, reduction } = this.#options;
    let rung = firstRung;
    while (rung < epoch) rung *= reduction;
    return rung === epoch;
  }

  /** Notes a trial's loss at a rung; whether it goes on. */
  goesOn(rung: number, loss: number): boolean {
    const losses = this.#rungs.get(rung) ?? [];
    this.#rungs.set(rung, losses);
    if (Number.isNaN(loss)) return false;
    losses.push(loss);
    const kept = Math.max(1, Math.floor(losses.length / this.#options.reduction));
    return losses.filter((other) => other < loss).length < kept;
  }
}
