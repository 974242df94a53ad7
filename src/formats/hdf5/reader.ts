import { energyAxisName, uniformAxis, unitName, type FileAxis } from '../uniform-axis';
import type { OpenOptions } from '../binary-file';
import type { Hdf5File } from './hdf5-file';
import { describeShape, type Selection } from './selection';
import { chosenRegion, type RegionChoice } from '../regions';
import type { FrameMotor, RawData, ScanFile } from '../scan-file';
import type { Axis } from '#shared/axis';
import { SweetSpotError } from '#shared/errors';

/** What one HDF5 layout contributes to the registry. */
export interface Hdf5Reader {
  /** Label of the layout, for messages about what can be read. */
  label: string;
  /** Cheap test by content: does this file follow the layout? */
  matches(file: Hdf5File): boolean;
  /**
   * Takes over the file: closing the scan file closes it. Of several regions it reads the one that
   * `chosenRegion` gives.
   */
  open(file: Hdf5File, options: OpenOptions): ScanFile;
}

/** A uniform axis from a data set of numbers. Throws `invalid-format` when it is none. */
export function readAxis(
  file: Hdf5File,
  path: string,
  describe: (values: ArrayLike<number>, unit: string) => { name: string; unit: string },
  selection?: Selection,
): FileAxis {
  const values = file.numbers(path, selection);
  const { name, unit } = describe(values, unitName(file.textAttribute(path, 'units')));
  const axis = uniformAxis(values, name, unit);
  if ('reason' in axis) {
    throw file.wrong(`expected an evenly spaced axis in ${path}, found ${axis.reason}`);
  }
  return axis;
}

/** Name and unit of an energy axis for `readAxis`, by its label and its values. */
export function describeEnergy(label: string | null) {
  return (values: ArrayLike<number>, unit: string) => ({
    name: energyAxisName(label, values[0], values[values.length - 1]),
    unit: unit || 'eV',
  });
}

/** Throws `invalid-format` unless the lengths of the axes are those of the detector image. */
export function checkAxisLengths(
  file: Hdf5File,
  dataPath: string,
  shape: readonly number[],
  axes: readonly FileAxis[],
): void {
  const expected = axes.map(({ axis }) => axis.count);
  if (expected.some((count, i) => count !== shape[i])) {
    throw file.wrong(
      `expected frames of ${describeShape(expected)} in ${dataPath} as its axes say, ` +
        `found ${describeShape(shape)}`,
    );
  }
}

/** Throws `invalid-request` for an index that is none. */
export function checkFrameIndex(file: Hdf5File, index: number, frameCount: number): void {
  if (Number.isInteger(index) && index >= 0 && index < frameCount) return;
  throw new SweetSpotError(
    'invalid-request',
    `${file.path}: expected a frame from 0 to ${frameCount - 1}, found ${index}.`,
  );
}

/**
 * The data set to read of a file with one for each region, by the names of the data sets. There
 * must be one. Throws `invalid-request` as `chosenRegion`.
 */
export function chosenDataset(
  file: Hdf5File,
  paths: readonly string[],
  options: OpenOptions,
): RegionChoice & { path: string } {
  const [first, ...others] = paths.map((path) => ({
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
  }));
  const { region, ...choice } = chosenRegion(file, [first, ...others], options);
  return { path: region.path, ...choice };
}

/** The error for a frame in which nothing has been measured. */
export function unmeasuredFrame(file: Hdf5File, index: number): SweetSpotError {
  return new SweetSpotError(
    'incomplete',
    `${file.path}: expected counts in frame ${index}, found no value measured yet.`,
  );
}

/**
 * Value of a per-scan (one value) or per-point (one value a point) data set at a
 * point; null when there is no number for it.
 */
export function valueAtPoint(file: Hdf5File, path: string, index: number): number | null {
  if (file.kindOf(path) !== 'dataset' || !file.isNumeric(path)) return null;
  const shape = file.shapeOf(path);
  if (shape.length === 0) return file.scalar(path);
  if (shape.length > 1 || shape[0] === 0) return null;
  if (shape[0] === 1) return file.scalar(path);
  if (index >= shape[0]) return null;
  const value = file.numbers(path, { start: [index], count: [1] })[0];
  return Number.isFinite(value) ? value : null;
}

/**
 * Points whose positions have been written as well: a writer may append the spectrum
 * first. A column of one value holds for the whole scan, once a third point shows that
 * it does not grow.
 */
export function pointsWithPositions(
  file: Hdf5File,
  points: number,
  columnPaths: readonly string[],
): number {
  if (!file.heldByWriter) return points;
  return columnPaths.reduce((least, path) => {
    const shape = file.kindOf(path) === 'dataset' ? file.shapeOf(path) : [];
    if (shape.length !== 1 || (shape[0] === 1 && points > 2)) return least;
    return Math.min(least, shape[0]);
  }, points);
}

/** Every motor of a manipulator group: one data set each, with its unit. */
export function motorsInGroup(file: Hdf5File, groupPath: string, index: number): FrameMotor[] {
  return file.childNames(groupPath).flatMap((name) => {
    const path = `${groupPath}/${name}`;
    const value = valueAtPoint(file, path, index);
    return value === null
      ? []
      : [{ name, unit: unitName(file.textAttribute(path, 'units')), value }];
  });
}

/** The raw data of a data set whose dimensions are known. */
export function rawDataset(file: Hdf5File, path: string, dimensions: Axis[]): RawData {
  const shape = file.shapeOf(path);
  return {
    path,
    dimensions,
    rows: (first, count) =>
      file.numbers(path, {
        start: shape.map((_, i) => (i === 0 ? first : 0)),
        count: shape.map((length, i) => (i === 0 ? count : length)),
      }),
  };
}

/** An axis that merely counts points. */
export function pointAxis(count: number): Axis {
  return { name: 'Point', unit: '', start: 0, step: 1, count };
}
