import type { Hdf5File, NumberArray } from '../hdf5/hdf5-file';

/** A point of a scan: its frame, and where it stands along the scanned dimensions. */
export interface ScanPoint {
  frame: number;
  indices: readonly number[];
  /** Lengths of the scanned dimensions. */
  extents: readonly number[];
}

/** The name of an attribute as the file spells it: older files write all in lower case. */
export function attributeName(file: Hdf5File, objectPath: string, name: string): string {
  const names = file.attributeNames(objectPath);
  if (names.includes(name)) return name;
  return names.find((candidate) => candidate.toLowerCase() === name.toLowerCase()) ?? name;
}

/**
 * A number kept as an attribute; null where there is none. In multi-point scans the attribute
 * may be the text `MapInfo:Data:Axes0:Offset`: values in `/MapInfo/Data:Axes0:Offset`, one a
 * point or one along a scanned dimension. Null, too, for such values without a point.
 */
export function numberAttribute(
  file: Hdf5File,
  objectPath: string,
  name: string,
  point: ScanPoint | null,
): number | null {
  const value = file.attribute(objectPath, attributeName(file, objectPath, name));
  if (typeof value === 'number') return value;
  if (Array.isArray(value) && typeof value[0] === 'number') return value[0];
  if (typeof value !== 'string') return null;
  const values = referredValues(file, value);
  if (values !== null) return point === null ? null : valueAt(values, point);
  const number = Number(value);
  return value.trim() !== '' && Number.isFinite(number) ? number : null;
}

/** The values that a text such as `MapInfo:Manipulator:X` refers to; null for other texts. */
export function referredValues(file: Hdf5File, text: string): NumberArray | null {
  const name = /^\/?MapInfo[:/](.+)$/.exec(text)?.[1];
  if (name === undefined) return null;
  const path = `/MapInfo/${name}`;
  return file.kindOf(path) === 'dataset' && file.isNumeric(path) ? file.numbers(path) : null;
}

/** One value a point, or one along the last scanned dimension of that length. */
function valueAt(values: NumberArray, { frame, indices, extents }: ScanPoint): number | null {
  const points = extents.reduce((product, extent) => product * extent, 1);
  const along = extents.lastIndexOf(values.length);
  const isPerPoint = values.length >= points || along < 0;
  const at = values.length === 1 ? 0 : isPerPoint ? frame : indices[along];
  return at < values.length && Number.isFinite(values[at]) ? values[at] : null;
}
