import { BRACKET_PENALTIES, bracketRange, FEATURE_PENALTY } from '#core/quality/label';
import type { Assessment, BenchmarkAssessment } from '#shared/spectrum-view';

export interface BracketProbability {
  range: string;
  effect: string;
  probability: number;
}

/** What a component is worth in one of the two scores. */
export interface ComponentShare {
  /** 0–1; NaN where the score knows no such component. */
  value: number;
  /** Points it cost, already weighted. */
  penalty: number;
}

/** One line of the explanation of both scores. */
export interface ComponentRow {
  key: 'sharpness' | 'signalToBackground' | 'counts' | 'feature';
  symbol: string;
  name: string;
  /** Expected value and penalty of the network. */
  mls: ComponentShare;
  /** The same of the benchmark score; null while it is not known. */
  bms: ComponentShare | null;
  brackets: BracketProbability[];
}

function bracketProbabilities(probabilities: readonly number[]): BracketProbability[] {
  return BRACKET_PENALTIES.map((penalty, bracket) => {
    const { low, high } = bracketRange(bracket);
    return {
      range: `${low} – ${high}`,
      effect: penalty ? `−${penalty}` : '0',
      probability: probabilities[bracket] ?? 0,
    };
  });
}

/** What one of the two scores is made of, in tenths of points as shown. */
export interface ScoreSum {
  /** Where every score starts. */
  start: number;
  /** Points that the rows take and give, in their order. */
  rows: number[];
  /** What keeps the score between 0 and 10, and the rounding of the rows: closes the sum. */
  rest: number;
  total: number;
}

const FULL_SCORE = 10;
const shown = (value: number) => Math.round(value * 10) / 10;

/** Sum of a score as it is shown: start, rows and rest add up to the total, to the digit. */
export function scoreSum(rows: readonly number[], total: number): ScoreSum {
  const parts = rows.map((value) => (Number.isFinite(value) ? shown(value) : 0));
  const sum = parts.reduce((left, part) => left + part, FULL_SCORE);
  return { start: FULL_SCORE, rows: parts, rest: shown(shown(total) - sum), total: shown(total) };
}

/** The four components with their values, what each cost in either score, and how sure the network is. */
export function componentRows(
  assessment: Assessment,
  benchmark: BenchmarkAssessment | null,
  values: Record<ComponentRow['key'], number>,
): ComponentRow[] {
  const { probabilities, expectedPenalty } = assessment;
  const shares = (key: ComponentRow['key'], benchmarkValue: number) => ({
    mls: { value: values[key], penalty: expectedPenalty[key] },
    bms: benchmark && { value: benchmarkValue, penalty: benchmark.penalty[key] },
  });
  return [
    {
      key: 'sharpness',
      symbol: 'S',
      name: 'Sharpness',
      ...shares('sharpness', benchmark?.sharpness ?? NaN),
      brackets: bracketProbabilities(probabilities.sharpness),
    },
    {
      key: 'signalToBackground',
      symbol: 'B',
      name: 'Background',
      ...shares('signalToBackground', benchmark?.signalToBackground ?? NaN),
      brackets: bracketProbabilities(probabilities.signalToBackground),
    },
    {
      key: 'counts',
      symbol: 'N',
      name: 'Counts',
      ...shares('counts', benchmark?.countRatio ?? NaN),
      brackets: [
        { range: '1', effect: 'bonus', probability: probabilities.counts[0] ?? 0 },
        ...bracketProbabilities(probabilities.counts.slice(1)),
      ],
    },
    {
      key: 'feature',
      symbol: 'F',
      name: 'Feature',
      // The benchmark score looks for no feature: its fit fails instead, and S is 0.
      ...shares('feature', NaN),
      brackets: [
        { range: 'present', effect: '0', probability: 1 - probabilities.featureMissing },
        {
          range: 'missing',
          effect: `−${FEATURE_PENALTY}`,
          probability: probabilities.featureMissing,
        },
      ],
    },
  ];
}
