import { attributesIn, type DirectAttribute } from './attributes';
import { Cursor, textIn } from './cursor';
import { readExtent, valuesIn, type Extent } from './extent';
import { FileBytes } from './file-bytes';
import { linksIn, type Links } from './links';
import { expectPlain, ifPlain } from './not-plain';
import { MESSAGE, messagesAt, type Message } from './object-header';
import { readStorage, type Storage } from './storage';
import { rootAddress } from './superblock';
import { TextHeap } from './text-heap';
import { isNumeric, readValueType, type NumericType, type ValueType } from './value-type';
import { numberTypeOf, storedNumbers, type NumberArray } from '../../stored-numbers';

/** Most bytes of texts or of an attribute that are read. */
export const MOST_TEXT_BYTES = 1024 * 1024;

/** Values in the order of the file, from one of them on. */
export interface Run {
  first: number;
  count: number;
}

/** What is known of an object, each part read once. */
interface DirectObject {
  messages: readonly Message[];
  kind: 'group' | 'dataset';
  links?: Links | null;
  attributes?: ReadonlyMap<string, DirectAttribute> | null;
  dataset?: DirectDataset | null;
}

/** Type, extent and place of a data set's values. */
export interface DirectDataset {
  type: ValueType;
  extent: Extent;
  storage: Storage;
}

/**
 * Reads HDF5 files that are plain: not held by a writer, groups and attributes in their headers
 * or tables, values as they stand in one piece. Whatever else it meets it answers with null, for
 * the HDF5 library to read; so it never refuses a file, and never guesses. The library takes some
 * 20 µs for each question about a file, which for a file of one frame is as long as reading it.
 */
export class DirectFile {
  private readonly objects = new Map<string, DirectObject | 'nothing' | null>();
  private readonly texts: TextHeap;

  private constructor(
    private readonly file: FileBytes,
    root: DirectObject,
  ) {
    this.texts = new TextHeap(file);
    this.objects.set('/', root);
  }

  /** An open file, or null where the library has to read it. */
  static open(path: string): DirectFile | null {
    const file = ifPlain(() => new FileBytes(path));
    if (file === null) return null;
    const root = ifPlain(() => objectAt(file, rootAddress(file)));
    if (root !== null) return new DirectFile(file, root);
    file.close();
    return null;
  }

  close(): void {
    this.file.close();
    this.objects.clear();
  }

  kindOf(path: string): 'group' | 'dataset' | 'nothing' | null {
    const object = this.objectAt(path);
    return object === null || object === 'nothing' ? object : object.kind;
  }

  /** Names in a group, in their order. */
  childNames(path: string): readonly string[] | null {
    const links = this.linksOf(this.knownAt(path));
    return links === null ? null : [...links.keys()];
  }

  /** Names of the attributes of an object, in their order. */
  attributeNames(path: string): readonly string[] | null {
    const attributes = this.attributesOf(this.knownAt(path));
    return attributes === null ? null : [...attributes.keys()];
  }

  /** Numbers and texts of an attribute. */
  attributeValue(path: string, name: string): string | number | string[] | number[] | null {
    const attribute = this.attributesOf(this.knownAt(path))?.get(name);
    if (attribute === undefined) return null;
    return ifPlain(() => {
      const [type, extent] = [attribute.type(), attribute.extent()];
      const count = valuesIn(extent);
      const bytes = count * type.size;
      expectPlain(
        count > 0 && bytes <= MOST_TEXT_BYTES,
        'an attribute without values, or too long',
      );
      const stored = new Cursor(attribute.values).bytes(bytes);
      const values = isNumeric(type)
        ? [...numbersIn(stored.slice(), type)]
        : this.textsIn(stored, type, count);
      return extent.length === 0 ? values[0] : values;
    });
  }

  /** Type, extent and place of the values of a data set. */
  datasetAt(path: string): DirectDataset | null {
    const object = this.knownAt(path);
    if (object?.kind !== 'dataset') return null;
    if (object.dataset === undefined) object.dataset = ifPlain(() => datasetIn(object.messages));
    return object.dataset;
  }

  /** Numbers of a data set, read to memory that `memory` gives for so many bytes. */
  numbers(
    { type, extent, storage }: DirectDataset,
    { first, count }: Run,
    memory: (bytes: number) => Uint8Array<ArrayBuffer>,
  ): NumberArray | null {
    if (!isNumeric(type)) return null;
    return ifPlain(() => {
      expectPlain(first >= 0 && first + count <= valuesIn(extent), 'values of others');
      const bytes = memory(count * type.size);
      this.readValues(storage, first * type.size, bytes);
      return numbersIn(bytes, type);
    });
  }

  /** All texts of a data set. */
  textsOf({ type, extent, storage }: DirectDataset): string[] | null {
    if (isNumeric(type)) return null;
    return ifPlain(() => {
      const count = valuesIn(extent);
      expectPlain(count * type.size <= MOST_TEXT_BYTES, 'long texts');
      const bytes = new Uint8Array(count * type.size);
      this.readValues(storage, 0, bytes);
      return this.textsIn(bytes, type, count);
    });
  }

  private readValues(storage: Storage, offset: number, target: Uint8Array): void {
    if (storage.kind === 'in-file') this.file.readInto(target, storage.address + offset);
    else target.set(storage.values.subarray(offset, offset + target.length));
  }

  private textsIn(bytes: Uint8Array<ArrayBuffer>, type: ValueType, count: number): string[] {
    if (type.kind !== 'text-in-heap') {
      return Array.from({ length: count }, (_, i) =>
        textIn(bytes.subarray(i * type.size, (i + 1) * type.size)),
      );
    }
    const { buffer, byteOffset, byteLength } = bytes;
    return this.texts.texts(new Cursor(new DataView(buffer, byteOffset, byteLength)), count);
  }

  private linksOf(object: DirectObject | null): Links | null {
    if (object?.kind !== 'group') return null;
    if (object.links === undefined)
      object.links = ifPlain(() => linksIn(this.file, object.messages));
    return object.links;
  }

  private attributesOf(object: DirectObject | null): ReadonlyMap<string, DirectAttribute> | null {
    if (object === null) return null;
    if (object.attributes === undefined) {
      object.attributes = ifPlain(() => attributesIn(object.messages));
    }
    return object.attributes;
  }

  private knownAt(path: string): DirectObject | null {
    const object = this.objectAt(path);
    return object === 'nothing' ? null : object;
  }

  private objectAt(path: string): DirectObject | 'nothing' | null {
    let object = this.objects.get(path);
    if (object === undefined) {
      object = this.find(path);
      this.objects.set(path, object);
    }
    return object;
  }

  private find(path: string): DirectObject | 'nothing' | null {
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    // Paths are whole, and what these stand for is the library's to say.
    if (slash < 0 || name === '' || name === '.') return null;
    const group = this.objectAt(slash === 0 ? '/' : path.slice(0, slash));
    if (group === null || group === 'nothing') return group;
    const links = this.linksOf(group);
    if (links === null) return null;
    const address = links.get(name);
    if (address === undefined) return 'nothing';
    return address === null ? null : ifPlain(() => objectAt(this.file, address));
  }
}

function objectAt(file: FileBytes, address: number): DirectObject {
  const messages = messagesAt(file, address);
  const has = (type: number) => messages.some((message) => message.type === type);
  const isGroup = has(MESSAGE.symbolTable) || has(MESSAGE.linkInfo);
  const isDataset = has(MESSAGE.dataspace) && has(MESSAGE.datatype) && has(MESSAGE.layout);
  expectPlain(isGroup !== isDataset, 'neither a group nor a data set');
  return { messages, kind: isGroup ? 'group' : 'dataset' };
}

function datasetIn(messages: readonly Message[]): DirectDataset {
  const bodyOf = (wanted: number) => {
    const found = messages.filter(({ type }) => type === wanted);
    expectPlain(found.length === 1, 'several messages of one type');
    return found[0].body;
  };
  const isOutside = messages.some(({ type }) => type === MESSAGE.external);
  expectPlain(!isOutside, 'values in other files');
  const dataset = {
    type: readValueType(bodyOf(MESSAGE.datatype)),
    extent: readExtent(bodyOf(MESSAGE.dataspace)),
    storage: readStorage(bodyOf(MESSAGE.layout)),
  };
  const { storage } = dataset;
  const stored = storage.kind === 'in-file' ? storage.bytes : storage.values.length;
  const bytes = valuesIn(dataset.extent) * dataset.type.size;
  expectPlain(stored === bytes, 'another number of values');
  return dataset;
}

function numbersIn(bytes: Uint8Array<ArrayBuffer>, type: NumericType): NumberArray {
  const isSigned = type.kind === 'integer' && type.signed;
  const stored = numberTypeOf(type.kind, type.size, isSigned);
  expectPlain(stored !== null, 'numbers of another size');
  return storedNumbers(bytes, stored, type.littleEndian ? 'little-endian' : 'big-endian');
}
