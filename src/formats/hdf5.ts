import { Dataset, Group, type Attribute, type Entity, type File } from 'h5wasm/node';
import { SweetSpotError } from '#shared/errors';
import { fileStats, isRecent, libraryReason } from './hdf5-errors';
import { loadHdf5, openHandle } from './hdf5-open';

/** Largest array read in one go: a detector frame is far below, a damaged header far above. */
export const MAXIMUM_ELEMENTS = 64 * 1024 * 1024;
/** Longest text or attribute read. */
const MAXIMUM_TEXT_BYTES = 1024 * 1024;
/** Numbers as stored: the element type of the file, 64-bit integers as doubles. */
export type NumberArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

export type AttributeValue = string | number | string[] | number[];

/** First index and length along each dimension. */
export interface Selection {
  start: number[];
  count: number[];
}

/** Opens a file for reading; errors as `openHandle`. */
export async function openHdf5(path: string): Promise<Hdf5File> {
  await loadHdf5();
  return new Hdf5File(path);
}

/**
 * An open HDF5 file. Paths are absolute within the file. What a writer appends is
 * seen by opening the file anew. Everything read is
 * bounded; what is missing or of the wrong kind throws `invalid-format`, or
 * `incomplete` where a writer may still add it.
 */
export class Hdf5File {
  /** True while a SWMR writer holds the file (or died without closing it). */
  readonly heldByWriter: boolean;
  /** The file may change under us: the library's handle is not kept. */
  private readonly live: boolean;
  private handle: File | null = null;
  /** What the handle found so far: every look-up walks the path from the file's root. */
  private readonly entities = new Map<string, Entity | null>();
  private readonly attributes = new Map<string, Record<string, Attribute>>();

  constructor(readonly path: string) {
    const { handle, heldByWriter } = openHandle(path);
    this.heldByWriter = heldByWriter;
    this.live = heldByWriter || isRecent(fileStats(path));
    this.keep(handle);
  }

  /** What stands at a path; null for nothing, and for links that lead nowhere. */
  kindOf(objectPath: string): 'group' | 'dataset' | null {
    const entity = this.entityAt(objectPath);
    if (entity instanceof Group) return 'group';
    return entity instanceof Dataset ? 'dataset' : null;
  }

  /** Names in a group; empty when there is no such group. */
  childNames(groupPath: string): string[] {
    const entity = this.entityAt(groupPath);
    if (!(entity instanceof Group)) return [];
    return this.reading(groupPath, () => entity.keys());
  }

  /** Extent of a data set; [] for a scalar. */
  shapeOf(datasetPath: string): number[] {
    const dataset = this.datasetAt(datasetPath);
    return this.reading(datasetPath, () => [...(dataset.shape ?? [])]);
  }

  /** True for integers and floating-point numbers. */
  isNumeric(datasetPath: string): boolean {
    const dataset = this.datasetAt(datasetPath);
    return this.reading(datasetPath, () => dataset.metadata.type <= 1);
  }

  /** Numbers of a data set, or of a part of it, in the file's order (last dimension fastest). */
  numbers(datasetPath: string, selection?: Selection): NumberArray {
    const dataset = this.datasetAt(datasetPath);
    const shape = this.shapeOf(datasetPath);
    if (!this.isNumeric(datasetPath)) {
      throw this.wrong(`expected numbers in ${datasetPath}, found another type`);
    }
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
    if (elements === 0) return new Float64Array(0);
    const value = this.reading(datasetPath, () =>
      shape.length === 0
        ? dataset.value
        : dataset.slice(start.map((first, i) => [first, first + count[i]])),
    );
    const numbers = asNumbers(value);
    if (numbers === null) {
      throw this.wrong(`expected numbers in ${datasetPath}, found another type`);
    }
    return numbers;
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
    const dataset = this.datasetAt(datasetPath);
    return this.reading(datasetPath, () => {
      const { type, size, total_size: count } = dataset.metadata;
      if (type !== 3 || count < 1 || size * count > MAXIMUM_TEXT_BYTES) return [];
      const value = dataset.value;
      const texts: unknown[] = Array.isArray(value) ? value : [value];
      return texts.filter((text) => typeof text === 'string');
    });
  }

  /** An attribute of a group or data set; null when absent or of a type not used here. */
  attribute(objectPath: string, name: string): AttributeValue | null {
    const entity = this.entityAt(objectPath);
    if (!(entity instanceof Group || entity instanceof Dataset)) return null;
    return this.reading(`${objectPath}@${name}`, () => {
      const attributes = this.attributesOf(objectPath, entity);
      if (!Object.hasOwn(attributes, name)) return null;
      const attribute = attributes[name];
      const { size, total_size: count, type } = attribute.metadata;
      if (size * count > MAXIMUM_TEXT_BYTES || (type !== 0 && type !== 1 && type !== 3)) {
        return null;
      }
      return asAttribute(attribute.value);
    });
  }

  /** Names of the attributes of a group or data set. */
  attributeNames(objectPath: string): string[] {
    const entity = this.entityAt(objectPath);
    if (!(entity instanceof Group || entity instanceof Dataset)) return [];
    return this.reading(objectPath, () => Object.keys(this.attributesOf(objectPath, entity)));
  }

  /** A text attribute, or null. */
  textAttribute(objectPath: string, name: string): string | null {
    const value = this.attribute(objectPath, name);
    if (typeof value === 'string') return value;
    return Array.isArray(value) && typeof value[0] === 'string' ? value[0] : null;
  }

  /** Paths of the dimension scales attached to a dimension (netCDF coordinates). */
  attachedScales(datasetPath: string, dimension: number): string[] {
    const dataset = this.datasetAt(datasetPath);
    return this.reading(datasetPath, () => dataset.get_attached_scales(dimension));
  }

  close(): void {
    const { handle } = this;
    this.handle = null;
    this.entities.clear();
    this.attributes.clear();
    try {
      handle?.close();
    } catch {
      // Nothing was written: whatever the library has to say about closing changes no data.
    }
  }

  /** An error about the content: `incomplete` where a writer may still put it right. */
  wrong(expectedAndFound: string, cause?: unknown): SweetSpotError {
    const code = this.heldByWriter || isRecent(fileStats(this.path)) ? 'incomplete' : undefined;
    return new SweetSpotError(code ?? 'invalid-format', `${this.path}: ${expectedAndFound}.`, {
      cause,
    });
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

  /**
   * The library shares the state of a file that one process opens twice: while one
   * handle is open, no other sees what was appended since. So handles of files that
   * may grow do not outlive the running turn of the event loop.
   */
  private keep(handle: File): File {
    this.handle = handle;
    if (this.live) queueMicrotask(() => this.close());
    return handle;
  }

  private datasetAt(datasetPath: string): Dataset {
    const entity = this.entityAt(datasetPath);
    if (entity instanceof Dataset) return entity;
    throw this.wrong(
      `expected a data set at ${datasetPath}, found ${entity instanceof Group ? 'a group' : 'nothing'}`,
    );
  }

  private entityAt(objectPath: string): Entity | null {
    const handle = this.handle ?? this.keep(openHandle(this.path).handle);
    const known = this.entities.get(objectPath);
    if (known !== undefined) return known;
    const entity = this.reading(objectPath, () => {
      try {
        return handle.get(objectPath);
      } catch (error) {
        // A link that leads back to itself leads nowhere.
        if (libraryReason(error) === 'too many links') return null;
        throw error;
      }
    });
    this.entities.set(objectPath, entity);
    return entity;
  }

  /** Attributes of an object by name; each is read when asked for. Throws what the library throws. */
  private attributesOf(objectPath: string, entity: Group | Dataset): Record<string, Attribute> {
    let attributes = this.attributes.get(objectPath);
    if (attributes === undefined) {
      attributes = entity.attrs;
      this.attributes.set(objectPath, attributes);
    }
    return attributes;
  }

  private reading<Value>(where: string, read: () => Value): Value {
    try {
      return read();
    } catch (error) {
      const reason = libraryReason(error);
      throw this.wrong(`expected to read ${where}, found: ${reason}`, error);
    }
  }
}

/** `3 × 835 × 1034`, or `a single value`. */
export function describeShape(shape: readonly number[]): string {
  return shape.length === 0 ? 'a single value' : shape.join(' × ');
}

function asNumbers(value: unknown): NumberArray | null {
  if (typeof value === 'number') return Float64Array.of(value);
  if (typeof value === 'bigint') return Float64Array.of(Number(value));
  if (value instanceof BigInt64Array || value instanceof BigUint64Array) {
    return Float64Array.from(value, Number);
  }
  return ArrayBuffer.isView(value) && !(value instanceof DataView) ? (value as NumberArray) : null;
}

function asAttribute(value: unknown): AttributeValue | null {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.filter((item) => typeof item === 'string');
  const numbers = asNumbers(value);
  if (numbers === null) return null;
  return typeof value === 'number' || typeof value === 'bigint' ? numbers[0] : [...numbers];
}
