import { LABEL_PROFILES } from '#core/quality/profiles';
import { summariseScore } from '#core/quality/score-distribution';
import { MEASURED_NEGATIVE_KINDS } from '#core/simulate/measured-negatives';
import { NEGATIVE_KINDS } from '#core/simulate/negatives';
import type { EvaluationRow } from '#model/model-card';
import { PROFILE_NAMES } from '#model/output-layout';
import { figureRow } from './figure-row';
import { judgeSet, type Judging } from './judged-set';

/** Kinds within each set of negatives, in the order in which they alternate (see `plainSpectrum`). */
const SETS = {
  negatives: NEGATIVE_KINDS,
  'measured-negatives': MEASURED_NEGATIVE_KINDS,
} as const;

/** Images that this many frames of every kind take. */
export function negativeSpectra(perKind: number): number {
  const kinds = Object.values(SETS).reduce((sum, { length }) => sum + length, 0);
  return PROFILE_NAMES.length * perKind * kinds;
}

/**
 * Frames without a feature, `perKind` of every kind: none may look worth measuring, whichever
 * profile is chosen.
 */
export async function judgeNegatives(judging: Judging, perKind: number): Promise<EvaluationRow[]> {
  const rows: EvaluationRow[] = [];
  for (const set of ['negatives', 'measured-negatives'] as const) {
    const kinds = SETS[set];
    const scores: number[][] = [];
    for (const profile of PROFILE_NAMES) {
      const { weights } = LABEL_PROFILES[profile];
      const { predictions } = await judgeSet(judging, set, kinds.length * perKind, profile);
      scores.push(predictions.map((one) => summariseScore(one, weights).expectation));
    }
    for (const [offset, kind] of kinds.entries()) {
      const ofKind = scores.flatMap((of) => of.filter((_, i) => i % kinds.length === offset));
      rows.push(
        figureRow(`${set.replace('-', ' ')}, ${kind}: highest score`, Math.max(...ofKind), {
          must: 2,
          aim: 1,
        }),
      );
    }
  }
  return rows;
}
