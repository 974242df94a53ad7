import { existsSync, utimesSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { File, Group, Dataset } from 'h5wasm/node';
import { loadHdf5 } from './writing-library';

type Numbers = Float32Array | Float64Array | Int32Array | Int16Array | Uint8Array | BigInt64Array;
type Attribute = string | string[] | number | Float64Array | Int32Array;

interface FixtureDataset {
  /** A map holds the columns of records, whose `dtype` names and types the fields. */
  data: Numbers | string | string[] | Map<string, string[]>;
  dtype?: [string, string][];
  shape?: number[];
  maxshape?: (number | null)[];
  chunks?: number[];
  compression?: number;
  attributes?: Record<string, Attribute>;
}

/** A file's groups (attributes alone) and data sets by path, parents first. */
export type FixtureTree = Record<
  string,
  FixtureDataset | { attributes: Record<string, Attribute> }
>;

/**
 * Writes an HDF5 file as a test describes it, dated long ago: what is wrong with it
 * is wrong for good, and not because it may still be being written.
 */
export async function writeFixture(
  path: string,
  tree: FixtureTree,
  finish: (file: File) => void = () => undefined,
): Promise<string> {
  await loadHdf5();
  const file = new File(path, 'w');
  for (const [objectPath, item] of Object.entries(tree)) {
    if ('data' in item) file.create_dataset({ name: objectPath.slice(1), ...item });
    else if (objectPath !== '/') file.create_group(objectPath.slice(1));
    const entity = file.get(objectPath);
    if (!(entity instanceof Group || entity instanceof Dataset)) throw new Error(objectPath);
    for (const [name, value] of Object.entries(item.attributes ?? {})) {
      entity.create_attribute(name, value);
    }
  }
  finish(file);
  file.close();
  return backdate(path);
}

/** Makes a file look as if it had been left alone for an hour. */
export function backdate(path: string): string {
  const anHourAgo = Date.now() / 1000 - 3600;
  utimesSync(path, anHourAgo, anHourAgo);
  return path;
}

/** `start, start + step, …`. */
export function ramp(count: number, start: number, step: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => start + i * step);
}

/** Folder of the measured files, or null, with the reason printed, where there is none. */
export function realDataFolder(): string | null {
  const folder =
    process.env.SWEETSPOT_REAL_DATA ??
    fileURLToPath(new URL('../../../../shared/data', import.meta.url));
  if (existsSync(`${folder}/instruments`)) return `${folder}/instruments`;
  console.log(`Skipped: no measured files at ${folder} (set SWEETSPOT_REAL_DATA)`);
  return null;
}
