import type { Hdf5File } from '../hdf5/hdf5-file';
import type { FrameMotor, ScanFile } from '../scan-file';
import type { Axis } from '#shared/axis';
import { axisInFileOrder, uniformAxis, unitName } from '../uniform-axis';
import { isDetectorName, positionIn, type NxArpes } from './nxarpes';

/** Groups of the instrument that hold stages, the sample's first. */
const stageGroups = ['manipulator', 'zone_plate', 'order_sorting_aperture'];
/** Recorded at every point, but nothing that a scan moves. */
const readingNames = new Set(['current', 'drain_current']);

/** Positions of a motor: over the scan, along one of its dimensions, or one for all. */
export interface PositionColumn {
  name: string;
  unit: string;
  path: string;
  /** Whether it stands beside the signal, where GDA puts what the scan moves. */
  beside: boolean;
  /** True where there is more than one value. */
  scanned: boolean;
  /** True for a motor that moves while spectra are taken. */
  flown: boolean;
  /** Index of its value at a point; null where there is none. */
  at: (indices: readonly number[]) => number[] | null;
}

/** Motors beside the signal and in the groups of stages, each once. */
export function positionColumns(
  file: Hdf5File,
  { groupPath, scan }: Pick<NxArpes, 'groupPath' | 'scan'>,
): PositionColumn[] {
  const beside = file
    .childNames(groupPath)
    .filter((name) => !isDetectorName(name))
    .map((name) => ({ name, path: `${groupPath}/${name}`, beside: true }));
  const stages = stageGroups.flatMap((group) => {
    const path = `/entry1/instrument/${group}`;
    return file.childNames(path).map((name) => ({ name, path: `${path}/${name}`, beside: false }));
  });
  const found = new Map<string, PositionColumn>();
  for (const { name, path, beside: isBeside } of [...beside, ...stages]) {
    if (readingNames.has(name) || file.kindOf(path) !== 'dataset' || !file.isNumeric(path))
      continue;
    const at = indexing(file, path, scan);
    if (at === null) continue;
    const { motor, flown } = motorName(file, path, name);
    if (found.has(motor)) continue;
    const unit = unitName(file.textAttribute(path, 'units'));
    const scanned = file.shapeOf(path).some((length) => length > 1);
    found.set(motor, { name: motor, unit, path, beside: isBeside, scanned, flown, at });
  }
  return [...found.values()];
}

/** The position of a motor at a point; none where it has not been written. */
export function positionAt(
  file: Hdf5File,
  column: PositionColumn,
  indices: readonly number[],
): FrameMotor[] {
  const start = column.at(indices);
  if (start === null) return [];
  const value =
    start.length === 0
      ? file.scalar(column.path)
      : file.numbers(column.path, { start, count: start.map(() => 1) })[0];
  const { name, unit } = column;
  return value !== null && Number.isFinite(value) ? [{ name, unit, value }] : [];
}

/**
 * The motors of the map: those that the scan command names, else those beside the signal
 * that move. GDA names the slow one first; across goes the one whose name ends in x, else
 * the fast one. A polar map whose stage follows goes by its angle, a scan of photon energies by
 * them.
 */
export function scannedMotors(
  file: Hdf5File,
  columns: readonly PositionColumn[],
): ScanFile['scanAxes'] {
  const words = (file.text('/entry1/scan_command') ?? '').split(/[\s,()[\]]+/);
  const names = new Set(columns.map(({ name }) => name));
  const commanded = [...new Set(words.map((word) => word.replace(/_fly$/, '')))].filter((word) =>
    names.has(word),
  );
  const moved = columns.filter(({ beside, scanned }) => beside && scanned).map(({ name }) => name);
  const scanned = commanded.length > 0 ? commanded : moved;
  if (commanded.length === 0 && moved.length > 1) {
    const led = moved.find((name) => /^(s[am]polar|energy)$/.test(name));
    if (led !== undefined) return { x: led, y: null };
  }
  if (scanned.length === 1) return { x: scanned[0], y: null };
  if (scanned.length !== 2) return null;
  const x = scanned.find((name) => name.endsWith('x')) ?? scanned[1];
  return { x, y: scanned[0] === x ? scanned[1] : scanned[0] };
}

/** Longest dimension whose positions are looked through for an axis. */
const LONGEST_AXIS = 2000;

/** The even axis of a scanned dimension: that of a motor beside the signal; null without one. */
export function axisAlong(
  file: Hdf5File,
  columns: readonly PositionColumn[],
  scan: readonly number[],
  dimension: number,
): Axis | null {
  const count = scan[dimension];
  if (count < 2 || count > LONGEST_AXIS) return null;
  for (const column of columns.filter(({ beside, scanned }) => beside && scanned)) {
    const values = Array.from({ length: count }, (_, index) =>
      positionAt(
        file,
        column,
        scan.map((_extent, d) => (d === dimension ? index : 0)),
      ).map(({ value }) => value),
    ).flat();
    const axis = uniformAxis(values, column.name, column.unit);
    if (!('reason' in axis) && axis.axis.count === count) return axisInFileOrder(axis);
  }
  return null;
}

/** `value` is named by where it comes from: `…/smx_fly/value` is smx, `…/energy/value` the energy. */
function motorName(file: Hdf5File, path: string, name: string): { motor: string; flown: boolean } {
  if (name !== 'value') return { motor: name.replace(/_fly$/, ''), flown: name.endsWith('_fly') };
  const target = file.textAttribute(path, 'target') ?? '';
  const local = file.textAttribute(path, 'local_name') ?? '';
  const source = /([^/]+)\/[^/]+$/.exec(target)?.[1] ?? local.split('.')[0];
  const flown = /(\w+?)_fly/.exec(`${target} ${local}`)?.[1];
  return { motor: flown ?? (source === '' ? name : source), flown: flown !== undefined };
}

/** Where a value stands at a point of the scan; null for values of another extent. */
function indexing(
  file: Hdf5File,
  path: string,
  scan: readonly number[],
): PositionColumn['at'] | null {
  const shape = file.shapeOf(path);
  const [length] = shape;
  if (shape.includes(0)) return () => null;
  if (shape.length > 1 || length === 1 || scan.length < 2) {
    const fits = shape.length <= 1 || shape.length === scan.length;
    return fits ? (indices) => positionIn(shape, scan, indices) : null;
  }
  if (shape.length === 0) return () => [];
  const stated = Number(file.attribute(path, 'axis')) - 1;
  const along = length === scan[stated] ? stated : scan.indexOf(length);
  if (along >= 0) return (indices) => [indices[along]];
  if (length === scan.reduce((product, extent) => product * extent, 1)) {
    return (indices) => positionIn(shape, scan, indices);
  }
  // Along a dimension of which the last values have not been written yet.
  if (!(stated in scan) || length > scan[stated]) return null;
  return (indices) => (indices[stated] < length ? [indices[stated]] : null);
}
