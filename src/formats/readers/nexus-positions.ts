import type { Hdf5File } from '../hdf5/hdf5-file';
import { valueAtPoint } from '../hdf5/reader';
import type { FrameMotor, ScanFile } from '../scan-file';
import { unitName } from '../uniform-axis';
import type { NexusData } from './nexus-data';

/** Where the positions of a motor stand in a NeXus file. */
export interface Positioner {
  name: string;
  path: string;
  scanAxis: 'x' | 'y' | null;
  /** Dimensions of the signal that its values run along; null for one value a point, in order. */
  along: number[] | null;
}

/** How deep below the instrument a positioner may stand. */
const DEEPEST = 3;
const MOST_GROUPS = 500;

/**
 * NXpositioner groups and NXtransformations below the instrument and the sample, and numbers beside the signal that
 * run along scanned dimensions: named by `<name>_indices`, or as the axis of one where nothing
 * else says where a point is.
 */
export function findPositioners(
  file: Hdf5File,
  data: NexusData,
  scan: readonly number[],
): Positioner[] {
  const groups = ['instrument', 'sample']
    .flatMap((name) => positionerGroups(file, `${data.entryPath}/${name}`))
    .map(({ name, path }) => ({ name, path, scanAxis: scanAxis(file, path), along: null }));
  const named = new Set(groups.map(({ name }) => name));
  const beside = file.childNames(data.groupPath).flatMap((name): Positioner[] => {
    const path = `${data.groupPath}/${name}`;
    const stated = file.attribute(data.groupPath, `${name}_indices`);
    if (named.has(name) || stated === null || file.kindOf(path) !== 'dataset') return [];
    const along = (Array.isArray(stated) ? stated : [stated]).map(Number);
    if (along.length === 0 || !along.every((d) => scan.includes(d))) return [];
    return [{ name, path, scanAxis: scanAxis(file, path), along }];
  });
  const found = [...groups, ...beside];
  const axes = scan.flatMap((d): Positioner[] => {
    const path = data.axisPaths[d];
    if (path === null || found.some((positioner) => positioner.path === path)) return [];
    const name = path.slice(path.lastIndexOf('/') + 1);
    return named.has(name) ? [] : [{ name, path, scanAxis: scanAxis(file, path), along: [d] }];
  });
  const isPlaced = found.some((positioner) =>
    columnsOf(positioner).some((path) => isColumn(file, path)),
  );
  return scan.length === 1 && isPlaced ? found : [...found, ...axes];
}

/** Where a positioner's values stand: beside the signal, or in a group of its own. */
export function columnsOf({ path }: Positioner): string[] {
  return [path, `${path}/value`];
}

/** Motors that the file marks as those of the map. */
export function markedAxes(positioners: readonly Positioner[]): ScanFile['scanAxes'] {
  const x = positioners.find((positioner) => positioner.scanAxis === 'x');
  if (x === undefined) return null;
  const y = positioners.find((positioner) => positioner.scanAxis === 'y');
  return { x: x.name, y: y?.name ?? null };
}

/**
 * The readback under the motor's name, and where it was sent as `<name>_set`. `indices` are
 * those of the point along each dimension of the signal.
 */
export function motorsOf(
  file: Hdf5File,
  positioner: Positioner,
  frame: number,
  indices: readonly number[],
): FrameMotor[] {
  const { name, path, along } = positioner;
  const motorAt = (motorName: string, valuePath: string): FrameMotor | null => {
    const value =
      along === null || along.length === 0
        ? valueAtPoint(file, valuePath, frame)
        : valueAlong(
            file,
            valuePath,
            along.map((d) => indices[d]),
          );
    const unit = unitName(file.textAttribute(valuePath, 'units'));
    return value === null ? null : { name: motorName, unit, value };
  };
  if (file.kindOf(path) === 'dataset') {
    const motor = motorAt(name, path);
    return motor === null ? [] : [motor];
  }
  const readback = motorAt(name, `${path}/value`);
  const target = motorAt(readback === null ? name : `${name}_set`, `${path}/target_value`);
  return [readback, target].filter((motor) => motor !== null);
}

/** A value of a data set that runs along some dimensions of the signal; null beyond its end. */
function valueAlong(file: Hdf5File, path: string, at: readonly number[]): number | null {
  if (file.kindOf(path) !== 'dataset' || !file.isNumeric(path)) return null;
  const shape = file.shapeOf(path);
  if (shape.every((length) => length === 1)) return file.scalar(path);
  if (shape.length !== at.length || at.some((index, d) => index >= shape[d])) return null;
  const value = file.numbers(path, { start: [...at], count: at.map(() => 1) })[0];
  return Number.isFinite(value) ? value : null;
}

function positionerGroups(file: Hdf5File, root: string): { name: string; path: string }[] {
  const found: { name: string; path: string }[] = [];
  let looked = 0;
  const search = (parent: string, depth: number): void => {
    for (const name of file.childNames(parent)) {
      const path = `${parent}/${name}`;
      if (looked++ > MOST_GROUPS || file.kindOf(path) !== 'group') continue;
      const kind = file.textAttribute(path, 'NX_class');
      if (kind === 'NXpositioner') found.push({ name, path });
      else if (kind === 'NXtransformations') found.push(...transformations(file, path));
      else if (depth < DEEPEST) search(path, depth + 1);
    }
  };
  search(root, 1);
  return found;
}

/** Translations and rotations of a chain, each a data set of values with a unit. */
function transformations(file: Hdf5File, groupPath: string): { name: string; path: string }[] {
  return file
    .childNames(groupPath)
    .map((name) => ({ name, path: `${groupPath}/${name}` }))
    .filter(
      ({ path }) =>
        file.kindOf(path) === 'dataset' &&
        file.isNumeric(path) &&
        file.textAttribute(path, 'transformation_type') !== null,
    );
}

function isColumn(file: Hdf5File, path: string): boolean {
  return file.kindOf(path) === 'dataset' && file.shapeOf(path).some((length) => length > 1);
}

function scanAxis(file: Hdf5File, path: string): 'x' | 'y' | null {
  const marked = file.textAttribute(path, 'scan_axis');
  return marked === 'x' || marked === 'y' ? marked : null;
}
