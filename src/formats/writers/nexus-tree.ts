import type { File } from 'h5wasm/node';
import { axisValue, type Axis } from '#shared/axis';

type Numbers = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

export interface NumberDataset {
  values: Numbers;
  shape?: number[];
  /** null: grows without limit along that dimension. */
  maxshape?: (number | null)[];
  chunks?: number[];
  /** gzip level; needs chunks. */
  compression?: number;
  attributes?: Record<string, string | string[] | number>;
}

/** Creates a group with its NeXus class and further attributes. */
export function createNexusGroup(
  file: File,
  path: string,
  nexusClass: string,
  attributes: Record<string, string | string[] | number> = {},
): void {
  file.create_group(path.slice(1));
  setAttributes(file, path, { NX_class: nexusClass, ...attributes });
}

export function setAttributes(
  file: File,
  path: string,
  attributes: Record<string, string | string[] | number>,
): void {
  const entity = file.get(path);
  if (entity === null || !('create_attribute' in entity)) return;
  for (const [name, value] of Object.entries(attributes)) entity.create_attribute(name, value);
}

/** Creates a data set of numbers; a chunk along each unlimited dimension is required. */
export function createNumbers(file: File, path: string, dataset: NumberDataset): void {
  file.create_dataset({
    name: path.slice(1),
    data: dataset.values,
    shape: dataset.shape,
    maxshape: dataset.maxshape,
    chunks: dataset.chunks,
    compression: dataset.compression,
  });
  setAttributes(file, path, dataset.attributes ?? {});
}

export function createText(file: File, path: string, text: string): void {
  file.create_dataset({ name: path.slice(1), data: text });
}

/** The values of an axis, with its unit and name. */
export function createAxis(file: File, path: string, axis: Axis): void {
  const values = Float64Array.from({ length: axis.count }, (_, i) => axisValue(axis, i));
  createNumbers(file, path, { values, attributes: { units: axis.unit, long_name: axis.name } });
}
