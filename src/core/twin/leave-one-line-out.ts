import type { Candidate } from './candidates/candidate';
import { withoutLine, type ScanTable } from './table/scan-table';

/** What a candidate predicted for a line that it had not seen. */
export interface LeftOutLine {
  /** Index of the line in the table, and its place on the second axis. */
  line: number;
  at: number;
  predicted: Float64Array;
  /** Mean absolute error over the places that the lines on both sides cover; NaN without any. */
  meanAbsoluteError: number;
}

/** Predictions of one line from the rest of the table. */
export function leaveOut(table: ScanTable, candidate: Candidate, line: number): LeftOutLine {
  const { at, x } = table.lines[line];
  return leftOutLine(table, line, candidate.fit(withoutLine(table, line)).valuesAt(at, x));
}

/** A left-out line from what was predicted of it. */
export function leftOutLine(table: ScanTable, line: number, predicted: Float64Array): LeftOutLine {
  const { at, x, value } = table.lines[line];
  let sum = 0;
  let count = 0;
  for (let i = 0; i < x.length; i++) {
    if (!isCovered(table, line, x[i])) continue;
    sum += Math.abs(predicted[i] - value[i]);
    count++;
  }
  return { line, at, predicted, meanAbsoluteError: count === 0 ? NaN : sum / count };
}

/** Whether both neighbours of a line were measured at `x`: nothing else is judged. */
export function isCovered({ lines }: ScanTable, line: number, x: number): boolean {
  return [lines[line - 1], lines[line + 1]].every(
    (neighbour) => x >= neighbour.x[0] && x <= neighbour.x[neighbour.x.length - 1],
  );
}

/** Every line but the first and the last, each predicted from the others. */
export function leaveEachOut(table: ScanTable, candidate: Candidate): LeftOutLine[] {
  return table.lines.slice(2).map((_, i) => leaveOut(table, candidate, i + 1));
}
