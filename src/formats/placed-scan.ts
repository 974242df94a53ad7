import { SweetSpotError } from '#shared/errors';
import { fileStats, unchangedForMs } from './file-access';
import { motorsFromTable, type MotorLookup } from './motor-tables';
import type { FrameMotor, ScanFile } from './scan-file';
import { wrappedScan } from './wrapped-scan';

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
  const placed = (motors: FrameMotor[], noted: FrameMotor[]) =>
    // Where the row says nothing of a motor, the manipulator's reading is not its place.
    [...motors, ...noted.filter(({ name }) => !names.includes(name))];
  return wrappedScan(file, {
    expectedFrames: file.frameCount > 1 ? file.expectedFrames : null,
    scanAxes,
    motorsAt: (index) =>
      placed(
        lookup.kind === 'found' ? lookup.motors : [],
        file.motorsAt?.(index) ?? file.readFrame(index).motors,
      ),
    readFrame(index) {
      const { motors, notes } = notedMotors(path, lookup);
      const frame = file.readFrame(index);
      return {
        ...frame,
        motors: placed(motors, frame.motors),
        notes: [...frame.notes, ...notes],
      };
    },
  });
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
