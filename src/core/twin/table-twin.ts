import { SweetSpotError } from '#shared/errors';
import type { Candidate } from './candidates/candidate';
import { coarseGaps, type CoarseGap } from './gaps';
import {
  rankCandidates,
  type JudgedCandidate,
  type RankedCandidate,
  type Ranking,
  type Watcher,
} from './ranking';
import type { ScanTable } from './table/scan-table';
import { calibrated, rawDoubt, type Calibration } from './uncertainty';

/** A predicted line: never a measurement. */
export interface PredictedLine {
  at: number;
  x: Float64Array;
  /** NaN where the measured lines leave a place open. */
  value: Float64Array;
  /** One standard deviation, scaled on left-out lines; NaN where nothing could be scaled on. */
  deviation: Float64Array;
}

/** What predicts lines within the learned range. */
export interface LinePredictor {
  table: ScanTable;
  /**
   * The line at a place within the learned range.
   *
   * @throws `invalid-request` outside it.
   */
  predict(at: number, x: ArrayLike<number>): PredictedLine;
}

/** The twin of a table: how it predicts, how sure it is, and what it cannot know. */
export interface TableTwin extends LinePredictor {
  ranking: Ranking;
  chosen: RankedCandidate;
  /** The candidate of another kind that doubt is measured against. */
  rival: RankedCandidate;
  gaps: CoarseGap[];
  calibration: Calibration;
}

/** Candidate taken where no line can be left out: shape-preserving, and settings-free. */
const UNJUDGED_CHOICE = 'pchip';

/** The twin of a table by the candidate that predicts left-out lines best, or by a named one. */
export function fitTableTwin(
  table: ScanTable,
  candidates: readonly Candidate[],
  watcher: Watcher & { choice?: string; trained?: readonly JudgedCandidate[] } = {},
): TableTwin {
  const ranking = rankCandidates(table, candidates, watcher, watcher.trained);
  const chosen = choose(ranking, watcher.choice);
  const rival = rivalOf(ranking, chosen);
  const calibration = calibrated(table, chosen, rival, ranking.unpredictable);
  return {
    ...linePredictor(table, chosen.candidate, rival.candidate, calibration.scale),
    ranking,
    chosen,
    rival,
    gaps: coarseGaps(table, ranking),
    calibration,
  };
}

/** Predictions by a chosen candidate, their doubt scaled as left-out lines showed. */
export function linePredictor(
  table: ScanTable,
  chosen: Candidate,
  rival: Candidate,
  scale: number | null,
): LinePredictor {
  const fitted = chosen.fit(table);
  const fittedRival = rival.fit(table);
  const [least, largest] = [table.lines[0].at, table.lines[table.lines.length - 1].at];
  return {
    table,
    predict(at, x) {
      if (!(at >= least && at <= largest)) {
        throw new SweetSpotError(
          'invalid-request',
          `The second axis was learned from ${least} to ${largest}; ${at} lies outside.`,
          { hint: 'A twin interpolates; what lies outside the learned range has to be measured.' },
        );
      }
      const value = fitted.valuesAt(at, x);
      const doubt = rawDoubt(table, value, fittedRival.valuesAt(at, x), at, x);
      const deviation = doubt.map((one) => (scale === null ? NaN : scale * one));
      return { at, x: Float64Array.from(x), value, deviation };
    },
  };
}

function choose({ candidates }: Ranking, name: string | undefined): RankedCandidate {
  if (name !== undefined) {
    const named = candidates.find(({ candidate }) => candidate.name === name);
    if (named !== undefined) return named;
    throw new SweetSpotError(
      'invalid-request',
      `There is no way to predict named "${name}"; there are: ` +
        candidates.map(({ candidate }) => candidate.name).join(' · '),
    );
  }
  const best = candidates[0];
  if (best.error !== null) return best;
  return candidates.find(({ candidate }) => candidate.kind === UNJUDGED_CHOICE) ?? best;
}

/** The best candidate of another kind: where the two differ, doubt is due. */
function rivalOf({ candidates }: Ranking, chosen: RankedCandidate): RankedCandidate {
  const others = candidates.filter(({ candidate }) => candidate.kind !== chosen.candidate.kind);
  return others.find(({ error }) => error !== null) ?? others[0] ?? chosen;
}
