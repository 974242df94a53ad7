const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-8;

/** Weights as one vector, with the optimiser's moments and the running average beside them. */
export interface OptimiserState {
  weights: Float32Array;
  firstMoment: Float32Array;
  secondMoment: Float32Array;
  /** Exponential moving average of the weights; this is what is validated and exported. */
  average: Float32Array;
  /** Updates made so far. */
  step: number;
}

export interface UpdateRates {
  learningRate: number;
  /** Per unit of learning rate, on the weights that `decayed` marks. */
  weightDecay: number;
  /** Strength of the penalty λ · w² / 2 on the same weights, as part of the gradient. */
  l2: number;
  /** Share of the old average that stays. */
  averageDecay: number;
}

/** The state before the first update. */
export function initialState(weights: Float32Array): OptimiserState {
  return {
    weights,
    firstMoment: new Float32Array(weights.length),
    secondMoment: new Float32Array(weights.length),
    average: Float32Array.from(weights),
    step: 0,
  };
}

/**
 * One AdamW update in place: Adam with decoupled weight decay (Loshchilov and Hutter 2019), and
 * the running average. `decayed` holds 1 for weights that decay (kernels) and 0 for the others.
 */
export function updateAdamW(
  state: OptimiserState,
  gradient: Float32Array,
  decayed: Uint8Array,
  { learningRate, weightDecay, l2, averageDecay }: UpdateRates,
): void {
  state.step += 1;
  const { weights, firstMoment, secondMoment, average, step } = state;
  const correction1 = 1 - BETA_1 ** step;
  const correction2 = 1 - BETA_2 ** step;
  // Early on the average would remember the random start; a growing window forgets it.
  const keep = Math.min(averageDecay, (1 + step) / (10 + step));
  for (let i = 0; i < weights.length; i++) {
    const g = gradient[i] + l2 * decayed[i] * weights[i];
    const m = BETA_1 * firstMoment[i] + (1 - BETA_1) * g;
    const v = BETA_2 * secondMoment[i] + (1 - BETA_2) * g * g;
    firstMoment[i] = m;
    secondMoment[i] = v;
    const move = m / correction1 / (Math.sqrt(v / correction2) + EPSILON);
    weights[i] -= learningRate * (move + weightDecay * decayed[i] * weights[i]);
    average[i] = keep * average[i] + (1 - keep) * weights[i];
  }
}
