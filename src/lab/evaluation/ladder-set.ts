import { LABEL_PROFILES } from '#core/quality/profiles';
import { summariseScore } from '#core/quality/score-distribution';
import type { EvaluationRow } from '#model/model-card';
import { trueScoreOf } from '../training/sample-target';
import { figureRow } from './figure-row';
import { judgeSet, type Judging } from './judged-set';
import { DEGRADATIONS, LADDER_STEPS, type Degradation } from './ladder-spectrum';
import { orderedPairs, pairShare, type PairCount } from './statistics';

/** Falling numbers for the steps of a ladder: each step is worse than the one before. */
export const FALLING_STEPS: readonly number[] = Array.from(
  { length: LADDER_STEPS },
  (_, step) => -step,
);

/** Spectra that `bases` ladder bases take. */
export function ladderSpectra(bases: number): number {
  return bases * DEGRADATIONS.length * LADDER_STEPS;
}

interface LadderPairs {
  degradation: Degradation;
  /** Pairs whose true scores of the `alignment` profile differ, and all pairs of steps. */
  byTruth: PairCount;
  byStep: PairCount;
}

/** How the ladders of the `ladders` set are ordered by the scores predicted for them. */
export function ladderPairs(scores: readonly number[], targets: Float32Array): LadderPairs[] {
  const truths = scores.map((_, i) => trueScoreOf(targets, i, 'alignment'));
  // Spectra lie ordered by base, degradation, step (see `plainSpectrum`).
  return Array.from({ length: scores.length / LADDER_STEPS }, (_, ladder) => {
    const steps = (of: readonly number[]) =>
      of.slice(ladder * LADDER_STEPS, (ladder + 1) * LADDER_STEPS);
    return {
      degradation: DEGRADATIONS[ladder % DEGRADATIONS.length],
      byTruth: orderedPairs(steps(truths), steps(scores)),
      byStep: orderedPairs(FALLING_STEPS, steps(scores)),
    };
  });
}

/**
 * Simulated spectra that get worse in one way at a time. A pair counts where its true scores (of
 * the `alignment` profile) differ; steps within one bracket are told in a row of their own.
 */
export async function judgeLadders(judging: Judging, bases: number): Promise<EvaluationRow[]> {
  const { predictions, targets } = await judgeSet(
    judging,
    'ladders',
    ladderSpectra(bases),
    'alignment',
  );
  const { weights } = LABEL_PROFILES.alignment;
  const scores = predictions.map((one) => summariseScore(one, weights).expectation);
  const ladders = ladderPairs(scores, targets);
  const byTruth = pairShare(ladders.map((ladder) => ladder.byTruth));
  return [
    figureRow('ladders: pairs ordered rightly', byTruth, {
      must: 0.97,
      aim: 0.995,
      baseline: 0.5,
      limit: 'at least',
    }),
    figureRow(
      'ladders: steps ordered rightly, those of one true score too',
      pairShare(ladders.map((ladder) => ladder.byStep)),
      { baseline: 0.5, limit: 'at least' },
    ),
    ...DEGRADATIONS.map((degradation) => {
      const pairs = ladders
        .filter((ladder) => ladder.degradation === degradation)
        .map((ladder) => ladder.byTruth);
      const total = pairs.reduce((sum, count) => sum + count.total, 0);
      return figureRow(`ladders, ${degradation}: pairs ordered rightly`, pairShare(pairs), {
        baseline: 0.5,
        limit: 'at least',
        note: `${total} pairs`,
      });
    }),
  ];
}
