import type { BlockDimension } from '../block';
import { Hdf5BlockScanFile } from '../hdf5/block-scan';
import type { Hdf5File } from '../hdf5/hdf5-file';
import { valueAtPoint, type Hdf5Reader } from '../hdf5/reader';
import { chosenRegion } from '../regions';
import { scanAxesOf } from '../scan-axes';
import type { FrameMotor } from '../scan-file';
import { axisInFileOrder, uniformAxis, unitName, type FileAxis } from '../uniform-axis';
import { detectorPixels } from './axis-roles';
import { nexusEnergy, nexusSlit } from './nexus-axes';

const format = { id: 'xarray-netcdf', label: 'xarray netCDF4 (erlab, PyARPES, peaks)' };
/** Energies of the electrons, as these packages and others name them. */
const energyName = /^(ev|energy|(kinetic|binding)[_ ]?energ(y|ies)|e_?kin|e_?bin|ke|be)$/i;
/** Along the slit, the likeliest name first: erlab, peaks, PyARPES, then others and momenta. */
const slitNames = [
  /^alpha$/i,
  /^theta_par$/i,
  /^phi$/i,
  /slit|slice|pixel|channel/i,
  /^(angle|angles|theta_?x?)$/i,
  /^k[xyp]?(ar(allel)?)?$/i,
];
const scannedName =
  /spin|photon|^hv$|^[xyz]\d?$|temp|delay|cycle|sweep|repeat|point|polar|tilt|azi|beta|theta_?y|chi|xi/i;
/** netCDF names so what is a dimension without coordinates. */
const withoutCoordinates = 'This is a netCDF dimension but not a netCDF variable';
const MOST_GROUPS = 64;

interface Variable {
  name: string;
  group: string;
  path: string;
  /** Coordinate of each dimension; null where it has none. */
  coordinates: (string | null)[];
  names: string[];
  energy: number;
}

/**
 * Data arrays that xarray wrote as netCDF4: each dimension has a coordinate of its own. The
 * energies are known by name or unit; positions are those of the coordinates, even or not, of
 * those that run along a scanned dimension beside it, and of single values.
 */
export const xarrayNetcdfReader: Hdf5Reader = {
  label: format.label,
  matches: (file) => variables(file).length > 0,
  open(file, options) {
    const [first, ...others] = variables(file);
    if (first === undefined) throw file.wrong('expected a variable over energies, found none');
    const { region, ...choice } = chosenRegion(file, [first, ...others], options);
    const notes = [...choice.notes];
    const shape = file.shapeOf(region.path);
    const slit = slitDimension(file, region);
    const dimensions = shape.map((count, d): BlockDimension => {
      const axis = (read: FileAxis) => (notes.push(...read.notes), axisInFileOrder(read));
      const path = region.coordinates[d];
      if (d === region.energy && path !== null) {
        return { axis: axis(nexusEnergy(file, path)), role: 'energy' };
      }
      if (d !== slit) return { axis: scannedAxis(file, region, d, count), role: 'scan' };
      const read = path === null ? detectorPixels(count) : slitAxisAt(file, path);
      const isMomentum = /^k/i.test(region.names[d]);
      const own = isMomentum ? { ...read, axis: { ...read.axis, name: 'Momentum' } } : read;
      return { axis: axis(own), role: 'angle' };
    });
    const scanned = shape.flatMap((_, d) => (d === region.energy || d === slit ? [] : [d]));
    const columns = positionColumns(file, region, scanned);
    const names = scanned.map((d) => dimensions[d].axis.name).reverse();
    return new Hdf5BlockScanFile(file, {
      format,
      path: region.path,
      dimensions,
      scanAxes: scanAxesOf(names),
      laidOut: scanned.length > 0,
      notes,
      ...(others.length > 0 ? { regions: choice.regions } : {}),
      details: (_frame, indices) => ({
        motors: columns.flatMap(({ name, unit, path, along }): FrameMotor[] => {
          const at = along === null ? 0 : indices[scanned.indexOf(along)];
          const value = along === null ? file.scalar(path) : valueAtPoint(file, path, at);
          return value === null || !Number.isFinite(value) ? [] : [{ name, unit, value }];
        }),
        measuredAt: null,
        dwellSeconds: null,
      }),
    });
  },
};

/** Data arrays with an energy coordinate, of the file and of the groups of a data tree. */
function variables(file: Hdf5File): Variable[] {
  const groups = file
    .childNames('/')
    .slice(0, MOST_GROUPS)
    .flatMap((name) => (file.kindOf(`/${name}`) === 'group' ? [`/${name}`] : []));
  return ['', ...groups].flatMap((group) =>
    file.childNames(group === '' ? '/' : group).flatMap((name): Variable[] => {
      const path = `${group}/${name}`;
      if (file.kindOf(path) !== 'dataset' || !file.attributeNames(path).includes('DIMENSION_LIST'))
        return [];
      if (!file.isNumeric(path)) return [];
      const shape = file.shapeOf(path);
      const scales = shape.map((_, d) => file.attachedScales(path, d).at(0) ?? null);
      const names = scales.map((scale) => (scale === null ? '' : lastName(scale)));
      const coordinates = scales.map((scale) =>
        scale !== null && isCoordinate(file, scale) ? scale : null,
      );
      const energy = coordinates.findLastIndex((scale) => scale !== null && isEnergy(file, scale));
      if (energy < 0 || shape.length < 2 || shape.includes(0)) return [];
      return [{ name: path.slice(1), group, path, coordinates, names, energy }];
    }),
  );
}

function slitDimension(file: Hdf5File, { names, coordinates, energy }: Variable): number {
  const others = names.flatMap((_, d) => (d === energy ? [] : [d]));
  for (const pattern of slitNames) {
    const named = others.find((d) => pattern.test(names[d]));
    if (named !== undefined) return named;
  }
  const angular = others.filter((d) => {
    const path = coordinates[d];
    const unit = path === null ? '' : unitName(file.textAttribute(path, 'units'));
    return /^(deg|m?rad|pixels?)$/i.test(unit) && !scannedName.test(names[d]);
  });
  const unknown = others.filter((d) => !scannedName.test(names[d]));
  return angular.at(-1) ?? (others.length === 1 ? (unknown.at(0) ?? -1) : -1);
}

/** The axis along the slit: without a unit it counts pixels only where it does count. */
function slitAxisAt(file: Hdf5File, path: string): FileAxis {
  const axis = nexusSlit(file, path);
  const isCount = axis.axis.start === 0 && axis.axis.step === 1;
  if (axis.axis.unit !== 'pixel' || isCount || file.textAttribute(path, 'units') !== null) {
    return axis;
  }
  return {
    axis: { ...axis.axis, name: 'Angle', unit: '' },
    reversed: axis.reversed,
    notes: [...axis.notes, 'The file gives no unit for the angles'],
  };
}

/** The axis of a scanned dimension; a count where it has no coordinate, or an uneven one. */
function scannedAxis(file: Hdf5File, { coordinates, names }: Variable, d: number, count: number) {
  const path = coordinates[d];
  const counter = { name: names[d], unit: '', start: 0, step: 1, count };
  if (path === null) return counter;
  const unit = unitName(file.textAttribute(path, 'units'));
  const axis = uniformAxis(file.numbers(path), names[d], unit);
  return 'reason' in axis ? counter : axisInFileOrder(axis);
}

/** Coordinates along the scanned dimensions, and values that hold for all points. */
function positionColumns(
  file: Hdf5File,
  { group, coordinates, names }: Variable,
  scanned: readonly number[],
) {
  const along = scanned.flatMap((d) => {
    const path = coordinates[d];
    return path === null ? [] : [column(file, path, names[d], d)];
  });
  const beside = file.childNames(group === '' ? '/' : group).flatMap((name) => {
    const path = `${group}/${name}`;
    if (coordinates.includes(path) || file.kindOf(path) !== 'dataset' || !file.isNumeric(path))
      return [];
    const shape = file.shapeOf(path);
    if (shape.length === 0) return [column(file, path, name, null)];
    if (shape.length !== 1 || !file.attributeNames(path).includes('DIMENSION_LIST')) return [];
    const dimension = lastName(file.attachedScales(path, 0).at(0) ?? '');
    const d = scanned.find((candidate) => names[candidate] === dimension && dimension !== '');
    return d === undefined ? [] : [column(file, path, name, d)];
  });
  return [...along, ...beside];
}

function column(file: Hdf5File, path: string, name: string, along: number | null) {
  return { name, unit: unitName(file.textAttribute(path, 'units')), path, along };
}

function isEnergy(file: Hdf5File, path: string): boolean {
  const name = lastName(path);
  if (energyName.test(name)) return true;
  return /^[mk]?eV$/.test(unitName(file.textAttribute(path, 'units'))) && !scannedName.test(name);
}

function isCoordinate(file: Hdf5File, path: string): boolean {
  const label = file.textAttribute(path, 'NAME') ?? '';
  return file.isNumeric(path) && !label.startsWith(withoutCoordinates);
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
