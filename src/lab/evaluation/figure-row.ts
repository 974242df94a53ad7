import type { EvaluationRow } from '#model/model-card';
import type { Accuracy } from './score-figures';

interface Comparison {
  baseline?: number | null;
  must?: number;
  aim?: number;
  limit?: EvaluationRow['limit'];
  /** A requirement beside `must`, such as being better than the benchmark score. */
  alsoMeets?: boolean;
  /** Why there is no value, or what it covers. */
  note?: string;
}

/** A figure beside what it is compared with. What could not be measured meets no requirement. */
export function figureRow(
  name: string,
  value: number | null,
  comparison: Comparison = {},
): EvaluationRow {
  const { baseline = null, must = null, aim = null, limit = 'at most', note } = comparison;
  const isWithin =
    value !== null && must !== null && (limit === 'at most' ? value <= must : value >= must);
  return {
    name,
    value,
    baseline,
    must,
    aim,
    limit,
    meetsMust: must === null || (isWithin && (comparison.alsoMeets ?? true)),
    ...(note === undefined ? {} : { note }),
  };
}

/** Share of brackets or flags predicted rightly. */
export function accuracyRow(name: string, { value, baseline }: Accuracy): EvaluationRow {
  return figureRow(`${name}, share right`, value, { baseline, limit: 'at least' });
}

/** A row in words, on one line. */
export function figureLine({
  name,
  value,
  baseline,
  must,
  limit,
  meetsMust,
  note,
}: EvaluationRow): string {
  const sign = limit === 'at least' ? '≥' : '≤';
  const beside = [
    ...(baseline === null ? [] : [`baseline ${baseline.toFixed(3)}`]),
    ...(must === null ? [] : [`must ${sign} ${must}: ${meetsMust ? 'met' : 'MISSED'}`]),
    ...(note === undefined ? [] : [note]),
  ];
  const figure = value === null ? 'not measured' : value.toFixed(3);
  return `${name}: ${figure}${beside.length > 0 ? ` (${beside.join(', ')})` : ''}`;
}
