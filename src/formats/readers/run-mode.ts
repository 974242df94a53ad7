import type { Axis } from '#shared/axis';
import type { Block, FrameDetails } from '../block';
import { scanAxesOf } from '../scan-axes';
import type { FrameMotor } from '../scan-file';
import { finiteNumber } from './key-value-text';

/** Part of a scan's range by which a reading may miss where the motor was sent. */
const ARRIVAL = 0.01;
const VERTICAL_TAB = '\x0b';

/** Readings of the points of a scan over the manipulator, as SES notes them. */
export interface RunModeTable {
  columns: string[];
  /** A row a point, in the order of measurement. */
  rows: number[][];
}

/** An optional `Name=`, a row of names, and a row a point; columns are parted by vertical tabs. */
export function runModeTable(section: readonly string[]): RunModeTable | null {
  const lines = section.filter((line) => line.includes(VERTICAL_TAB));
  if (lines.length < 2) return null;
  const [head, ...body] = lines.map((line) => line.split(VERTICAL_TAB).map((cell) => cell.trim()));
  const used = head.flatMap((name, column) => (name === '' ? [] : [column]));
  const last = used.at(-1) ?? -1;
  // A row whose cells are not the heading's says nothing, and keeps its turn.
  const isRow = (cells: readonly string[]) =>
    cells.length > last && cells.slice(last + 1).every((cell) => cell === '');
  return {
    columns: used.map((column) => head[column]),
    rows: body.map((cells) =>
      used.map((column) => (isRow(cells) ? (finiteNumber(cells[column]) ?? NaN) : NaN)),
    ),
  };
}

/**
 * What a frame's details and a scan's axes are with the readings of its points. The row of a
 * frame is the one whose counters say what the scanned axes say there, the fastest axis first; a
 * single axis may count from another number than the table. Without a counter rows are in the
 * order of the frames. A frame without a row has no position: that of the manipulator is not its.
 */
export function detailsByPoint(
  noted: FrameDetails,
  table: RunModeTable | null,
  axes: readonly Axis[] = [],
): Pick<Block, 'details' | 'scanAxes'> {
  if (table === null) return { details: () => noted };
  const moved = scanAxesOf(scannedMotors(table));
  const others = noted.motors.filter(({ name }) => !table.columns.includes(name));
  return {
    ...(moved === null ? {} : { scanAxes: moved }),
    details: (frame) => ({
      ...noted,
      motors: [...motorsAt(table, rowOf(table, axes, frame)), ...others],
    }),
  };
}

/** Index of the row of a frame; -1 for none. */
function rowOf(table: RunModeTable, axes: readonly Axis[], frame: number): number {
  const { columns, rows } = table;
  let rest = frame;
  const wanted = axes.map(({ name, start, step, count }) => {
    const index = rest % count;
    rest = Math.floor(rest / count);
    return { column: columns.indexOf(name), value: start + index * step, step: Math.abs(step) };
  });
  const isKnown = wanted.length > 0 && wanted.every(({ column }) => column >= 0);
  if (isKnown) {
    const found = rows.findIndex((values) =>
      wanted.every(({ column, value, step }) => Math.abs(values[column] - value) < step / 2),
    );
    if (found >= 0) return found;
  }
  if (wanted.length > 1 && isKnown) return -1;
  const counter = numberingColumn(table);
  if (counter < 0) return isKnown && isPositions(table, wanted[0].column) ? -1 : frame;
  return rows.findIndex((values) => values[counter] === frame + 1);
}

/** The column that numbers the points from 1, in the order of the rows; -1 for none. */
function numberingColumn({ columns, rows }: RunModeTable): number {
  return columns.findIndex((name, column) => {
    if (!isCounter(name)) return false;
    const numbers = rows.map((row) => row[column]).filter((value) => !Number.isNaN(value));
    return (
      numbers.length > 0 &&
      numbers[0] >= 1 &&
      numbers.every((value, i) => Number.isInteger(value) && (i === 0 || value > numbers[i - 1]))
    );
  });
}

/** Whether a counter's column holds where a motor was sent, and is no plain numbering. */
function isPositions({ rows }: RunModeTable, column: number): boolean {
  const values = rows.map((row) => row[column]);
  return values.some((value) => !Number.isNaN(value) && !Number.isInteger(value));
}

/** Whether a column or an axis only counts: what was moved stands in another column. */
export function isCounter(name: string): boolean {
  return /^(point|position)/i.test(name);
}

/** Readings at a point as motors; the columns that only count are left out. */
function motorsAt({ columns, rows }: RunModeTable, point: number): FrameMotor[] {
  const row = point < 0 ? [] : (rows.at(point) ?? []);
  return columns.flatMap((name, column) =>
    isCounter(name) || !Number.isFinite(row[column])
      ? []
      : [{ name, unit: '', value: row[column] }],
  );
}

/**
 * The real motors behind the columns `Point` and `Position`: those whose readings are the same,
 * give or take how well a motor arrives, else the one or two whose readings change.
 */
function scannedMotors({ columns, rows: all }: RunModeTable): string[] {
  const rows = all.filter((row) => !row.some(Number.isNaN));
  const spread = (column: number) => {
    const values = rows.map((row) => row[column]);
    return Math.max(...values) - Math.min(...values);
  };
  const moving = columns.flatMap((name, column) => (spread(column) > 0 ? [{ name, column }] : []));
  const real = moving.filter(({ name }) => !isCounter(name));
  const behind = moving.flatMap((counter) => {
    if (!isCounter(counter.name)) return [];
    const tolerance = spread(counter.column) * ARRIVAL;
    const motor = real.find(({ column }) =>
      rows.every((row) => Math.abs(row[column] - row[counter.column]) <= tolerance),
    );
    // One that only numbers the rows stands for no motor.
    const isNumber = rows.every((row, i) => row[counter.column] === rows[0][counter.column] + i);
    return motor === undefined && isNumber ? [] : [motor];
  });
  const found = behind.flatMap((motor) => (motor === undefined ? [] : [motor.name]));
  if (found.length > 0 && found.length === behind.length) return [...new Set(found)];
  return real.length <= 2 ? real.map(({ name }) => name) : [];
}
