import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LearningPoint } from '#model/model-card';

const CURVE_FILE = 'learning-curve.csv';
const CURVE_COLUMNS = [
  'samples',
  'loss',
  'publishedError',
  'alignmentError',
  'laddersOrdered',
  'negativesMaxScore',
  'validationLoss',
] as const satisfies (keyof LearningPoint)[];
/** Columns that files of earlier versions lack. */
const OPTIONAL_COLUMNS: readonly string[] = ['validationLoss'];
const DIGITS = 7;

function curveLine(point: LearningPoint): string {
  const values = CURVE_COLUMNS.map((column) => point[column]);
  return `${values.map((value) => (value === undefined ? '' : String(value))).join(',')}\n`;
}

/** The point with the digits its file keeps: a continued run must not see other values. */
export function roundedPoint(point: LearningPoint): LearningPoint {
  const rounded = Object.entries(point).map(([name, value]) => [
    name,
    name === 'samples' ? value : Number(value.toPrecision(DIGITS)),
  ]);
  return Object.fromEntries(rounded) as LearningPoint;
}

/** The learning curve of a run folder, up to and including `samplesSeen`. */
export function readLearningCurve(runFolder: string, samplesSeen = Infinity): LearningPoint[] {
  const file = join(runFolder, CURVE_FILE);
  if (!existsSync(file)) return [];
  const [header, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const columns = header.split(',');
  return lines
    .map((line) => {
      const cells = line.split(',');
      const values = CURVE_COLUMNS.map((name) => [name, cells[columns.indexOf(name)]] as const);
      const known = values.filter(([name, cell]) => cell || !OPTIONAL_COLUMNS.includes(name));
      return Object.fromEntries(
        known.map(([name, cell]) => [name, Number(cell)]),
      ) as unknown as LearningPoint;
    })
    .filter(({ samples }) => samples <= samplesSeen);
}

/** Writes a curve anew: lines after the checkpoint belong to steps that will be taken again. */
export function restartedCurve(runFolder: string, samplesSeen: number): LearningPoint[] {
  const curve = samplesSeen > 0 ? readLearningCurve(runFolder, samplesSeen) : [];
  const text = `${CURVE_COLUMNS.join(',')}\n${curve.map(curveLine).join('')}`;
  writeFileSync(join(runFolder, CURVE_FILE), text);
  return curve;
}

/** Adds a point to a run's curve. */
export function appendPoint(runFolder: string, point: LearningPoint): void {
  appendFileSync(join(runFolder, CURVE_FILE), curveLine(point));
}
