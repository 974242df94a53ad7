import type { Hdf5File } from './hdf5/hdf5-file';
import { describeShape } from './hdf5/selection';
import { rawDataset } from './hdf5/reader';
import type { RawData } from './scan-file';
import { axisInFileOrder, uniformAxis, unitName } from './uniform-axis';
import type { Axis } from '#shared/axis';

/**
 * The largest array of numbers at the top of an HDF5 file that follows no layout of
 * ours, with netCDF coordinates where it has them: enough to look at, not to score.
 * Null when there is no array of at least two dimensions.
 */
export function largestArray(file: Hdf5File): RawData | null {
  const arrays = file
    .childNames('/')
    .map((name) => `/${name}`)
    .filter((path) => file.kindOf(path) === 'dataset' && file.isNumeric(path))
    .map((path) => ({ path, shape: file.shapeOf(path) }))
    .filter(({ shape }) => shape.length >= 2 && !shape.includes(0));
  const size = (shape: number[]) => shape.reduce((product, length) => product * length, 1);
  const largest = arrays.sort((a, b) => size(b.shape) - size(a.shape)).at(0);
  if (largest === undefined) return null;
  const { path, shape } = largest;
  return rawDataset(
    file,
    path,
    shape.map((count, dimension) => dimensionOf(file, path, dimension, count)),
  );
}

/** The coordinate of a dimension, or its pixels where it has none that fits. */
function dimensionOf(file: Hdf5File, path: string, dimension: number, count: number): Axis {
  const pixels: Axis = { name: `Dimension ${dimension}`, unit: 'pixel', start: 0, step: 1, count };
  const scale = file.attachedScales(path, dimension).at(0);
  if (scale === undefined) return pixels;
  const name = scale.slice(scale.lastIndexOf('/') + 1);
  const shape = file.shapeOf(scale);
  if (shape.length !== 1 || shape[0] !== count) {
    throw file.wrong(`expected ${count} values in ${scale}, found ${describeShape(shape)}`);
  }
  const unit = file.textAttribute(scale, 'units') ?? file.textAttribute(scale, 'unit');
  const axis = uniformAxis(file.numbers(scale), name, unitName(unit));
  return 'reason' in axis ? { ...pixels, name } : axisInFileOrder(axis);
}
