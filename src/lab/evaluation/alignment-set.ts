import type { EvaluationRow } from '#model/model-card';
import { scoreFigures } from './score-figures';
import { accuracyRow, figureRow } from './figure-row';
import { judgeSet, type Judging } from './judged-set';

/** The wider ranges and the labels of the `alignment` profile, at 532 × 454. */
export async function judgeAlignment(judging: Judging, count: number): Promise<EvaluationRow[]> {
  const { predictions, targets } = await judgeSet(judging, 'alignment', count, 'alignment');
  const { medianError, baselineError, accuracy } = scoreFigures(predictions, targets, 'alignment');
  return [
    figureRow('alignment: mean absolute error, median', medianError, {
      baseline: baselineError,
      must: 0.6,
      aim: 0.4,
    }),
    accuracyRow('alignment: sharpness bracket', accuracy.sharpness),
    accuracyRow('alignment: signal-to-background bracket', accuracy.signalToBackground),
    accuracyRow('alignment: counts class', accuracy.counts),
    accuracyRow('alignment: feature present or missing', accuracy.featureMissing),
    accuracyRow('alignment: B + N at most 0.5', accuracy.lowSignalAndCounts),
  ];
}
