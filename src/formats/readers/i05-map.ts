import { Hdf5BlockScanFile } from '../hdf5-block-scan';
import type { Hdf5File } from '../hdf5';
import { describeEnergy, readAxis, type Hdf5Reader } from '../hdf5-reader';
import type { FrameMotor, ScanFile } from '../scan-file';
import { angleAxisName, axisInFileOrder, unitName } from '../uniform-axis';

const format = { id: 'i05-nexus', label: 'Diamond I05 NeXus' };
const analyserPath = '/entry1/analyser';
const dataPath = `${analyserPath}/data`;
const detectorNames = ['data', 'angles', 'energies'];
/** Groups of the instrument that hold stages, the sample's first. */
const stageGroups = ['manipulator', 'zone_plate', 'order_sorting_aperture'];
/** A step shorter than this part of the usual one: the motor was getting up to speed. */
const SLOW_STEP = 0.1;

/** Positions of a motor, over the map, along one of its axes, or one for all. */
interface Column {
  name: string;
  unit: string;
  path: string;
  /** Index of its value at a row and column of the map. */
  at: (row: number, column: number) => number[];
  scanned: boolean;
}

/**
 * Diamond I05, nano branch, as GDA writes maps: `/entry1/analyser/data` [rows, columns,
 * angles, energies], positions with the same two dimensions or along one. In a fly scan
 * the fast axis stands in the analyser group as `value`, whose `target` names the motor;
 * the pixels at its ends where the motor was getting up to speed are left out. Built from
 * its description; no sample was at hand.
 */
export const i05MapReader: Hdf5Reader = {
  label: `${format.label} map`,
  matches: (file) =>
    detectorNames.every((name) => file.kindOf(`${analyserPath}/${name}`) === 'dataset') &&
    file.shapeOf(dataPath).length === 4,
  open(file) {
    const [rows, columns] = file.shapeOf(dataPath);
    const angle = readAxis(file, `${analyserPath}/angles`, (_, unit) => ({
      name: angleAxisName(unit || 'deg'),
      unit: unit || 'deg',
    }));
    const energy = readAxis(file, `${analyserPath}/energies`, describeEnergy(null));
    const motors = motorColumns(file, rows, columns);
    const notes = [...angle.notes, ...energy.notes];
    const kept = steadyColumns(file, motors, columns);
    if (kept.count < columns) {
      notes.push(
        `${columns - kept.count} of ${columns} pixels of each row left out: the motor was getting up to speed`,
      );
    }
    const counter = (count: number) => ({ name: '', unit: '', start: 0, step: 1, count });
    const scan = new Hdf5BlockScanFile(file, {
      format,
      path: dataPath,
      dimensions: [
        { axis: counter(rows), role: 'scan' },
        { axis: counter(columns), role: 'scan' },
        { axis: axisInFileOrder(angle), role: 'angle' },
        { axis: axisInFileOrder(energy), role: 'energy' },
      ],
      details: (_, [row, column]) => ({
        motors: motors.flatMap((motor) => positionAt(file, motor, row, column)),
        measuredAt: null,
        dwellSeconds: file.scalar('/entry1/instrument/analyser/acquire_time'),
      }),
      scanAxes: scanAxes(motors),
      laidOut: true,
      notes,
    });
    return kept.count === columns ? scan : withColumns(scan, columns, kept);
  },
};

function motorColumns(file: Hdf5File, rows: number, columns: number): Column[] {
  const beside = file
    .childNames(analyserPath)
    .filter((name) => !detectorNames.includes(name))
    .map((name) => ({ name, path: `${analyserPath}/${name}` }));
  const stages = stageGroups.flatMap((group) => {
    const path = `/entry1/instrument/${group}`;
    return file.childNames(path).map((name) => ({ name, path: `${path}/${name}` }));
  });
  const found = new Map<string, Column>();
  for (const { name, path } of [...beside, ...stages]) {
    if (file.kindOf(path) !== 'dataset' || !file.isNumeric(path)) continue;
    const shape = file.shapeOf(path);
    const at = indexing(shape, Number(file.attribute(path, 'axis')), rows, columns);
    if (at === null) continue;
    const flown = /(\w+?)_fly/.exec(file.textAttribute(path, 'target') ?? '')?.[1];
    const motor = name === 'value' ? flown : name;
    if (motor === undefined || found.has(motor)) continue;
    const unit = unitName(file.textAttribute(path, 'units'));
    const scanned = shape.some((length) => length > 1);
    found.set(motor, { name: motor, unit, path, at, scanned });
  }
  return [...found.values()];
}

/** Where a value stands at a row and column; null for a data set of another extent. */
function indexing(
  shape: readonly number[],
  axis: number,
  rows: number,
  columns: number,
): Column['at'] | null {
  if (shape.length === 2 && shape[0] === rows && shape[1] === columns) return (r, c) => [r, c];
  if (shape.every((length) => length === 1)) return () => shape.map(() => 0);
  if (shape.length !== 1) return null;
  if (shape[0] === columns && (axis === 2 || shape[0] !== rows)) return (_, c) => [c];
  if (shape[0] === rows) return (r) => [r];
  return shape[0] === rows * columns ? (r, c) => [r * columns + c] : null;
}

function positionAt(file: Hdf5File, motor: Column, row: number, column: number): FrameMotor[] {
  const start = motor.at(row, column);
  const value =
    start.length === 0
      ? file.scalar(motor.path)
      : file.numbers(motor.path, { start, count: start.map(() => 1) })[0];
  const { name, unit } = motor;
  return value !== null && Number.isFinite(value) ? [{ name, unit, value }] : [];
}

/** Whether a motor moves along the columns of the map, and by how much from one to the next. */
function stepsAlong(file: Hdf5File, motor: Column, columns: number): number[] {
  const positions = Array.from({ length: columns }, (_, column) =>
    positionAt(file, motor, 0, column).map(({ value }) => value),
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
  motors: readonly Column[],
  columns: number,
): { first: number; count: number } {
  const flown = motors.find(({ path }) => path === `${analyserPath}/value`);
  const steps = flown === undefined ? [] : stepsAlong(file, flown, columns).map(Math.abs);
  const least = SLOW_STEP * medianOf(steps);
  if (steps.length < columns - 1 || !(least > 0)) return { first: 0, count: columns };
  let first = 0;
  let last = columns - 1;
  while (first < last && steps[first] < least) first++;
  while (last > first && steps[last - 1] < least) last--;
  return { first, count: last - first + 1 };
}

/** The motors beside the analyser's data are those the scan moves: across goes what ends in x. */
function scanAxes(motors: readonly Column[]): ScanFile['scanAxes'] {
  const moved = motors.filter(({ scanned, path }) => scanned && path.startsWith(analyserPath));
  const names = (moved.length > 0 ? moved : motors.filter(({ scanned }) => scanned)).map(
    ({ name }) => name,
  );
  if (names.length === 0 || names.length > 2) return null;
  const x = names.find((name) => name.endsWith('x')) ?? names[names.length - 1];
  return { x, y: names.find((name) => name !== x) ?? null };
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
    expectedFrames: expected === null ? null : (expected / columns) * kept.count,
    scanAxes: scan.scanAxes,
    complete: scan.complete,
    isMeasured: (index) => scan.isMeasured(inScan(index)),
    readFrame: (index) => scan.readFrame(inScan(index)),
    rawData: () => scan.rawData(),
    close: () => scan.close(),
  };
}
