import { LABEL_PROFILES } from '#core/quality/profiles';
import { summariseScore } from '#core/quality/score-distribution';
import { NEGATIVE_KINDS } from '#core/simulate/negatives';
import type { EvaluationRow } from '#model/model-card';
import { PROFILE_NAMES } from '#model/output-layout';
import { figureRow } from './figure-row';
import { judgeSet, type Judging } from './judged-set';

/**
 * Frames without a feature, `perKind` of every kind: none may look worth measuring, whichever
 * profile is chosen.
 */
export async function judgeNegatives(judging: Judging, perKind: number): Promise<EvaluationRow[]> {
  const kinds = NEGATIVE_KINDS.length;
  const scores: number[][] = [];
  for (const profile of PROFILE_NAMES) {
    const { weights } = LABEL_PROFILES[profile];
    const { predictions } = await judgeSet(judging, 'negatives', kinds * perKind, profile);
    scores.push(predictions.map((one) => summariseScore(one, weights).expectation));
  }
  return NEGATIVE_KINDS.map((kind, offset) =>
    figureRow(
      `negatives, ${kind}: highest score`,
      // Kinds alternate within the set (see `plainSpectrum`).
      Math.max(...scores.flatMap((of) => of.filter((_, i) => i % kinds === offset))),
      { must: 2, aim: 1 },
    ),
  );
}
