/** One measured figure of the benchmark. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** What must be reached on the reference machine (two cores, no GPU); null when nothing is set. */
  must: { kind: 'at-least' | 'at-most'; value: number } | null;
  /** Repetitions the value is the median of, and the spread between them. */
  repetitions: number;
  minimum: number;
  maximum: number;
}

type Requirement = Figure['must'];

export function atLeast(value: number): Requirement {
  return { kind: 'at-least', value };
}

export function atMost(value: number): Requirement {
  return { kind: 'at-most', value };
}

/** Value below which the share `quantile` (0–1) of `values` lies; linear between neighbours. */
export function quantileOf(values: readonly number[], quantile: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * quantile;
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

/** The median of repeated measurements, with their spread. */
export function figureOf(
  name: string,
  unit: string,
  values: readonly number[],
  must: Requirement = null,
): Figure {
  return {
    name,
    value: quantileOf(values, 0.5),
    unit,
    must,
    repetitions: values.length,
    minimum: Math.min(...values),
    maximum: Math.max(...values),
  };
}

/** Whether the figure reaches what it must; null when nothing is set. */
export function meetsMust({ value, must }: Figure): boolean | null {
  if (must === null) return null;
  return must.kind === 'at-least' ? value >= must.value : value <= must.value;
}

function number(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** Figures as a table for people. */
export function figuresTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { must } = figure;
    const required = must === null ? '' : `${must.kind === 'at-least' ? '≥' : '≤'} ${must.value}`;
    const verdict = { true: 'yes', false: 'NO', null: '' }[String(meetsMust(figure))] ?? '';
    const spread =
      figure.repetitions > 1 ? `${number(figure.minimum)} – ${number(figure.maximum)}` : '';
    return [figure.name, `${number(figure.value)} ${figure.unit}`, spread, required, verdict];
  });
  const all = [['figure', 'value', 'spread', 'must', 'met'], ...rows];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
