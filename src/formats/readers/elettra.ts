import type { Axis } from '#shared/axis';
import type { BlockDimension } from '../block';
import { Hdf5BlockScanFile } from '../hdf5/block-scan';
import type { Hdf5File } from '../hdf5/hdf5-file';
import { chosenDataset, type Hdf5Reader } from '../hdf5/reader';
import type { FrameMotor } from '../scan-file';
import { energyAxisName, unitName } from '../uniform-axis';

const format = { id: 'elettra-spectromicroscopy', label: 'Elettra Spectromicroscopy' };

/**
 * Elettra Spectromicroscopy: a data set whose attributes `Dim0 Name Units` and `Dim0
 * Values` (start, step) describe its dimensions: KE, Angle, and stage axes. A map over
 * angles is a file for each, with the stage's angles as attributes. Built from its
 * description; no sample was at hand.
 */
export const elettraReader: Hdf5Reader = {
  label: format.label,
  matches: (file) => spectra(file).length > 0,
  open(file, options) {
    const { path, notes, regions } = chosenDataset(file, spectra(file), options);
    const dimensions = withAngle(
      file.shapeOf(path).map((count, d) => dimensionOf(file, path, d, count)),
    );
    const scanned = dimensions.flatMap(({ axis, role }) => (role === 'scan' ? [axis] : []));
    const names = scanned.map(({ name }) => name).filter((name) => name !== '');
    const stage = stageMotors(file, path);
    const across = names.find((name) => /^x/i.test(name)) ?? names.at(-1);
    return new Hdf5BlockScanFile(file, {
      format,
      path,
      dimensions,
      details: (_, indices) => ({
        motors: [
          ...scanned.flatMap(({ name, unit, start, step }, d): FrameMotor[] =>
            name === '' ? [] : [{ name, unit, value: start + indices[d] * step }],
          ),
          ...stage.filter(({ name }) => !names.includes(name)),
        ],
        measuredAt: startTime(file, path),
        dwellSeconds: frameSeconds(file, path),
      }),
      scanAxes:
        across === undefined || names.length > 2
          ? null
          : { x: across, y: names.find((name) => name !== across) ?? null },
      laidOut: true,
      notes,
      regions,
    });
  },
};

function spectra(file: Hdf5File): string[] {
  return file
    .childNames('/')
    .map((name) => `/${name}`)
    .filter((path) => file.kindOf(path) === 'dataset' && file.isNumeric(path))
    .filter((path) => file.attribute(path, 'Dim0 Values') !== null);
}

function dimensionOf(file: Hdf5File, path: string, d: number, count: number): BlockDimension {
  const named = file.attribute(path, `Dim${d} Name Units`);
  const words = (
    Array.isArray(named) ? named.map(String) : String(named ?? '').split(/[\s,[\]()]+/)
  ).filter((word) => word !== '');
  const scale = file.attribute(path, `Dim${d} Values`);
  const [start, step] = Array.isArray(scale) ? scale.map(Number) : [];
  if (count === 1 && words.length === 0) {
    return { axis: { name: '', unit: '', start: 0, step: 1, count }, role: 'scan' };
  }
  if (start === undefined || step === undefined || words.length === 0) {
    throw file.wrong(`expected name, start and step of dimension ${d} of ${path}, found none`);
  }
  const [name, unit = ''] = words;
  const axis: Axis = { name, unit: unitName(unit), start, step, count };
  if (/^(KE|BE|energy)$/i.test(name)) {
    const last = start + (count - 1) * step;
    const label = /^BE$/i.test(name) ? 'binding' : /^KE$/i.test(name) ? 'kinetic' : null;
    return {
      axis: { ...axis, name: energyAxisName(label, start, last), unit: axis.unit || 'eV' },
      role: 'energy',
    };
  }
  if (/^angle/i.test(name))
    return { axis: { ...axis, name: 'Angle', unit: axis.unit || 'deg' }, role: 'angle' };
  return { axis, role: 'scan' };
}

/** Where the slit is not resolved, an angle that was turned is what the spectrum runs along. */
function withAngle(dimensions: BlockDimension[]): BlockDimension[] {
  if (dimensions.some(({ role }) => role === 'angle')) return dimensions;
  const turned = dimensions.find(({ axis, role }) => role === 'scan' && /^[PT]$/.test(axis.name));
  return dimensions.map((dimension) =>
    dimension === turned
      ? { axis: { ...dimension.axis, unit: dimension.axis.unit || 'deg' }, role: 'angle' }
      : dimension,
  );
}

/** `Stage Coord (XYZR)` in micrometres, and `Angular Coord` (T, P) in degrees; the file states neither. */
function stageMotors(file: Hdf5File, path: string): FrameMotor[] {
  const motors = (attribute: string, names: string[], units: string[]): FrameMotor[] => {
    const values = file.attribute(path, attribute);
    if (!Array.isArray(values)) return [];
    return names.flatMap((name, i) => {
      const value = values.at(i);
      return typeof value === 'number' && Number.isFinite(value)
        ? [{ name, unit: units[i], value }]
        : [];
    });
  };
  return [
    ...motors('Stage Coord (XYZR)', ['X', 'Y', 'Z', 'R'], ['um', 'um', 'um', '']),
    ...motors('Angular Coord', ['T', 'P'], ['deg', 'deg']),
  ];
}

/** Dwell of a channel times the number of scans, in seconds. */
function frameSeconds(file: Hdf5File, path: string): number | null {
  const number = (name: string) => {
    const value = file.attribute(path, name);
    return Number(Array.isArray(value) ? value[0] : (value ?? NaN));
  };
  const dwell = number('Dwell Time (s)');
  const scans = number('N of Scans');
  return dwell > 0 && Number.isFinite(dwell) ? dwell * (scans > 0 ? scans : 1) : null;
}

/** `21/11/24 10:30:00` as ISO 8601; the file states no zone. */
function startTime(file: Hdf5File, path: string): string | null {
  const text = file.textAttribute(path, 'Date Time Start Stop') ?? '';
  const [, day, month, year, time] =
    /^\s*(\d\d)\/(\d\d)\/(\d\d(?:\d\d)?)\s+(\d\d:\d\d:\d\d)/.exec(text) ?? [];
  if (time === undefined) return null;
  return `${year.length === 2 ? '20' : ''}${year}-${month}-${day}T${time}`;
}
