import type { Axis } from '#shared/axis';
import type { BlockDimension } from '../block';
import { Hdf5BlockScanFile } from '../hdf5/block-scan';
import type { Hdf5File } from '../hdf5/hdf5-file';
import { describeShape } from '../hdf5/selection';
import { chosenDataset, pointAxis, valueAtPoint, type Hdf5Reader } from '../hdf5/reader';
import type { FrameMotor, ScanFile } from '../scan-file';
import { energyAxisName, unitName } from '../uniform-axis';
import { plannedPoints, plannedPosition, scanPlan, type ScanPlan } from './maestro-plan';

const format = { id: 'maestro', label: 'ALS MAESTRO' };
const spectraPath = '/2D_Data';
const readingsPath = '/0D_Data';

/**
 * ALS MAESTRO: spectra in `/2D_Data` [energy, pixel, points], in older files with the points
 * first or with pixels before energies: the scales stand as attributes in the reverse order of
 * the detector's dimensions. A data set a motor in `/0D_Data`, one value a point; the plan of
 * the scan in `/Headers`. Built from its description; no sample was at hand.
 */
export const maestroReader: Hdf5Reader = {
  label: format.label,
  matches: (file) => spectra(file).length > 0,
  open(file, options) {
    const { path, notes, regions } = chosenDataset(file, spectra(file), options);
    const shape = file.shapeOf(path);
    const readings = readingColumns(file);
    const plan = scanPlan(file);
    const pointsAt = shape.length < 3 ? -1 : pointsDimension(file, shape, readings, plan);
    const dimensions = dimensionsOf(file, path, shape, pointsAt, notes);
    const planned = plan.flat().filter(({ name }) => !readings.some((read) => bare(read) === name));
    if (planned.some((motor) => plannedPosition(plan, motor, 0) !== null)) {
      notes.push(`Positions of ${planned.map(({ name }) => name).join(', ')} are those planned`);
    }
    return new Hdf5BlockScanFile(file, {
      format,
      path,
      dimensions,
      details: (point) => ({
        motors: [
          ...readings.flatMap((name) => readingAt(file, plan, name, point)),
          ...planned.flatMap((motor): FrameMotor[] => {
            const value = plannedPosition(plan, motor, point);
            return value === null ? [] : [{ name: motor.name, unit: motor.unit, value }];
          }),
        ],
        measuredAt: null,
        dwellSeconds: null,
      }),
      scanAxes: scanAxes(readings, plan),
      expectedFrames: expectedFrames(plan, pointsAt < 0 ? 1 : shape[pointsAt]),
      laidOut: true,
      notes,
      regions,
    });
  },
};

/** Some names end in a dot at one place and not at the other: `Slit Defl.` */
function bare(name: string): string {
  return name.replace(/\.$/, '');
}

/** Names of the columns of `/0D_Data`. */
function readingColumns(file: Hdf5File): string[] {
  return file.childNames(readingsPath).filter((name) => {
    const path = `${readingsPath}/${name}`;
    return file.kindOf(path) === 'dataset' && file.isNumeric(path);
  });
}

/** A reading at a point; its unit is its own, or the one the plan gives its motor. */
function readingAt(file: Hdf5File, plan: ScanPlan, name: string, point: number): FrameMotor[] {
  const path = `${readingsPath}/${name}`;
  const value = valueAtPoint(file, path, point);
  const stated = file.textAttribute(path, 'unitNames') ?? file.textAttribute(path, 'units');
  const planned = plan.flat().find((motor) => motor.name === bare(name))?.unit;
  return value === null ? [] : [{ name, unit: unitName(stated) || (planned ?? ''), value }];
}

/**
 * Points are the dimension as long as the readings, or as the plan: usually the last, in some
 * files the first.
 */
function pointsDimension(
  file: Hdf5File,
  shape: readonly number[],
  readings: readonly string[],
  plan: ScanPlan,
): number {
  const lengths = readings.map((name) => file.shapeOf(`${readingsPath}/${name}`).at(0) ?? 1);
  const known = [Math.max(0, ...lengths.filter((length) => length > 1)), plannedPoints(plan) ?? 0];
  for (const points of known) {
    if (points > 0 && shape[2] === points) return 2;
    if (points > 0 && shape[0] === points) return 0;
  }
  return 2;
}

/** Points to come: as planned, unless the scan is as long as one of its motors moved together. */
function expectedFrames(plan: ScanPlan, points: number): number {
  const planned = plannedPoints(plan) ?? points;
  return planned < points || plan.flat().some(({ count }) => count === points) ? points : planned;
}

/** The motors of the plan, or those called X and Y. */
function scanAxes(readings: readonly string[], plan: ScanPlan): ScanFile['scanAxes'] {
  const planned = plan
    .flat()
    .map(({ name }) => readings.find((read) => bare(read) === name) ?? name);
  const moved =
    planned.length === 1 || planned.length === 2
      ? planned
      : ['X', 'Y'].filter((name) => readings.includes(name));
  if (moved.length === 0) return null;
  const x = moved.find((name) => /(^|\s)x$/i.test(name)) ?? moved[0];
  return { x, y: moved.find((name) => name !== x) ?? null };
}

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
  pointsAt: number,
  notes: string[],
): BlockDimension[] {
  const detectorAt = shape.map((_, d) => d).filter((d) => d !== pointsAt);
  // The attributes may leave out the points, which have no scale.
  const scale = (name: string): (string | number)[] => {
    const value = file.attribute(path, name);
    if (value === null) return [];
    const values = Array.isArray(value) ? [...value].reverse() : [value];
    return values.length === shape.length ? detectorAt.map((d) => values[d]) : values;
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
      count: shape[detectorAt[d]],
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
  if (pointsAt < 0) return detector;
  const points: BlockDimension = { axis: pointAxis(shape[pointsAt]), role: 'scan' };
  return pointsAt === 0 ? [points, ...detector] : [...detector, points];
}
