import type { Assessment } from '#shared/spectrum-view';

/** The brackets of Eq. 8: lower edge of the component value, and the penalty before its weight. */
const brackets = [
  { range: '0.9 – 1', penalty: 0 },
  { range: '0.7 – 0.9', penalty: 1 },
  { range: '0.5 – 0.7', penalty: 2 },
  { range: '0.3 – 0.5', penalty: 3 },
  { range: '0.1 – 0.3', penalty: 5 },
  { range: '0 – 0.1', penalty: 8 },
] as const;

export interface BracketProbability {
  range: string;
  effect: string;
  probability: number;
}

/** One line of the explanation of a score. */
export interface ComponentRow {
  key: 'sharpness' | 'signalToBackground' | 'counts' | 'feature';
  symbol: string;
  name: string;
  /** Expected value, 0–1. */
  value: number;
  /** Points it cost, already weighted. */
  penalty: number;
  brackets: BracketProbability[];
}

function bracketProbabilities(probabilities: readonly number[]): BracketProbability[] {
  return brackets.map(({ range, penalty }, index) => ({
    range,
    effect: penalty ? `−${penalty}` : '0',
    probability: probabilities[index] ?? 0,
  }));
}

/** The four components with their values, what each cost, and how sure the network is. */
export function componentRows(
  assessment: Assessment,
  values: Record<ComponentRow['key'], number>,
): ComponentRow[] {
  const { probabilities, expectedPenalty } = assessment;
  return [
    {
      key: 'sharpness',
      symbol: 'S',
      name: 'Sharpness',
      value: values.sharpness,
      penalty: expectedPenalty.sharpness,
      brackets: bracketProbabilities(probabilities.sharpness),
    },
    {
      key: 'signalToBackground',
      symbol: 'B',
      name: 'Signal to background',
      value: values.signalToBackground,
      penalty: expectedPenalty.signalToBackground,
      brackets: bracketProbabilities(probabilities.signalToBackground),
    },
    {
      key: 'counts',
      symbol: 'N',
      name: 'Counts',
      value: values.counts,
      penalty: expectedPenalty.counts,
      brackets: [
        { range: '1', effect: 'bonus', probability: probabilities.counts[0] ?? 0 },
        ...bracketProbabilities(probabilities.counts.slice(1)),
      ],
    },
    {
      key: 'feature',
      symbol: 'F',
      name: 'Feature present',
      value: values.feature,
      penalty: expectedPenalty.feature,
      brackets: [
        { range: 'present', effect: '0', probability: 1 - probabilities.featureMissing },
        { range: 'missing', effect: '−4', probability: probabilities.featureMissing },
      ],
    },
  ];
}
