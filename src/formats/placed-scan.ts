import { SweetSpotError } from '#shared/errors';
import { fileStats, unchangedForMs } from './file-access';
import { motorsFromTable, type MotorLookup } from './motor-tables';
import type { FrameMotor, ScanFile } from './scan-file';

/** A row may come this long after its file, ms. */
const ROW_LATENCY_MS = 10_000;
/** Lines that are no rows named to the user. */
const MOST_FAULTS = 3;

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
      // Where the row says nothing of a motor, the manipulator's reading is not its place.
      const others = frame.motors.filter(({ name }) => !names.includes(name));
      return { ...frame, motors: [...motors, ...others], notes: [...frame.notes, ...notes] };
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
  const { table } = lookup;
  if (lookup.kind === 'found') {
    const notes = lookup.unread.map((reason) => `${table.fileName}, ${reason}`);
    return { motors: lookup.motors, notes };
  }
  if (unchangedForMs(path, fileStats(path)) < ROW_LATENCY_MS) {
    throw new SweetSpotError(
      'incomplete',
      `${path}: expected a row for it in ${table.fileName}, found ${table.rows.length} rows.`,
    );
  }
  const faults = table.faults.slice(0, MOST_FAULTS).join('; ');
  const because = faults === '' ? '' : ` (${faults})`;
  return { motors: [], notes: [`${table.fileName} has no row for this file${because}`] };
}
