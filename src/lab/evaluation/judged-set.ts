import type { ProfileName } from '#core/quality/profiles';
import type { ComponentProbabilities } from '#core/quality/types';
import { SweetSpotError } from '#shared/errors';
import type { QualityModel } from '#model/quality-model';
import type { SampleBatch, SampleSet, SampleSource } from '../training/sample-batch';
import { joinedArrays } from '../training/simulate-set';

/** Seed of the evaluation sets. Never tune on it: training validates on another stream. */
export const EVALUATION_SEED = 20_260_101;
/** Spectra per request: few enough that all workers share a set, and that stopping is quick. */
const REQUEST_SIZE = 20;
/** Requests under way, so that simulating and predicting overlap. */
const REQUESTS_AHEAD = 6;

/** What every set is judged with. */
export interface Judging {
  engine: QualityModel;
  source: SampleSource;
  /** Called with the spectra judged since the last call. */
  onJudged(spectra: number): void;
  signal?: AbortSignal;
}

/** What the model says of a set, and its truth. */
export interface JudgedSet {
  predictions: ComponentProbabilities[];
  /** count × OUTPUT_SIZE, see `targetOf`. */
  targets: Float32Array;
  /** See `SampleBatch`. */
  details: Float32Array;
}

/** Predictions for spectra in network form. */
async function predicted(engine: QualityModel, batch: SampleBatch, profile: ProfileName) {
  const rows = (of: Float32Array) => {
    const width = of.length / batch.count;
    return Array.from({ length: batch.count }, (_, i) => of.subarray(i * width, (i + 1) * width));
  };
  return engine.predict(await engine.embed(rows(batch.images)), rows(batch.scalars), profile);
}

/** Stops the evaluation where the user asked for it. Error: cancelled. */
export function assertGoingOn(signal?: AbortSignal): void {
  if (signal?.aborted) throw new SweetSpotError('cancelled', 'Evaluation stopped.');
}

/**
 * Simulates `count` spectra of a set at the evaluation's seed and judges them under a profile on
 * the way, so that no more than a few images are held. Error: cancelled.
 */
export async function judgeSet(
  judging: Judging,
  set: SampleSet,
  count: number,
  profile: ProfileName,
): Promise<JudgedSet> {
  const { engine, source, signal } = judging;
  const { inputSize } = engine.card.architecture;
  const waiting: Promise<SampleBatch>[] = [];
  const predictions: ComponentProbabilities[] = [];
  const targets: Float32Array[] = [];
  const details: Float32Array[] = [];
  let asked = 0;
  while (predictions.length < count) {
    while (waiting.length < REQUESTS_AHEAD && asked < count) {
      const size = Math.min(REQUEST_SIZE, count - asked);
      const batch = source.simulate({
        set,
        purpose: 'evaluation',
        seed: EVALUATION_SEED,
        first: asked,
        count: size,
        inputSize,
      });
      // A failure surfaces when the batch's turn comes, not as an unhandled rejection before.
      batch.catch(() => undefined);
      waiting.push(batch);
      asked += size;
    }
    const batch = await waiting.shift();
    if (batch === undefined) break;
    predictions.push(...(await predicted(engine, batch, profile)));
    targets.push(batch.targets);
    details.push(batch.details);
    judging.onJudged(batch.count);
    assertGoingOn(signal);
  }
  return { predictions, targets: joinedArrays(targets), details: joinedArrays(details) };
}
