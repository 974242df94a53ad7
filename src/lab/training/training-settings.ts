import type { TrainingProcedure } from '#model/training-procedure';

/** What fixes a run: the same settings and seed give the same weights. */
export interface TrainingSettings extends TrainingProcedure {
  /** Spectra to learn from; Infinity where the time decides (see `planSteps`). */
  samples: number;
  batchSize: number;
  peakLearningRate: number;
  weightDecay: number;
  seed: number;
}

export const DEFAULT_TRAINING: TrainingSettings = {
  samples: 100_000,
  batchSize: 64,
  peakLearningRate: 2e-3,
  weightDecay: 0.02,
  seed: 1,
};

/** The paper's optimiser and length; the strength of its L2 penalty is not published. */
export const PLATEAU_TRAINING: TrainingSettings = {
  samples: 5_000_000,
  batchSize: 64,
  peakLearningRate: 1e-3,
  weightDecay: 0,
  seed: 1,
  schedule: 'plateau',
  l2: 1e-4,
};
