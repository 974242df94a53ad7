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
  return {
    columns: used.map((column) => head[column]),
    rows: body.map((cells) => used.map((column) => finiteNumber(cells.at(column)) ?? NaN)),
  };
}

/**
 * What a frame's details and a scan's axes are with the readings of its points. The row of a
 * frame is the one whose counters say what the scanned axes say there, the fastest axis first;
 * where axes and counters do not correspond rows are in the order of the frames.
 */
export function detailsByPoint(
  noted: FrameDetails,
  table: RunModeTable | null,
  axes: readonly Axis[] = [],
): Pick<Block, 'details' | 'scanAxes'> {
  if (table === null) return { details: () => noted };
  const moved = scanAxesOf(scannedMotors(table));
  return {
    ...(moved === null ? {} : { scanAxes: moved }),
    details: (frame) => ({
      ...noted,
      motors: replaced(noted.motors, motorsAt(table, rowOf(table, axes, frame))),
    }),
  };
}

function rowOf({ columns, rows }: RunModeTable, axes: readonly Axis[], frame: number): number {
  let rest = frame;
  const wanted = axes.map(({ name, start, step, count }) => {
    const index = rest % count;
    rest = Math.floor(rest / count);
    return { column: columns.indexOf(name), value: start + index * step, step: Math.abs(step) };
  });
  if (wanted.length < 2 || wanted.some(({ column }) => column < 0)) return frame;
  const row = rows.findIndex((values) =>
    wanted.every(({ column, value, step }) => Math.abs(values[column] - value) < step / 2),
  );
  return row < 0 ? frame : row;
}

/** Whether a column or an axis only counts: what was moved stands in another column. */
export function isCounter(name: string): boolean {
  return /^(point|position)/i.test(name);
}

/** Readings at a point as motors; the columns that only count are left out. */
function motorsAt({ columns, rows }: RunModeTable, point: number): FrameMotor[] {
  const row = rows.at(point) ?? [];
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
function scannedMotors({ columns, rows }: RunModeTable): string[] {
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

/** Motors with those of the same name replaced by readings at the point. */
function replaced(motors: readonly FrameMotor[], readings: FrameMotor[]): FrameMotor[] {
  const others = motors.filter(({ name }) => !readings.some((reading) => reading.name === name));
  return [...readings, ...others];
}
