import type { Hdf5File } from '../hdf5';
import { energyAxisName, unitName, type FileAxis } from '../uniform-axis';

/** What a dimension of a PEAK data set stands for. */
export type DimensionRole = 'energy' | 'angle' | 'scan';

/** A dimension of a PEAK data set, described by the attributes of its `AxesN` group. */
export interface PeakDimension {
  groupPath: string;
  label: string;
  unit: string;
  count: number;
  role: DimensionRole;
}

/**
 * The dimensions of the data in order. The energy is known by its label or unit,
 * the detector angle is ThetaX or else the first axis in degrees that belongs to
 * the analyzer; all others are scanned.
 */
export function peakDimensions(
  file: Hdf5File,
  dataGroup: string,
  shape: readonly number[],
): PeakDimension[] {
  const described = shape.map((count, i) => {
    const groupPath = axisGroup(file, dataGroup, i);
    const label = file.textAttribute(groupPath, 'Label') ?? '';
    const unit = unitName(file.textAttribute(groupPath, 'Unit'));
    return { groupPath, label, unit, count };
  });
  const energy = described.findIndex(({ label, unit }) => /energy/i.test(label) || unit === 'eV');
  const slit = described.findIndex(({ label }) => /^theta_?x$/i.test(label));
  const angle =
    slit >= 0
      ? slit
      : described.findIndex(
          ({ label }, i) => i !== energy && /theta|angle|slice|pixel/i.test(label),
        );
  if (energy < 0 || angle < 0) {
    throw file.wrong(
      `expected an energy and an angle axis in ${dataGroup}, found ` +
        (described.map(({ label }) => label || 'an unnamed axis').join(', ') || 'none'),
    );
  }
  return described.map((dimension, i) => ({
    ...dimension,
    role: i === energy ? 'energy' : i === angle ? 'angle' : 'scan',
  }));
}

/** The axis Offset + i · Delta of a dimension at a point of the scan, ascending. */
export function peakAxis(file: Hdf5File, dimension: PeakDimension, pointIndex: number): FileAxis {
  const { groupPath, label, count } = dimension;
  const offset = numberAttribute(file, groupPath, 'Offset', pointIndex);
  const delta = numberAttribute(file, groupPath, 'Delta', pointIndex) ?? (count === 1 ? 1 : null);
  if (offset === null || delta === null || delta === 0) {
    throw file.wrong(
      `expected Offset and Delta of the axis at ${groupPath}, found ${String(offset)} and ${String(delta)}`,
    );
  }
  const last = offset + delta * (count - 1);
  const unit = dimension.unit || (dimension.role === 'energy' ? 'eV' : '');
  const reversed = delta < 0;
  return {
    axis: {
      name: dimension.role === 'energy' ? energyAxisName(label, offset, last) : label,
      unit,
      start: reversed ? last : offset,
      step: Math.abs(delta),
      count,
    },
    reversed,
    notes: [],
  };
}

/**
 * A number kept as an attribute. In multi-point scans the attribute may be the text
 * `MapInfo:Data:Axes0:Offset`: one value per point, in `/MapInfo/Data:Axes0:Offset`.
 */
export function numberAttribute(
  file: Hdf5File,
  objectPath: string,
  name: string,
  pointIndex: number,
): number | null {
  const value = file.attribute(objectPath, name);
  if (typeof value === 'number') return value;
  if (Array.isArray(value) && typeof value[0] === 'number') return value[0];
  if (typeof value !== 'string') return null;
  const reference = /^\/?MapInfo[:/](.+)$/.exec(value);
  if (reference === null) {
    const number = Number(value);
    return value.trim() !== '' && Number.isFinite(number) ? number : null;
  }
  const path = `/MapInfo/${reference[1]}`;
  const length = file.shapeOf(path).reduce((product, extent) => product * extent, 1);
  return pointIndex < length ? file.numbers(path)[pointIndex] : null;
}

function axisGroup(file: Hdf5File, dataGroup: string, index: number): string {
  const path = `${dataGroup}/Axes${index}`;
  if (file.kindOf(path) === 'group') return path;
  const lower = `${dataGroup}/axes${index}`;
  if (file.kindOf(lower) === 'group') return lower;
  throw file.wrong(`expected a description of dimension ${index} in ${path}, found nothing`);
}
