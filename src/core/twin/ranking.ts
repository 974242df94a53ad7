import type { Candidate } from './candidates/candidate';
import { leaveOut, type LeftOutLine } from './leave-one-line-out';
import { valueRange, type ScanTable } from './table/scan-table';

/** A candidate and how well it predicted lines that it had not seen. */
export interface RankedCandidate {
  candidate: Candidate;
  lines: LeftOutLine[];
  /**
   * Mean over the lines that anything can predict of the mean absolute error; null where places
   * were left open, where the race was given up, or where no line can be left out.
   */
  error: number | null;
  /** Why there is no error, in words. */
  remark: string | null;
}

export interface Ranking {
  /** Best first; those without an error last. */
  candidates: RankedCandidate[];
  /** Places of the lines that no candidate predicts: left out of the ranking's means. */
  unpredictable: number[];
}

/** How long work tells of itself and is stopped; an `AbortSignal` serves. */
export interface Watcher {
  onProgress?: (done: number, total: number) => void;
  signal?: { throwIfAborted(): void };
}

/** A line's error above this share of the table's span means that nothing predicts it. */
const UNPREDICTABLE_SHARE = 0.1;
/** A candidate is given up where its lines so far are this much worse than the best one's. */
const HOPELESS = 2;
/** … but not before so many lines. */
const LINES_BEFORE_GIVING_UP = 6;

/** A candidate that was left out lines elsewhere, such as an ensemble that takes long to train. */
export type JudgedCandidate = Pick<RankedCandidate, 'candidate' | 'lines'>;

/**
 * Candidates in the order of their leave-one-line-out errors: every inner line is predicted from
 * the others. Lines that none of them predicts within a tenth of the table's span do not count;
 * the gaps beside them are too coarse for any choice.
 */
export function rankCandidates(
  table: ScanTable,
  candidates: readonly Candidate[],
  watcher: Watcher = {},
  trained: readonly JudgedCandidate[] = [],
): Ranking {
  const inner = table.lines.map((_, line) => line).slice(1, -1);
  if (inner.length === 0) {
    return withoutRanking([...candidates, ...trained.map(({ candidate }) => candidate)]);
  }
  const best = inner.map(() => Infinity);
  const note = (lines: readonly LeftOutLine[]) =>
    lines.forEach(({ meanAbsoluteError }, i) => {
      if (meanAbsoluteError < best[i]) best[i] = meanAbsoluteError;
    });
  for (const { lines } of trained) note(lines);
  const ranked = candidates.map((candidate, index) => {
    const lines: LeftOutLine[] = [];
    for (const line of inner) {
      watcher.signal?.throwIfAborted();
      if (isHopeless(lines, best)) break;
      lines.push(leaveOut(table, candidate, line));
      watcher.onProgress?.(index * inner.length + lines.length, candidates.length * inner.length);
    }
    if (lines.length === inner.length) note(lines);
    return { candidate, lines };
  });
  const limit = UNPREDICTABLE_SHARE * valueRange(table).span;
  const counts = best.map((error) => error <= limit);
  // Where nothing at all is predicted, the least bad is still the best choice.
  const counted = counts.some(Boolean) ? counts : counts.map(() => true);
  const judged = [...ranked, ...trained].map((one): RankedCandidate => ({
    ...one,
    ...judge(one.lines, counted),
  }));
  return {
    candidates: judged.sort((a, b) => (a.error ?? Infinity) - (b.error ?? Infinity)),
    unpredictable: inner.filter((_, i) => !counts[i]).map((line) => table.lines[line].at),
  };
}

function withoutRanking(candidates: readonly Candidate[]): Ranking {
  const remark = 'two lines: none can be left out, so nothing says which way is better';
  return {
    candidates: candidates.map((candidate) => ({ candidate, lines: [], error: null, remark })),
    unpredictable: [],
  };
}

function isHopeless(lines: readonly LeftOutLine[], best: readonly number[]): boolean {
  if (lines.length < LINES_BEFORE_GIVING_UP) return false;
  const sum = lines.reduce((total, { meanAbsoluteError }) => total + meanAbsoluteError, 0);
  const bestSum = best.slice(0, lines.length).reduce((total, one) => total + one, 0);
  return !(sum <= HOPELESS * bestSum) && Number.isFinite(bestSum);
}

function judge(lines: readonly LeftOutLine[], counted: readonly boolean[]) {
  if (lines.length < counted.length) {
    return { error: null, remark: `given up after ${lines.length} of ${counted.length} lines` };
  }
  const errors = lines.filter((_, i) => counted[i]).map((one) => one.meanAbsoluteError);
  const error = errors.reduce((sum, one) => sum + one, 0) / errors.length;
  return Number.isFinite(error)
    ? { error, remark: null }
    : { error: null, remark: 'leaves places open that its neighbours cover' };
}
