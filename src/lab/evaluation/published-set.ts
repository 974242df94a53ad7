import { publishedWeights } from '#core/quality/label';
import { createRandom } from '#core/simulate/random';
import type { EvaluationRow } from '#model/model-card';
import { scoreFigures } from './score-figures';
import { trueScoreOf } from '../training/sample-target';
import { accuracyRow, figureRow } from './figure-row';
import { EVALUATION_SEED, judgeSet, type Judging } from './judged-set';
import { randomisedPit, uniformityGap } from './statistics';

/** Spectra and labels as published, at the native 532 × 454: error, brackets, calibration. */
export async function judgePublished(judging: Judging, count: number): Promise<EvaluationRow[]> {
  const { predictions, targets } = await judgeSet(judging, 'published', count, 'published');
  const figures = scoreFigures(predictions, targets, 'published');
  const { accuracy, baselineError } = figures;
  const random = createRandom(EVALUATION_SEED);
  const transforms = predictions.map((prediction, i) => {
    const score = trueScoreOf(targets, i, 'published');
    return randomisedPit(prediction, publishedWeights, score, random.next());
  });
  return [
    figureRow('published: mean absolute error, median', figures.medianError, {
      baseline: baselineError,
      must: 0.3,
      aim: 0.18,
    }),
    figureRow('published: mean absolute error, expectation', figures.expectationError, {
      baseline: baselineError,
    }),
    accuracyRow('published: sharpness bracket', accuracy.sharpness),
    accuracyRow('published: signal-to-background bracket', accuracy.signalToBackground),
    accuracyRow('published: counts class', accuracy.counts),
    accuracyRow('published: feature present or missing', accuracy.featureMissing),
    accuracyRow('published: B + N at most 0.5', accuracy.lowSignalAndCounts),
    figureRow('published: calibration gap of the score distribution', uniformityGap(transforms), {
      must: 0.05,
      aim: 0.02,
    }),
  ];
}
