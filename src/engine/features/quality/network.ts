import type { GradedProbabilities } from '#core/quality/types';
import { spectrumScalars } from '#model/preprocess';
import type { QualityModel } from '#model/quality-model';
import type { NetworkInputs, ScoreScale } from './quality-columns';

/** What the engine needs of a loaded model. */
export type SpectrumScorer = Pick<QualityModel, 'label' | 'embed' | 'predict' | 'dispose'> & {
  card: { name: string; hash: string; architecture: { inputSize: number } };
};

/** The network's second half: embeddings and calibrated numbers to component probabilities. */
export function predictWith(
  scorer: SpectrumScorer,
  embeddings: Float32Array[],
  inputs: readonly NetworkInputs[],
  { fullScoreCounts, labelProfile }: ScoreScale,
): Promise<GradedProbabilities[]> {
  // Counts compare with the scan's own largest, so what a count is in electrons cancels out.
  const calibration = { fullScoreCounts, gain: 1 };
  return scorer.predict(
    embeddings,
    inputs.map((numbers) => spectrumScalars(numbers, calibration)),
    labelProfile,
  );
}
