import { loadPlainTensorflow } from '#model/tensorflow';
import { buildNetwork } from './architecture';
import { writeArtifact } from './artifact';
import { TINY_SPEC } from './test-network.test-support';
import { TRAINING_MIXTURE } from './training/sample';

/** Writes a network that knows nothing yet, small enough for tests. */
export async function writeTinyModel(folder: string) {
  const tf = await loadPlainTensorflow();
  return writeArtifact(tf, buildNetwork(tf, TINY_SPEC, 5), folder, {
    name: 'tiny',
    version: '0',
    architecture: TINY_SPEC,
    training: {
      distribution: TRAINING_MIXTURE,
      seed: 5,
      samplesSeen: 0,
      batchSize: 1,
      peakLearningRate: 0,
      weightDecay: 0,
      notes: [],
    },
    temperatures: {},
    learningCurve: [],
  });
}
