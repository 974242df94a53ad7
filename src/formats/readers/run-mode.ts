import type { Block, FrameDetails } from '../block';
import type { FrameMotor, ScanFile } from '../scan-file';
import { finiteNumber } from './key-value-text';

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

/** What a frame's details and a scan's axes are with the readings of its points. */
export function detailsByPoint(
  noted: FrameDetails,
  table: RunModeTable | null,
): Pick<Block, 'details' | 'scanAxes'> {
  if (table === null) return { details: () => noted };
  return {
    ...axesOf(scannedMotors(table)),
    details: (frame) => ({ ...noted, motors: replaced(noted.motors, motorsAt(table, frame)) }),
  };
}

/** Whether a column or an axis only counts: what was moved stands in another column. */
export function isCounter(name: string): boolean {
  return /^(point|position)/i.test(name);
}

function axesOf(names: readonly string[]): { scanAxes?: ScanFile['scanAxes'] } {
  if (names.length !== 1 && names.length !== 2) return {};
  return { scanAxes: { x: names[0], y: names.at(1) ?? null } };
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
 * else those whose readings change.
 */
function scannedMotors({ columns, rows }: RunModeTable): string[] {
  const real = columns.flatMap((name, column) => (isCounter(name) ? [] : [{ name, column }]));
  const scanned = columns.flatMap((name, counter) => {
    if (!isCounter(name)) return [];
    const same = real.find(({ column }) =>
      rows.every(
        (row) => Math.abs(row[column] - row[counter]) <= 1e-6 * Math.max(1, Math.abs(row[counter])),
      ),
    );
    return same === undefined ? [] : [same.name];
  });
  if (scanned.length > 0) return [...new Set(scanned)];
  return real
    .filter(({ column }) => new Set(rows.map((row) => row[column])).size > 1)
    .map(({ name }) => name);
}

/** Motors with those of the same name replaced by readings at the point. */
function replaced(motors: readonly FrameMotor[], readings: FrameMotor[]): FrameMotor[] {
  const others = motors.filter(({ name }) => !readings.some((reading) => reading.name === name));
  return [...readings, ...others];
}
