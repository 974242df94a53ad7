import { join } from 'node:path';
import type { ArchitectureSpec } from '#model/architecture-spec';
import { writeArtifact } from '../artifact';
import type { ModelCard } from '#model/model-card';
import type { Tensorflow } from '#model/tensorflow';
import { describeProcedure, trainingProcedureSchema } from '#model/training-procedure';
import { TRAINING_MIXTURE } from './sample';
import { calibrateNetwork } from './calibrate';
import type { TrainingOutcome } from './train';

/** What the card tells of a run beside its outcome. */
export interface RunDescription {
  /** Name of the network; by default that of its architecture and labels. */
  name?: string;
  spec: ArchitectureSpec;
  /** Where the model folder is put. */
  runFolder: string;
  /** Length of a run that the clock ended, or null. */
  minutes: number | null;
}

/** Writes the averaged weights of a run, calibrated, as a model folder inside the run's, not yet evaluated. */
export async function exportRun(
  tf: Tensorflow,
  outcome: TrainingOutcome,
  { name, spec, runFolder, minutes }: RunDescription,
): Promise<{ modelDirectory: string; card: ModelCard }> {
  const { trainer, samplesSeen, startedFromSamples, curve, validation } = outcome;
  const { seed, batchSize, peakLearningRate, weightDecay } = trainer.settings;
  const procedure = trainingProcedureSchema.parse(trainer.settings);
  const modelDirectory = join(runFolder, 'model');
  const card = await trainer.withAveragedWeights(() => {
    // A network of the total alone has no probabilities to calibrate.
    const temperatures =
      procedure.heads === 'total' ? {} : calibrateNetwork(tf, trainer.network, validation);
    return writeArtifact(tf, trainer.network, modelDirectory, {
      name: name ?? `${spec.name}-alignment`,
      version: '4',
      architecture: spec,
      training: {
        distribution: TRAINING_MIXTURE,
        seed,
        samplesSeen: startedFromSamples + samplesSeen,
        batchSize,
        peakLearningRate,
        weightDecay,
        procedure,
        notes: [
          ...describeProcedure(procedure),
          ...(startedFromSamples > 0
            ? [`Started from the weights of a run over ${startedFromSamples} spectra.`]
            : []),
          ...(minutes === null
            ? []
            : [`The last sitting was planned for ${minutes} min; its steps follow the clock.`]),
        ],
      },
      temperatures,
      learningCurve: curve,
    });
  });
  return { modelDirectory, card };
}
