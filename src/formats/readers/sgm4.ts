import type { Axis } from '#shared/axis';
import type { BlockDimension } from '../block';
import { Hdf5BlockScanFile } from '../hdf5/block-scan';
import type { Hdf5File } from '../hdf5/hdf5-file';
import { describeShape } from '../hdf5/selection';
import { motorsInGroup, pointAxis, type Hdf5Reader } from '../hdf5/reader';
import type { FrameMotor, ScanFile } from '../scan-file';
import { energyAxisName } from '../uniform-axis';
import { isEnergyAxis } from './axis-roles';
import { plannedAt, slowAxes, sgm4Unit, type SlowAxis } from './sgm4-axes';

const format = { id: 'sgm4', label: 'ASTRID SGM4' };
const dataPath = '/Entry/Data/TransformedData';
/** What is left of a knife-edge scan: one count a point. */
const totalsPath = '/Entry/Process/SumData';
const detailsPath = '/Entry/Data/ScanDetails';
const positionerPath = '/Entry/Instrument/Positioner';
/** What stands for "this axis was not moved". */
const NOT_MOVED = -999_999_999;

/**
 * ASTRID SGM4 (SPECS Phoibos): `/Entry/Data/TransformedData` [points, fast axes in the
 * order of `FastAxis_names`], growing under SWMR; positions in `ScanDetails`, in older files
 * only the axes they were planned on, the first slow axis the fastest of them.
 */
export const sgm4Reader: Hdf5Reader = {
  label: format.label,
  matches: (file) =>
    file.kindOf(detailsPath) === 'group' &&
    [dataPath, totalsPath].some((path) => file.kindOf(path) === 'dataset'),
  open: (file) => {
    const slow = slowAxes(file, detailsPath);
    const isKnifeEdge = file.kindOf(`${detailsPath}/FastAxis_names`) === null;
    if (isKnifeEdge && file.kindOf(totalsPath) === 'dataset') return knifeEdge(file, slow);
    const shape = file.shapeOf(dataPath);
    const fast = fastAxes(file, shape);
    const positions = ['TruePositions', 'SetPositions']
      .map((name) => `${detailsPath}/${name}`)
      .find((path) => file.kindOf(path) === 'dataset' && !file.shapeOf(path).includes(0));
    const points =
      positions === undefined ? shape[0] : Math.min(shape[0], file.shapeOf(positions)[0]);
    const names = slow.map(({ name }) => name);
    const isPlanned = positions === undefined && slow.some(({ start }) => start !== null);
    const scan = new Hdf5BlockScanFile(file, {
      format,
      path: dataPath,
      dimensions: [{ axis: pointAxis(shape[0]), role: 'scan' }, ...fast],
      details: (point) => ({
        motors: [
          ...(positions === undefined
            ? plannedAt(slow, point)
            : positionsAt(file, positions, names, point)),
          ...motorsInGroup(file, positionerPath, point)
            .filter(({ name }) => !names.includes(name))
            .map((motor) => ({ ...motor, unit: motor.unit || sgm4Unit(motor.name) })),
        ],
        measuredAt: startTime(file, point),
        dwellSeconds: dwellSeconds(file),
      }),
      scanAxes: scanAxesOf(slow),
      expectedFrames: plannedPoints(slow),
      notes: isPlanned ? ['Positions are those planned: the file records none'] : [],
    });
    // A point whose position is not written yet is not there yet.
    return points === scan.frameCount ? scan : withFrames(scan, points);
  },
};

function withFrames(scan: Hdf5BlockScanFile, frameCount: number) {
  return {
    format: scan.format,
    frameCount,
    expectedFrames: scan.expectedFrames,
    scanAxes: scan.scanAxes,
    complete: false,
    readFrame: (index: number) => scan.readFrame(index),
    rawData: () => scan.rawData(),
    close: () => {
      scan.close();
    },
  };
}

/** A scan of totals: the last slow axis comes first in the array. */
function knifeEdge(file: Hdf5File, slow: readonly SlowAxis[]): ScanFile {
  const shape = file.shapeOf(totalsPath);
  const planned = [...slow].reverse();
  const isShaped = shape.length === planned.length;
  return new Hdf5BlockScanFile(file, {
    format,
    path: totalsPath,
    dimensions: shape.map((count, d): BlockDimension => {
      const { name = '', start = null, step = null } = isShaped ? planned[d] : {};
      const axis = { ...pointAxis(count), ...(name === '' ? {} : { name, unit: sgm4Unit(name) }) };
      const isEven = start !== null && step !== null && step !== 0;
      return { axis: isEven ? { ...axis, start, step } : axis, role: 'scan' };
    }),
    details: () => ({ motors: [], measuredAt: null, dwellSeconds: null }),
    scanAxes: scanAxesOf(slow),
    contents: 'one count at each point, as of a knife edge',
    notes: [],
  });
}

/** Points the scan was set up for; null where the file does not say. */
function plannedPoints(slow: readonly SlowAxis[]): number | null {
  if (slow.length === 0 || slow.some(({ length }) => length === null)) return null;
  return slow.reduce((product, { length }) => product * (length ?? 1), 1);
}

/** The stage axes of the map; another axis, such as a loop of repeats, does not move the spot. */
function scanAxesOf(slow: readonly SlowAxis[]): ScanFile['scanAxes'] {
  const moved = slow.filter(({ length }) => length !== 1).map(({ name }) => name);
  const names = moved.length > 0 ? moved : slow.map(({ name }) => name);
  const stages = names.filter((name) => /^F?Sam[XYZ]$/.test(name));
  const axes = stages.length > 0 ? stages : names.filter((name) => name !== 'Loop');
  return axes.length === 0 || axes.length > 2 ? null : { x: axes[0], y: axes.at(1) ?? null };
}

function fastAxes(file: Hdf5File, shape: readonly number[]): BlockDimension[] {
  const names = file.texts(`${detailsPath}/FastAxis_names`);
  const starts = numbersAt(file, 'FastAxis_start');
  const steps = numbersAt(file, 'FastAxis_step');
  if (shape.length !== 3 || names.length !== 2 || starts.length !== 2 || steps.length !== 2) {
    throw file.wrong(
      `expected points of two fast axes with names, start and step in ${dataPath}, ` +
        `found ${describeShape(shape)} and the names ${names.join(', ') || 'none'}`,
    );
  }
  return names.map((name, d): BlockDimension => {
    const axis: Axis = { name, unit: '', start: starts[d], step: steps[d], count: shape[d + 1] };
    const last = axis.start + (axis.count - 1) * axis.step;
    return isEnergyAxis(axis)
      ? {
          axis: { ...axis, name: energyAxisName(name, axis.start, last), unit: 'eV' },
          role: 'energy',
        }
      : { axis: { ...axis, name: 'Angle', unit: 'deg' }, role: 'angle' };
  });
}

function numbersAt(file: Hdf5File, name: string): number[] {
  const path = `${detailsPath}/${name}`;
  return file.kindOf(path) === 'dataset' ? Array.from(file.numbers(path)) : [];
}

/** Positions of a point; an axis that was not moved stands where it stood before. */
function positionsAt(
  file: Hdf5File,
  path: string,
  names: readonly string[],
  point: number,
): FrameMotor[] {
  const [points, axes = 1] = file.shapeOf(path);
  const all = file.numbers(path);
  return names.slice(0, axes).flatMap((name, axis) => {
    for (let row = Math.min(point, points - 1); row >= 0; row--) {
      const value = all[row * axes + axis];
      if (Number.isFinite(value) && value !== NOT_MOVED)
        return [{ name, unit: sgm4Unit(name), value }];
    }
    return [];
  });
}

/** When the scan, or this point, began. */
function startTime(file: Hdf5File, point: number): string | null {
  const times = file.texts('/Entry/Data/Timestamp');
  return times.length > 1 ? (times.at(point) ?? null) : point === 0 ? (times.at(0) ?? null) : null;
}

/** `Dwell Time: 0.5` among the lines on the detector, in seconds. */
function dwellSeconds(file: Hdf5File): number | null {
  const info = file.text('/Entry/Instrument/Detector/Info') ?? '';
  const stated = Number(/Dwell Time:\s*([-+.\deE]+)/.exec(info)?.[1] ?? NaN);
  return stated > 0 && Number.isFinite(stated) ? stated : null;
}
