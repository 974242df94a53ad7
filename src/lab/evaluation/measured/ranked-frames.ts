import { scanFullScoreCounts } from '#core/quality/full-score-counts';
import { LABEL_PROFILES } from '#core/quality/profiles';
import { rankDeviation, rankScore } from '#core/quality/rank-score';
import { summariseScore } from '#core/quality/score-distribution';
import { prepareSpectrum, PUBLISHED_CALIBRATION, spectrumScalars } from '#model/preprocess';
import type { Spectrum } from '#shared/spectrum';
import { assertGoingOn, type Judging } from '../judged-set';

/** The two scores of a frame. */
export interface RankedFrame {
  rank: number;
  /** Stated deviation of the rank by counting noise, points. */
  noise: number;
  /** The quality score. */
  mls: number;
}

/** What earns the full score: a number of counts, or what the frames of one scan have. */
export type FullScore = number | 'scan';

/** Both scores of the frames of one scan. Error: cancelled. */
export async function rankedFrames(
  judging: Judging,
  spectra: readonly Spectrum[],
  fullScore: FullScore = PUBLISHED_CALIBRATION.fullScoreCounts,
): Promise<RankedFrame[]> {
  const { engine } = judging;
  const prepared = spectra.map((one) => prepareSpectrum(one, engine.card.architecture.inputSize));
  const fullScoreCounts =
    fullScore === 'scan'
      ? scanFullScoreCounts(prepared.map(({ totalCounts }) => totalCounts))
      : fullScore;
  const predictions = await engine.predict(
    await engine.embed(prepared.map(({ image }) => image)),
    prepared.map((one) => spectrumScalars(one, { fullScoreCounts, gain: 1 })),
    'alignment',
  );
  judging.onJudged(spectra.length);
  assertGoingOn(judging.signal);
  const { weights } = LABEL_PROFILES.alignment;
  return predictions.map((probabilities, i) => {
    const { evidence, evidenceDeviation, totalCounts } = prepared[i];
    const inputs = { probabilities, evidence, totalCounts, fullScoreCounts };
    return {
      rank: rankScore(inputs),
      noise: rankDeviation(inputs, evidenceDeviation),
      mls: summariseScore(probabilities, weights).expectation,
    };
  });
}
