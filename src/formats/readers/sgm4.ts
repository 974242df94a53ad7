import type { Axis } from '#shared/axis';
import type { BlockDimension } from '../block';
import { Hdf5BlockScanFile } from '../hdf5-block-scan';
import { describeShape, type Hdf5File } from '../hdf5';
import { motorsInGroup, pointAxis, type Hdf5Reader } from '../hdf5-reader';
import type { FrameMotor } from '../scan-file';
import { energyAxisName } from '../uniform-axis';
import { isEnergyAxis } from './axis-roles';

const format = { id: 'sgm4', label: 'ASTRID SGM4' };
const dataPath = '/Entry/Data/TransformedData';
const detailsPath = '/Entry/Data/ScanDetails';
const positionerPath = '/Entry/Instrument/Positioner';
/** What stands for "this axis was not moved". */
const NOT_MOVED = -999_999_999;

/**
 * ASTRID SGM4 (SPECS Phoibos): `/Entry/Data/TransformedData` [points, fast axes in the
 * order of `FastAxis_names`], growing under SWMR; positions in µm in `ScanDetails`, the
 * first slow axis the fastest of them.
 */
export const sgm4Reader: Hdf5Reader = {
  label: format.label,
  matches: (file) => file.kindOf(dataPath) === 'dataset' && file.kindOf(detailsPath) === 'group',
  open: (file) => {
    const shape = file.shapeOf(dataPath);
    const fast = fastAxes(file, shape);
    const slow = file.texts(`${detailsPath}/SlowAxis_names`);
    const positions = ['TruePositions', 'SetPositions']
      .map((name) => `${detailsPath}/${name}`)
      .find((path) => file.kindOf(path) === 'dataset' && !file.shapeOf(path).includes(0));
    const points =
      positions === undefined ? shape[0] : Math.min(shape[0], file.shapeOf(positions)[0]);
    const lengths = numbersAt(file, 'SlowAxis_length');
    const dimensions: BlockDimension[] = [{ axis: pointAxis(shape[0]), role: 'scan' }, ...fast];
    const scan = new Hdf5BlockScanFile(file, {
      format,
      path: dataPath,
      dimensions,
      details: (point) => ({
        motors: [
          ...positionsAt(file, positions, slow, point),
          ...motorsInGroup(file, positionerPath, point).filter(({ name }) => !slow.includes(name)),
        ],
        measuredAt: null,
        dwellSeconds: null,
      }),
      scanAxes: slow.length === 0 || slow.length > 2 ? null : { x: slow[0], y: slow.at(1) ?? null },
      expectedFrames:
        lengths.length === 0 ? null : lengths.reduce((product, length) => product * length, 1),
      notes: [],
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

/** Positions of a point in µm; an axis that was not moved stands where it stood before. */
function positionsAt(
  file: Hdf5File,
  path: string | undefined,
  names: readonly string[],
  point: number,
): FrameMotor[] {
  if (path === undefined) return [];
  const [points, axes = 1] = file.shapeOf(path);
  const all = file.numbers(path);
  return names.slice(0, axes).flatMap((name, axis) => {
    for (let row = Math.min(point, points - 1); row >= 0; row--) {
      const value = all[row * axes + axis];
      if (Number.isFinite(value) && value !== NOT_MOVED) return [{ name, unit: 'um', value }];
    }
    return [];
  });
}
