import type { ScanTable } from './table/scan-table';
import type { LinePredictor } from './table-twin';

/** How predictions agree with values that were kept apart. */
export interface Agreement {
  points: number;
  meanAbsoluteError: number;
  rootMeanSquareError: number;
  /** Coefficient of determination, 1 − Σ (error)² / Σ (value − mean)². */
  determination: number;
  /** Share of values within two standard deviations; null where no deviation is known. */
  within: number | null;
}

export interface TableCheck {
  /** Places of lines outside the learned range: not compared. */
  outside: number[];
  plain: Agreement;
  /** The same after one constant factor on the measured values, for another run or amount of sample. */
  scaled: Agreement & { factor: number };
}

/** Compares a twin with a table that it has not seen; values that it leaves open do not count. */
export function checkTable({ table, predict }: LinePredictor, measured: ScanTable): TableCheck {
  const [from, to] = [table.lines[0].at, table.lines[table.lines.length - 1].at];
  const predicted: number[] = [];
  const values: number[] = [];
  const deviations: number[] = [];
  const outside: number[] = [];
  for (const { at, x, value } of measured.lines) {
    if (at < from || at > to) {
      outside.push(at);
      continue;
    }
    const line = predict(at, x);
    line.value.forEach((one, i) => {
      if (Number.isNaN(one)) return;
      predicted.push(one);
      values.push(value[i]);
      deviations.push(line.deviation[i]);
    });
  }
  const product = values.reduce((sum, one, i) => sum + one * predicted[i], 0);
  const factor = product / values.reduce((sum, one) => sum + one * one, 0);
  const scaled = values.map((one) => factor * one);
  return {
    outside,
    plain: agreement(values, predicted, deviations),
    scaled: { factor, ...agreement(scaled, predicted, deviations) },
  };
}

/** Agreement of predictions with values, position by position. */
export function agreement(
  values: readonly number[],
  predicted: readonly number[],
  deviations: readonly number[] = [],
): Agreement {
  const points = values.length;
  const mean = values.reduce((sum, one) => sum + one, 0) / points;
  let absolute = 0;
  let squared = 0;
  let spread = 0;
  let held = 0;
  values.forEach((value, i) => {
    const error = Math.abs(predicted[i] - value);
    absolute += error;
    squared += error * error;
    spread += (value - mean) ** 2;
    if (error <= 2 * deviations[i]) held++;
  });
  const hasDeviations = deviations.length > 0 && deviations.every(Number.isFinite);
  return {
    points,
    meanAbsoluteError: absolute / points,
    rootMeanSquareError: Math.sqrt(squared / points),
    determination: 1 - squared / spread,
    within: hasDeviations ? held / points : null,
  };
}
