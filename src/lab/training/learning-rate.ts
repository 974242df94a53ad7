/** Share of the run over which the learning rate rises, and the share it ends at. */
const WARM_UP = 0.03;
const FINAL_RATE = 0.01;

/** Learning rate at a step: linear warm-up, then half a cosine. */
export function learningRateAt(step: number, stepCount: number, peak: number): number {
  const warmUp = Math.max(1, Math.round(WARM_UP * stepCount));
  if (step < warmUp) return (peak * (step + 1)) / warmUp;
  const progress = (step - warmUp) / Math.max(1, stepCount - warmUp);
  return peak * (FINAL_RATE + ((1 - FINAL_RATE) * (1 + Math.cos(Math.PI * progress))) / 2);
}

/** The paper's course: × 0.2 after 5 validations without progress, the end after 10. */
const REDUCTION = 0.2;
const PATIENCE = 5;
const STOP_PATIENCE = 10;
/** A loss counts as lower from this much on. */
const LEAST_PROGRESS = 1e-4;

/** Where a run stands that follows its validation loss. */
export interface PlateauCourse {
  /** What is left of the peak learning rate. */
  factor: number;
  /** Whether the last validation was the best so far. */
  isBest: boolean;
  isOver: boolean;
}

/** Reduce-on-plateau and early stopping, from all validation losses of the run so far. */
export function plateauCourse(losses: readonly number[]): PlateauCourse {
  let best = Infinity;
  let factor = 1;
  let sinceBest = 0;
  let sinceChange = 0;
  for (const loss of losses) {
    if (loss < best - LEAST_PROGRESS) {
      best = loss;
      sinceBest = 0;
      sinceChange = 0;
      continue;
    }
    sinceBest += 1;
    sinceChange += 1;
    if (sinceChange >= PATIENCE) {
      factor *= REDUCTION;
      sinceChange = 0;
    }
  }
  return {
    factor,
    isBest: losses.length > 0 && sinceBest === 0,
    isOver: sinceBest >= STOP_PATIENCE,
  };
}
