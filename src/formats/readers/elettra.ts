import type { Axis } from '#shared/axis';
import type { BlockDimension } from '../block';
import { Hdf5BlockScanFile } from '../hdf5-block-scan';
import type { Hdf5File } from '../hdf5';
import type { Hdf5Reader } from '../hdf5-reader';
import type { FrameMotor } from '../scan-file';
import { energyAxisName, unitName } from '../uniform-axis';

const format = { id: 'elettra-spectromicroscopy', label: 'Elettra Spectromicroscopy' };

/**
 * Elettra Spectromicroscopy: a data set whose attributes `Dim0 Name Units` and `Dim0
 * Values` (start, step) describe its dimensions: KE, Angle, and stage axes. Built from
 * its description; no sample was at hand.
 */
export const elettraReader: Hdf5Reader = {
  label: format.label,
  matches: (file) => spectra(file).length > 0,
  open(file) {
    const [path, ...others] = spectra(file);
    const dimensions = file.shapeOf(path).map((count, d) => dimensionOf(file, path, d, count));
    const scanned = dimensions.flatMap(({ axis, role }) => (role === 'scan' ? [axis] : []));
    const names = scanned.map(({ name }) => name);
    const stage = stageMotors(file, path);
    const across = names.find((name) => /^x/i.test(name)) ?? names.at(-1);
    return new Hdf5BlockScanFile(file, {
      format,
      path,
      dimensions,
      details: (_, indices) => ({
        motors: [
          ...scanned.map(({ name, unit, start, step }, d) => ({
            name,
            unit,
            value: start + indices[d] * step,
          })),
          ...stage.filter(({ name }) => !names.includes(name)),
        ],
        measuredAt: null,
        dwellSeconds: null,
      }),
      scanAxes:
        across === undefined || names.length > 2
          ? null
          : { x: across, y: names.find((name) => name !== across) ?? null },
      laidOut: true,
      notes:
        others.length === 0 ? [] : [`${path} is shown; the file also holds ${others.join(', ')}`],
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

/** `Stage Coord (XYZR)`; the file states no units. */
function stageMotors(file: Hdf5File, path: string): FrameMotor[] {
  const coordinates = file.attribute(path, 'Stage Coord (XYZR)');
  if (!Array.isArray(coordinates)) return [];
  return ['X', 'Y', 'Z', 'R'].flatMap((name, i) => {
    const value = coordinates.at(i);
    return typeof value === 'number' && Number.isFinite(value) ? [{ name, unit: '', value }] : [];
  });
}
