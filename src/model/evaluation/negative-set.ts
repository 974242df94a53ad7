import { publishedWeights } from '#core/quality/label';
import { summariseScore } from '#core/quality/score-distribution';
import { NEGATIVE_KINDS } from '#core/simulate/negatives';
import type { EvaluationRow } from '../model-card';
import { figureRow } from './figure-row';
import { judgeSet, type Judging } from './judged-set';

/** Frames without a feature, `perKind` of every kind: none may look worth measuring. */
export async function judgeNegatives(judging: Judging, perKind: number): Promise<EvaluationRow[]> {
  const kinds = NEGATIVE_KINDS.length;
  const { predictions } = await judgeSet(judging, 'negatives', kinds * perKind);
  const scores = predictions.map((one) => summariseScore(one, publishedWeights).expectation);
  return NEGATIVE_KINDS.map((kind, offset) =>
    figureRow(
      `negatives, ${kind}: highest score`,
      // Kinds alternate within the set (see `plainSpectrum`).
      Math.max(...scores.filter((_, i) => i % kinds === offset)),
      { must: 2, aim: 1 },
    ),
  );
}
