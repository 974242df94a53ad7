/** One line of the judgement of band fits. */
export interface EvaluationRow {
  name: string;
  /** Null where it could not be measured; `note` says why. */
  value: number | null;
  /** Limit, or the two ends of a range. */
  must: number | readonly [number, number];
  aim: number | readonly [number, number];
  /** Whether smaller or larger values are better; `within` where a range is asked for. */
  better: 'lower' | 'higher' | 'within';
  meetsMust: boolean;
  note?: string;
}

/** A row judged by its limit. */
export function judged(row: Omit<EvaluationRow, 'meetsMust'>): EvaluationRow {
  return { ...row, meetsMust: row.value !== null && isWithin(row.value, row.must, row.better) };
}

function isWithin(
  value: number,
  must: EvaluationRow['must'],
  better: EvaluationRow['better'],
): boolean {
  if (typeof must !== 'number') return value >= must[0] && value <= must[1];
  return better === 'higher' ? value >= must : value <= must;
}

/** Root mean square; null of nothing. */
export function rootMeanSquare(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

/** Rows as a table in words. */
export function rowsText(rows: readonly EvaluationRow[]): string {
  const limit = (value: EvaluationRow['must']): string =>
    typeof value === 'number' ? String(value) : `${value[0]} … ${value[1]}`;
  const sign = { lower: '≤', higher: '≥', within: 'in' } as const;
  return rows
    .map(({ name, value, must, aim, better, meetsMust, note }) => {
      const found = value === null ? '–' : String(Number(value.toPrecision(3)));
      const asked = `must ${sign[better]} ${limit(must)}, aim ${limit(aim)}`;
      return `${meetsMust ? 'met   ' : 'MISSED'} ${name}: ${found} (${asked})${note === undefined ? '' : `; ${note}`}`;
    })
    .join('\n');
}
