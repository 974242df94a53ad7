import { SweetSpotError } from '#shared/errors';
import type { LinkRoots } from './link-roots';
import { loadHdf5Library, type Hdf5Library, type Hdf5Module } from './library';
import { Hdf5Objects, type AttributeValue } from './objects';
import {
  isNumericType,
  isTextType,
  passingValues,
  recordFields,
  storedValues,
  type StoredType,
} from './values';
import { MOST_TEXT_BYTES } from './direct/direct-file';
import { describeShape, runOf, type Selection } from './selection';
import { scratchBytes } from '../frame-kernel';
import type { NumberArray } from '../stored-numbers';

export type { NumberArray } from '../stored-numbers';

/** Largest array read in one go: a detector frame is far below, a damaged header far above. */
export const MAXIMUM_ELEMENTS = 64 * 1024 * 1024;
/** Above this a frame is rare enough to have memory of its own. */
const MOST_PASSING_BYTES = 64 * 1024 * 1024;

/** Opens a file for reading; errors as `openHandle`. */
export async function openHdf5(path: string): Promise<Hdf5File> {
  return new Hdf5File(await loadHdf5Library(path), path);
}

/**
 * An open HDF5 file. Paths are absolute within the file. What a writer appends is seen by opening
 * the file anew. Everything read is bounded; what is missing or of the wrong kind throws
 * `invalid-format`, or `incomplete` where a writer may still add it.
 */
export class Hdf5File {
  private readonly objects: Hdf5Objects;

  /** `isHdf5`: its signature was read already. */
  constructor(
    library: Hdf5Library,
    readonly path: string,
    isHdf5 = false,
    links: LinkRoots | null = null,
  ) {
    this.objects = new Hdf5Objects(library, path, isHdf5, links);
  }

  /** True while a SWMR writer holds the file (or died without closing it). */
  get heldByWriter(): boolean {
    return this.objects.heldByWriter;
  }

  /** What stands at a path; null for nothing, and for links that lead nowhere or out of the file. */
  kindOf(objectPath: string): 'group' | 'dataset' | null {
    return this.objects.kindOf(objectPath);
  }

  /** Names in a group; empty when there is no such group. */
  childNames(groupPath: string): readonly string[] {
    return this.objects.childNames(groupPath);
  }

  /** Extent of a data set; [] for a scalar. */
  shapeOf(datasetPath: string): number[] {
    return [...(this.objects.storedAt(datasetPath).shape ?? [])];
  }

  /** True for integers and floating-point numbers. */
  isNumeric(datasetPath: string): boolean {
    return isNumericType(this.objects.storedAt(datasetPath));
  }

  /** Numbers of a data set, or of a part of it, in the file's order (last dimension fastest). */
  numbers(datasetPath: string, selection?: Selection): NumberArray {
    return this.readNumbers(datasetPath, selection, false);
  }

  /** The same in memory that is good until the next reading: for a frame that is copied at once. */
  passingNumbers(datasetPath: string, selection?: Selection): NumberArray {
    return this.readNumbers(datasetPath, selection, true);
  }

  private readNumbers(
    datasetPath: string,
    selection: Selection | undefined,
    passing: boolean,
  ): NumberArray {
    const stored = this.objects.storedAt(datasetPath);
    const shape = stored.shape ?? [];
    if (!isNumericType(stored)) {
      throw this.wrong(`expected numbers in ${datasetPath}, found another type`);
    }
    this.expectWithin(datasetPath, stored);
    const start = selection?.start ?? shape.map(() => 0);
    const count = selection?.count ?? shape;
    if (shape.length !== start.length || start.some((first, i) => first + count[i] > shape[i])) {
      throw this.wrong(
        `expected ${datasetPath} to hold ${count.join(' × ')} values from ${start.join(', ')}, ` +
          `found ${describeShape(shape)}`,
      );
    }
    const elements = count.reduce((product, length) => product * length, 1);
    if (elements > MAXIMUM_ELEMENTS) {
      throw this.wrong(
        `expected at most ${MAXIMUM_ELEMENTS} values at once in ${datasetPath}, found ${elements}`,
      );
    }
    if (elements === 0 || stored.shape === null) return new Float64Array(0);
    const values = this.valuesOf(datasetPath, stored, elements, { start, count }, passing);
    if (values === null || Array.isArray(values)) {
      throw this.wrong(`expected numbers in ${datasetPath}, found another type`);
    }
    return values;
  }

  /** First value of a data set of numbers, or null when there is none at this path. */
  scalar(datasetPath: string): number | null {
    if (this.kindOf(datasetPath) !== 'dataset' || !this.isNumeric(datasetPath)) return null;
    const shape = this.shapeOf(datasetPath);
    if (shape.includes(0)) return null;
    return this.numbers(datasetPath, { start: shape.map(() => 0), count: shape.map(() => 1) })[0];
  }

  /** Text of a scalar (or the first of several), or null when there is none. */
  text(datasetPath: string): string | null {
    return this.texts(datasetPath).at(0) ?? null;
  }

  /** Texts of a data set of strings; none where there is no such data set. */
  texts(datasetPath: string): string[] {
    if (this.kindOf(datasetPath) !== 'dataset') return [];
    const stored = this.objects.storedAt(datasetPath);
    return isTextType(stored) ? this.textsOf(datasetPath, stored) : [];
  }

  /** Rows of a table of texts: of records, or of a data set of two dimensions; none for others. */
  textRows(datasetPath: string): string[][] {
    if (this.kindOf(datasetPath) !== 'dataset') return [];
    const stored = this.objects.storedAt(datasetPath);
    const columns = recordFields(stored) || (isTextType(stored) ? (stored.shape?.at(1) ?? 1) : 0);
    if (columns === 0) return [];
    const cells = this.textsOf(datasetPath, stored);
    return Array.from({ length: Math.floor(cells.length / columns) }, (_, row) =>
      cells.slice(row * columns, (row + 1) * columns),
    );
  }

  private textsOf(datasetPath: string, stored: StoredType): string[] {
    const { size, total_size: count, shape } = stored;
    const bytes = Math.max(size, recordFields(stored)) * count;
    if (shape === null || count < 1 || bytes > MOST_TEXT_BYTES) return [];
    this.expectWithin(datasetPath, stored);
    const values = this.valuesOf(datasetPath, stored, count);
    return Array.isArray(values) ? values : [];
  }

  /** An attribute of a group or data set; null when absent or of a type not used here. */
  attribute(objectPath: string, name: string): AttributeValue | null {
    if (!this.attributeNames(objectPath).includes(name)) return null;
    return this.objects.attributeValue(objectPath, name, () =>
      this.readAttribute(objectPath, name),
    );
  }

  /** Names of the attributes of a group or data set. */
  attributeNames(objectPath: string): readonly string[] {
    return this.objects.attributeNames(objectPath);
  }

  /** A text attribute, or null. */
  textAttribute(objectPath: string, name: string): string | null {
    const value = this.attribute(objectPath, name);
    if (typeof value === 'string') return value;
    return Array.isArray(value) && typeof value[0] === 'string' ? value[0] : null;
  }

  /** Paths of the dimension scales attached to a dimension (netCDF coordinates). */
  attachedScales(datasetPath: string, dimension: number): string[] {
    this.objects.storedAt(datasetPath);
    return this.objects.reading(datasetPath, ({ module }, handle) =>
      module.get_attached_scales(handle, datasetPath, dimension),
    );
  }

  close(): void {
    this.objects.close();
  }

  /** An error about the content: `incomplete` where a writer may still put it right. */
  wrong(expectedAndFound: string, cause?: unknown): SweetSpotError {
    return this.objects.wrong(expectedAndFound, cause);
  }

  /** The error for a file that follows none of the layouts: says what stands at its top. */
  unknownLayout(known: readonly string[]): SweetSpotError {
    const top = this.childNames('/');
    const found =
      top.length === 0
        ? 'nothing'
        : top
            .slice(0, 8)
            .map((name) => `/${name}`)
            .join(', ');
    const { code } = this.wrong('');
    return new SweetSpotError(
      code === 'incomplete' ? code : 'unknown-format',
      `${this.path}: expected one of the HDF5 layouts ${known.join(', ')}; found ${found}.`,
    );
  }

  private readAttribute(objectPath: string, name: string): AttributeValue | null {
    return this.objects.reading(`${objectPath}@${name}`, ({ module }, handle) => {
      const stored = module.get_attribute_metadata(handle, objectPath, name);
      const { size, total_size: count, shape } = stored;
      if (shape === null || !(count > 0) || size * count > MOST_TEXT_BYTES) return null;
      if (!isNumericType(stored) && !isTextType(stored)) return null;
      const values = storedValues(
        module,
        stored,
        count,
        (address) => module.get_attribute_data(handle, objectPath, name, address),
        (address) => module.reclaim_vlen_memory(handle, objectPath, name, address),
      );
      if (values === null) return null;
      return shape.length === 0 ? (values[0] ?? null) : ([...values] as string[] | number[]);
    });
  }

  /** Throws for values that lie in other files: the library takes missing ones for 0. */
  private expectWithin(datasetPath: string, { virtual_sources: sources = [] }: StoredType): void {
    const others = sources.flatMap(({ file_name: name }) => (name === '.' ? [] : [name]));
    if (others.length === 0) return;
    const unreadable = this.objects.unreadableSource([...new Set(others)]);
    if (unreadable === null) return;
    throw this.wrong(
      `expected the values of ${datasetPath} in this file, found them in another (${unreadable})`,
    );
  }

  /** Values that stand in the file as they are asked for; null where only the library reads them. */
  private plainValues(
    datasetPath: string,
    selection: Selection | undefined,
    passing: boolean,
  ): NumberArray | string[] | null {
    const found = this.objects.plainAt(datasetPath);
    if (found === null) return null;
    const { plain, dataset } = found;
    if (selection === undefined) return plain.textsOf(dataset);
    const run = runOf(dataset.extent, selection);
    if (run === null) return null;
    return plain.numbers(dataset, run, passing ? scratchBytes : (bytes) => new Uint8Array(bytes));
  }

  private valuesOf(
    datasetPath: string,
    stored: StoredType,
    elements: number,
    selection?: Selection,
    passing = false,
  ): NumberArray | string[] | null {
    const memory = passing && stored.size * elements <= MOST_PASSING_BYTES;
    const plain = this.plainValues(datasetPath, selection, memory);
    if (plain !== null) return plain;
    const isPart = selection !== undefined && selection.start.length > 0;
    const start = isPart ? selection.start.map(BigInt) : null;
    const count = isPart ? selection.count.map(BigInt) : null;
    const steps = isPart ? selection.start.map(() => 1n) : null;
    return this.objects.reading(
      datasetPath,
      (library, handle) => {
        const { module } = library;
        const read = (address: bigint) =>
          module.get_dataset_data(handle, datasetPath, count, start, steps, address);
        const release = (address: bigint) =>
          module.reclaim_vlen_memory(handle, datasetPath, '', address);
        return memory && isNumericType(stored)
          ? passingValues(library, stored, elements, read)
          : storedValues(module, stored, elements, read, release);
      },
      (reason, { module }, handle) => compressionReason(module, handle, datasetPath, reason),
    );
  }
}

/** Says which compression it is, where that is why the library cannot read. */
function compressionReason(
  module: Hdf5Module,
  handle: bigint,
  datasetPath: string,
  reason: string,
): string {
  if (!/filter|plugin/i.test(reason)) return reason;
  try {
    const filters = module.get_dataset_filters(handle, datasetPath);
    const names = filters.map(({ id, name }) => (name === '' ? `number ${id}` : `${name} (${id})`));
    return `values packed by the filters ${names.join(', ')}, of which one is not known here or fails`;
  } catch {
    return reason;
  }
}
