import type { Axis } from '#shared/axis';
import type { BlockDimension } from '../block';
import { Hdf5BlockScanFile } from '../hdf5-block-scan';
import { describeShape, type Hdf5File } from '../hdf5';
import { pointAxis, valueAtPoint, type Hdf5Reader } from '../hdf5-reader';
import { energyAxisName, unitName } from '../uniform-axis';

const format = { id: 'maestro', label: 'ALS MAESTRO' };
const spectraPath = '/2D_Data';
const readingsPath = '/0D_Data';

/**
 * ALS MAESTRO: spectra in `/2D_Data` [energy, pixel, points], scales as attributes in
 * the reverse order of the dimensions; a data set a motor in `/0D_Data`, one value a
 * point. Built from its description; no sample was at hand.
 */
export const maestroReader: Hdf5Reader = {
  label: format.label,
  matches: (file) => spectra(file).length > 0,
  open(file) {
    const [path, ...others] = spectra(file);
    const shape = file.shapeOf(path);
    const notes =
      others.length === 0 ? [] : [`${path} is shown; the file also holds ${others.join(', ')}`];
    const dimensions = dimensionsOf(file, path, shape, notes);
    const readings = file.childNames(readingsPath);
    const moved = ['X', 'Y'].filter((name) => readings.includes(name));
    return new Hdf5BlockScanFile(file, {
      format,
      path,
      dimensions,
      details: (point) => ({
        motors: readings.flatMap((name) => {
          const reading = `${readingsPath}/${name}`;
          const value = valueAtPoint(file, reading, point);
          const unit = unitName(
            file.textAttribute(reading, 'unitNames') ?? file.textAttribute(reading, 'units'),
          );
          return value === null ? [] : [{ name, unit, value }];
        }),
        measuredAt: null,
        dwellSeconds: null,
      }),
      scanAxes: moved.length === 0 ? null : { x: moved[0], y: moved.at(1) ?? null },
      laidOut: true,
      notes,
    });
  },
};

function spectra(file: Hdf5File): string[] {
  return file
    .childNames(spectraPath)
    .map((name) => `${spectraPath}/${name}`)
    .filter((path) => file.kindOf(path) === 'dataset' && file.isNumeric(path))
    .filter((path) => [2, 3].includes(file.shapeOf(path).length));
}

function dimensionsOf(
  file: Hdf5File,
  path: string,
  shape: readonly number[],
  notes: string[],
): BlockDimension[] {
  // The attributes may leave out the points, which have no scale.
  const scale = (name: string): (string | number)[] => {
    const value = file.attribute(path, name);
    return value === null ? [] : Array.isArray(value) ? [...value].reverse().slice(-2) : [value];
  };
  const [offsets, deltas, units] = ['scaleOffset', 'scaleDelta', 'unitNames'].map(scale);
  if (offsets.length !== 2 || deltas.length !== 2) {
    throw file.wrong(
      `expected scaleOffset and scaleDelta of two dimensions of ${path}, found ${offsets.length} and ${deltas.length}`,
    );
  }
  const detector = [0, 1].map((d): BlockDimension => {
    const unit = String(units[d] ?? '').replaceAll(/^'|'$/g, '');
    const axis: Axis = {
      name: '',
      unit,
      start: Number(offsets[d]),
      step: Number(deltas[d]),
      count: shape[d],
    };
    const isEnergy = /ev|energy/i.test(unit) || (d === 0 && unit === '');
    const last = axis.start + (axis.count - 1) * axis.step;
    if (isEnergy)
      return {
        axis: { ...axis, name: energyAxisName(null, axis.start, last), unit: 'eV' },
        role: 'energy',
      };
    const angleUnit = /deg/i.test(unit) ? 'deg' : 'pixel';
    if (angleUnit === 'pixel') notes.push('The file gives no angle scale: detector pixels');
    return {
      axis: { ...axis, name: angleUnit === 'deg' ? 'Angle' : 'Detector pixel', unit: angleUnit },
      role: 'angle',
    };
  });
  if (detector.filter(({ role }) => role === 'energy').length !== 1) {
    throw file.wrong(
      `expected one energy axis in unitNames of ${path}, found ${units.join(', ') || describeShape(shape)}`,
    );
  }
  return shape.length === 3 ? [...detector, { axis: pointAxis(shape[2]), role: 'scan' }] : detector;
}
