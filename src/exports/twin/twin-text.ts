import type { StepAdvice } from '#core/twin/step-advice';
import type { TableCheck } from '#core/twin/check-table';
import type { TwinFile } from './twin-folder';

/** Candidates that the text names; all of them are in the JSON. */
const SHOWN = 8;

/** A twin in words: how it predicts, what it cannot know, how fine a step has to be. */
export function twinText(about: TwinFile, steps: StepAdvice, check: TableCheck | null): string {
  const { columns, gaps, calibration, losses } = about;
  const unit = columns.value.unit === null ? '' : ` ${columns.value.unit}`;
  const number = (value: number) => Number(value.toPrecision(4)).toString();
  const { scale, coverage } = calibration;
  return [
    `Predicted by: ${about.chosen}`,
    about.error === null
      ? 'Two lines only: none can be left out, so nothing says how good this is.'
      : `Mean error of lines left out: ${number(about.error)}${unit}`,
    scale === null
      ? 'No standard deviations: there was nothing to scale them on.'
      : `Within 2σ on left-out lines: ${coverage === null ? 'one line, not judged' : `${(100 * coverage).toFixed(1)} %`}`,
    ...gaps.map(
      ({ from, to }) =>
        `Too coarse to learn: between ${number(from)} and ${number(to)} of ${columns.y.name}.`,
    ),
    ...(losses.rowsWithoutNumber > 0
      ? [`${losses.rowsWithoutNumber} rows without a number were left out.`]
      : []),
    ...(losses.repeatedRows > 0 ? [`${losses.repeatedRows} repeated rows were averaged.`] : []),
    ...losses.linesOfOnePoint.map((at) => `The line at ${number(at)} has one point: left out.`),
    ...about.remarks,
    'Ways to predict, best first:',
    ...about.ranking
      .slice(0, SHOWN)
      .map(
        ({ name, error, remark }) =>
          `  ${name.padEnd(46)} ${error === null ? (remark ?? '') : number(error)}`,
      ),
    ...(about.ranking.length > SHOWN ? [`  … and ${about.ranking.length - SHOWN} more`] : []),
    steps.advised === null
      ? 'No step is fine enough.'
      : `Coarsest step within ${100 * steps.tolerance} % of the peak: ${steps.advised} of ${columns.y.name}`,
    ...steps.rows.map(
      (row) =>
        `  ${String(row.step).padStart(10)}  ${(100 * row.error).toFixed(2).padStart(7)} %` +
        `  ${row.points} points${row.durationS === null ? '' : `, ${(row.durationS / 3600).toFixed(2)} h`}`,
    ),
    ...(check === null ? [] : checkLines(check, unit)),
  ].join('\n');
}

function checkLines({ plain, scaled, outside }: TableCheck, unit: string): string[] {
  const number = (value: number) => Number(value.toPrecision(4)).toString();
  return [
    `Against data kept apart (${plain.points} points): mean error ${number(plain.meanAbsoluteError)}${unit}, ` +
      `rms ${number(plain.rootMeanSquareError)}${unit}, R² ${plain.determination.toFixed(4)}`,
    `  after the factor ${number(scaled.factor)}: mean error ${number(scaled.meanAbsoluteError)}${unit}, ` +
      `rms ${number(scaled.rootMeanSquareError)}${unit}`,
    ...(outside.length > 0
      ? [`  ${outside.length} lines outside the learned range: left out`]
      : []),
  ];
}
