import { ARCHITECTURES, type ArchitectureSpec } from '#model/architecture-spec';
import type { TrainingProcedure } from '#model/training-procedure';
import { DEFAULT_TRAINING, PLATEAU_TRAINING, type TrainingSettings } from './training-settings';

/** What a user may choose of a run; what is left out is the default. */
export interface TrainingChoices extends TrainingProcedure {
  architecture?: ArchitectureSpec['name'];
  /** Edge of the network's image in pixels. */
  inputSize?: number;
  /** Share of the dense layers' outputs that training drops. */
  dropout?: number;
  /** How long to train: by spectra, or by the clock, setting out and validating included. */
  samples?: number;
  minutes?: number;
  batchSize?: number;
  seed?: number;
  /** Learning rate at its highest; a continued model wants less than a fresh one. */
  peakLearningRate?: number;
}

/** The object without the entries that are undefined. */
function given<T extends object>(values: T): Partial<T> {
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as Partial<T>;
}

/** The network that the choices ask for. */
export function chosenArchitecture(choices: TrainingChoices): ArchitectureSpec {
  const { architecture = 'compact', inputSize, dropout } = choices;
  return { ...ARCHITECTURES[architecture], ...given({ inputSize, dropout }) };
}

/** The settings that the choices ask for, on the default or on the paper's procedure. */
export function chosenSettings(choices: TrainingChoices): TrainingSettings {
  const { minutes, samples, batchSize, seed, peakLearningRate, ...more } = choices;
  const { schedule, l2, balance, fixedSet, heads, withoutScales } = more;
  const base = schedule === 'plateau' ? PLATEAU_TRAINING : DEFAULT_TRAINING;
  return {
    ...base,
    ...given({ samples, batchSize, peakLearningRate, seed }),
    ...given({ schedule, l2, balance, fixedSet, heads, withoutScales }),
    ...(minutes === undefined ? {} : { samples: Infinity }),
  };
}
