import { statSync } from 'node:fs';
import { SweetSpotError } from '#shared/errors';
import { continuedPosition, motorsFromTable, type MotorLookup } from './motor-tables';
import type { Frame, FrameMotor, ScanFile } from './scan-file';

/** A row may come this long after its file, ms. */
const ROW_LATENCY_MS = 10_000;

/**
 * A file of one point with the motors that a table beside it notes. While the file is
 * fresh and its row is not there yet, its frames are `incomplete`; later they are read
 * without a position, and say so.
 */
export function placedByTable(path: string, file: ScanFile): ScanFile {
  const lookup = motorsFromTable(path);
  if (lookup.kind === 'none') return file;
  const names = lookup.table.columns.map(({ name }) => name);
  const scanAxes =
    file.scanAxes ??
    (names.length === 1 || names.length === 2 ? { x: names[0], y: names.at(1) ?? null } : null);
  return {
    format: file.format,
    frameCount: file.frameCount,
    expectedFrames: file.frameCount > 1 ? file.expectedFrames : null,
    scanAxes,
    complete: file.complete,
    regions: file.regions,
    isMeasured: (index) => file.isMeasured?.(index) ?? true,
    readFrame(index) {
      const { motors, notes } = notedMotors(path, lookup);
      const frame = file.readFrame(index);
      return withMotors(frame, motors, notes);
    },
    rawData: () => file.rawData(),
    close() {
      file.close();
    },
  };
}

function notedMotors(
  path: string,
  lookup: Exclude<MotorLookup, { kind: 'none' }>,
): { motors: FrameMotor[]; notes: string[] } {
  if (lookup.kind === 'found') return { motors: lookup.motors, notes: [] };
  const { table, point } = lookup;
  if (Date.now() - statSync(path).mtimeMs < ROW_LATENCY_MS) {
    throw new SweetSpotError(
      'incomplete',
      `${path}: expected a row for it in ${table.fileName}, found ${table.rows.length} rows.`,
    );
  }
  const continued = point === null ? null : continuedPosition(table, point);
  return continued === null
    ? { motors: [], notes: [`${table.fileName} has no row for this file`] }
    : {
        motors: continued,
        notes: [`${table.fileName} has no row for this file: its last step goes on`],
      };
}

function withMotors(frame: Frame, motors: FrameMotor[], notes: string[]): Frame {
  const others = frame.motors.filter(({ name }) => !motors.some((motor) => motor.name === name));
  return { ...frame, motors: [...motors, ...others], notes: [...frame.notes, ...notes] };
}
