import { setImmediate as nextTurn } from 'node:timers/promises';
import { bracketRange } from '#core/quality/label';
import { rankDeviation, rankScore } from '#core/quality/rank-score';
import { summariseScore, type ScoreSummary } from '#core/quality/score-distribution';
import type { ComponentProbabilities, QualityWeights } from '#core/quality/types';
import type { Assessment } from '#shared/spectrum-view';
import type { PointStore } from '../../points/point-store';
import type { QualityColumns } from './quality-columns';

/** Fills a point's score and components from the network's output, under the given weights. */
export function assessPoint(
  points: PointStore,
  columns: QualityColumns,
  id: number,
  weights: QualityWeights,
): void {
  if (columns.modelOf(id) === null) return;
  const p = columns.probabilities(id);
  const summary = summariseScore(p, weights);
  points.quantity('mls')[id] = summary.expectation;
  points.quantity('mlsMedian')[id] = summary.median;
  points.quantity('uncertainty')[id] = summary.standardDeviation;
  points.quantity('sharpness')[id] = expectedValue(p.sharpness);
  points.quantity('signalToBackground')[id] = expectedValue(p.signalToBackground);
  points.quantity('countRatio')[id] = Math.min(
    1,
    points.totalCounts(id) / columns.scale(id).fullScoreCounts,
  );
  points.quantity('feature')[id] = 1 - p.featureMissing;
}

/**
 * Fills a point's rank on a full-score count that all ranks of the scan share, whatever scale its
 * quality score is still on. NaN where its spectrum was measured before ranks were.
 */
export function rankPoint(
  points: PointStore,
  columns: QualityColumns,
  id: number,
  fullScoreCounts: number,
): void {
  if (columns.modelOf(id) === null) return;
  const { evidence, evidenceDeviation, totalCounts } = columns.inputs(id);
  const probabilities = columns.probabilities(id);
  const inputs = { probabilities, evidence, totalCounts, fullScoreCounts };
  points.quantity('rank')[id] = rankScore(inputs);
  points.quantity('rankNoise')[id] = rankDeviation(inputs, evidenceDeviation);
}

/** Points assessed between two turns of the event loop. */
const SLICE = 2000;

/**
 * Scores of all points under the weights in force, in slices; ends early where `isWanted` no
 * longer holds. Resolves with whether it got to the end.
 */
export async function assessAllPoints(
  points: PointStore,
  columns: QualityColumns,
  weights: QualityWeights,
  isWanted: () => boolean,
): Promise<boolean> {
  for (let id = 0; id < points.count; id++) {
    if (id % SLICE === 0 && id > 0) {
      await nextTurn();
      if (!isWanted()) return false;
    }
    assessPoint(points, columns, id, weights);
  }
  return true;
}

/** How a point's score came about, as a view shows it. */
export function assessmentOf(p: ComponentProbabilities, weights: QualityWeights): Assessment {
  const { expectation, median, standardDeviation, expectedPenalty, expectedBonus }: ScoreSummary =
    summariseScore(p, weights);
  return {
    expectation,
    median,
    standardDeviation,
    expectedPenalty,
    expectedBonus,
    probabilities: {
      sharpness: Array.from(p.sharpness),
      signalToBackground: Array.from(p.signalToBackground),
      counts: Array.from(p.counts),
      featureMissing: p.featureMissing,
      lowSignalAndCounts: p.lowSignalAndCounts,
    },
  };
}

/** Expected value of a component whose brackets have these probabilities, each at its middle. */
function expectedValue(brackets: ArrayLike<number>): number {
  let value = 0;
  for (let bracket = 0; bracket < brackets.length; bracket++) {
    const { low, high } = bracketRange(bracket);
    value += (brackets[bracket] * (low + high)) / 2;
  }
  return value;
}
