import { Hdf5BlockScanFile } from '../hdf5/block-scan';
import type { Hdf5File } from '../hdf5/hdf5-file';
import { pointAxis, type Hdf5Reader } from '../hdf5/reader';
import type { ScanFile } from '../scan-file';
import { axisInFileOrder } from '../uniform-axis';
import { expectedPoints, frameSeconds, hasEnded, i05Format, i05GroupPath } from './i05-entry';
import { findTotals, i05Totals } from './i05-totals';
import { findNxArpes, NxArpesAxes, type NxArpes } from './nxarpes';
import {
  axisAlong,
  positionAt,
  positionColumns,
  scannedMotors,
  type PositionColumn,
} from './nxarpes-motors';

/** A step shorter than this part of the usual one: the motor was getting up to speed. */
const SLOW_STEP = 0.1;

/**
 * Diamond I05, either branch, as GDA writes maps: `/entry1/analyser/data` [rows, columns,
 * slit, energies], or with more scanned dimensions, positions over all of them or along one.
 * In a fly scan the fast axis stands in the analyser group as `value`, whose `target` names
 * the motor; the pixels at its ends where the motor was getting up to speed are left out.
 * Built from its description; no sample was at hand.
 */
export const i05MapReader: Hdf5Reader = {
  label: `${i05Format.label} map`,
  matches: (file) =>
    (findNxArpes(file, i05GroupPath)?.shape.length ?? 0) > 3 || findTotals(file) !== null,
  open(file) {
    const source = findNxArpes(file, i05GroupPath);
    if (source !== null) return i05Map(file, source);
    const totals = findTotals(file);
    if (totals === null) throw file.wrong(`expected spectra in ${i05GroupPath}, found none`);
    return i05Totals(file, totals);
  },
};

/** The points of a map, or of a flown line. */
export function i05Map(file: Hdf5File, source: NxArpes): ScanFile {
  const { scan: extent } = source;
  const axes = new NxArpesAxes(file, source);
  const first = extent.map(() => 0);
  const [angle, energy] = [axes.slit(first), axes.energy(first)];
  const motors = positionColumns(file, source);
  const notes = [...angle.notes, ...energy.notes];
  const columns = extent[extent.length - 1];
  const kept = steadyColumns(file, motors, extent);
  if (kept.count < columns) {
    notes.push(
      `${columns - kept.count} of ${columns} pixels of each row left out: the motor was getting up to speed`,
    );
  }
  const expected = expectedPoints(file);
  const scan = new Hdf5BlockScanFile(file, {
    format: i05Format,
    path: source.dataPath,
    dimensions: [
      ...extent.map((count, d) => ({
        axis: axisAlong(file, motors, extent, d) ?? pointAxis(count),
        role: 'scan' as const,
      })),
      { axis: axisInFileOrder(angle), role: 'angle' },
      { axis: axisInFileOrder(energy), role: 'energy' },
    ],
    axesAt: (indices) => ({ energy: axes.energy(indices), angle: axes.slit(indices) }),
    details: (_, indices) => ({
      motors: motors.flatMap((motor) => positionAt(file, motor, indices)),
      measuredAt: null,
      dwellSeconds: frameSeconds(file),
    }),
    scanAxes: scannedMotors(file, motors),
    laidOut: true,
    ...(expected === null ? {} : { expectedFrames: expected }),
    ...(hasEnded(file) ? { finished: true } : {}),
    notes,
  });
  return kept.count === columns ? scan : withColumns(scan, columns, kept);
}

/** How far a motor moves from one column of the first row to the next. */
function stepsAlong(file: Hdf5File, motor: PositionColumn, extent: readonly number[]): number[] {
  const row = extent.slice(0, -1).map(() => 0);
  const positions = Array.from({ length: extent[extent.length - 1] }, (_, column) =>
    positionAt(file, motor, [...row, column]).map(({ value }) => value),
  ).flat();
  return positions.slice(1).map((position, i) => position - positions[i]);
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? 0 : sorted[Math.floor(sorted.length / 2)];
}

/** Columns in which the flown motor moves as fast as it usually does. */
function steadyColumns(
  file: Hdf5File,
  motors: readonly PositionColumn[],
  extent: readonly number[],
): { first: number; count: number } {
  const columns = extent[extent.length - 1];
  const flown = motors.find((motor) => motor.flown);
  const steps = flown === undefined ? [] : stepsAlong(file, flown, extent).map(Math.abs);
  const least = SLOW_STEP * medianOf(steps);
  if (steps.length < columns - 1 || !(least > 0)) return { first: 0, count: columns };
  let first = 0;
  let last = columns - 1;
  while (first < last && steps[first] < least) first++;
  while (last > first && steps[last - 1] < least) last--;
  return { first, count: last - first + 1 };
}

/** The scan without the columns at the ends of its rows. */
function withColumns(
  scan: Hdf5BlockScanFile,
  columns: number,
  kept: { first: number; count: number },
): ScanFile {
  const measuredRows = Math.floor(scan.frameCount / columns);
  const begun = scan.frameCount % columns;
  const ofLastRow = Math.min(kept.count, Math.max(0, begun - kept.first));
  const frameCount = measuredRows * kept.count + ofLastRow;
  const expected = scan.expectedFrames;
  const inScan = (index: number) =>
    Math.floor(index / kept.count) * columns + kept.first + (index % kept.count);
  return {
    format: scan.format,
    frameCount,
    expectedFrames: expected === null ? null : Math.round((expected / columns) * kept.count),
    scanAxes: scan.scanAxes,
    complete: scan.complete,
    isMeasured: (index) => scan.isMeasured(inScan(index)),
    readFrame: (index) => scan.readFrame(inScan(index)),
    rawData: () => scan.rawData(),
    close: () => scan.close(),
  };
}
