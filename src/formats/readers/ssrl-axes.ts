import type { Hdf5File } from '../hdf5/hdf5-file';
import { energyAxisName, uniformAxis, unitName, type FileAxis } from '../uniform-axis';
import { attributeName, numberAttribute, referredValues, type ScanPoint } from './ssrl-attributes';

/** What a dimension of a PEAK data set stands for. */
export type DimensionRole = 'energy' | 'angle' | 'scan';

/** A dimension of a PEAK data set, described by the attributes of its `AxesN` group. */
export interface PeakDimension {
  groupPath: string;
  label: string;
  unit: string;
  /** Extent of the data set. */
  count: number;
  /** What the axis was set up for; the data of a stopped scan may be shorter. */
  planned: number;
  role: DimensionRole;
}

/**
 * The dimensions of the data in order. The energy is known by its label or unit: beside
 * kinetic energies an axis called `energy` is the photons'. The detector angle is ThetaX or
 * else the first axis that belongs to the analyzer; all others are scanned.
 */
export function peakDimensions(
  file: Hdf5File,
  dataGroup: string,
  shape: readonly number[],
): PeakDimension[] {
  const described = shape.map((count, i) => {
    const groupPath = axisGroup(file, dataGroup, i);
    const text = (name: string) =>
      file.textAttribute(groupPath, attributeName(file, groupPath, name));
    const planned = numberAttribute(file, groupPath, 'Count', null) ?? count;
    return {
      groupPath,
      label: text('Label') ?? '',
      unit: unitName(text('Unit')),
      count,
      planned: Number.isSafeInteger(planned) ? Math.max(planned, count) : count,
    };
  });
  const first = (test: (dimension: (typeof described)[number]) => boolean) =>
    described.findIndex((dimension) => test(dimension));
  const kinetic = first(({ label }) => /kinetic|binding|e-e_?f/i.test(label));
  const energy =
    kinetic >= 0 ? kinetic : first(({ label, unit }) => /energy/i.test(label) || unit === 'eV');
  const slit = first(({ label }) => /^theta_?x$/i.test(label));
  const ofAnalyzer = described.findIndex(
    ({ label }, i) => i !== energy && /theta|angle|slice|pixel/i.test(label),
  );
  const imaged = isSpectrum(file) ? described.findIndex((_, i) => i !== energy) : -1;
  const angle = [slit, ofAnalyzer, imaged].find((index) => index >= 0) ?? -1;
  return described.map((dimension, i) => ({
    ...dimension,
    role: i === energy ? 'energy' : i === angle && energy >= 0 ? 'angle' : 'scan',
  }));
}

/** Whether the file says that it holds spectra, not a scan: then the second axis is the slit's. */
function isSpectrum(file: Hdf5File): boolean {
  return /^Spectrum/.test(file.textAttribute('/', 'MeasurementMode') ?? '');
}

/** The axis Offset + i · Delta of a dimension at a point of the scan, ascending. */
export function peakAxis(
  file: Hdf5File,
  dimension: PeakDimension,
  point: ScanPoint | null,
): FileAxis {
  const { groupPath, label, count } = dimension;
  const unit = dimension.unit || (dimension.role === 'energy' ? 'eV' : '');
  const values = dimension.role === 'scan' ? scannedValues(file, dimension) : null;
  const stored = values === null ? null : uniformAxis(values, label, unit);
  if (stored !== null && !('reason' in stored)) return stored;
  const number = (name: string) => numberAttribute(file, groupPath, name, point);
  const [minimum, maximum] = [number('Minimum'), number('Maximum')];
  // Minimum and Maximum are the outer edges of the first and last pixel.
  const spread =
    minimum === null || maximum === null ? null : (maximum - minimum) / dimension.planned;
  const delta = number('Delta') ?? spread ?? (count === 1 ? 1 : null);
  const offset =
    number('Offset') ??
    number('Start') ??
    (minimum === null || delta === null ? null : minimum + delta / 2);
  if (offset === null || delta === null || delta === 0) {
    throw file.wrong(
      `expected Offset and Delta of the axis at ${groupPath}, found ${String(offset)} and ${String(delta)}`,
    );
  }
  const last = offset + delta * (count - 1);
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
 * Positions of a scanned axis whose Offset is noted for every point: those of the beamline or
 * the manipulator under its label, else the noted offsets. Null for an axis of even steps.
 */
export function scannedValues(
  file: Hdf5File,
  { groupPath, label, count }: PeakDimension,
): ArrayLike<number> | null {
  const reference = file.textAttribute(groupPath, attributeName(file, groupPath, 'Offset'));
  if (reference === null) return null;
  const named = ['Beamline', 'Manipulator'].map((group) => `MapInfo:${group}:${label}`);
  for (const path of [...named, reference]) {
    const values = referredValues(file, path);
    if (values !== null && values.length >= count) return Array.from(values).slice(0, count);
  }
  return null;
}

function axisGroup(file: Hdf5File, dataGroup: string, index: number): string {
  const name = file
    .childNames(dataGroup)
    .find((child) => new RegExp(`^ax[ei]s_?${index}$`, 'i').test(child));
  const path = `${dataGroup}/${name ?? `Axes${index}`}`;
  if (file.kindOf(path) === 'group') return path;
  throw file.wrong(`expected a description of dimension ${index} in ${path}, found nothing`);
}
