import { isDeepStrictEqual } from 'node:util';
import { SweetSpotError } from '#shared/errors';
import { openHandle } from '../handle';
import { loadHdf5Library, type Hdf5Library } from '../library';
import { isNumericType, isTextType, storedTypeOf, storedValues } from '../values';
import { DirectFile } from './direct-file';

/** What came of asking the same of a file with and without the library. */
export interface Agreement {
  /** Questions answered without the library, those of them which it answers with an error, and left to it. */
  answered: number;
  refusedByLibrary: string[];
  leftToLibrary: string[];
  /** Where the answers differ. */
  different: string[];
}

const MOST_OBJECTS = 400;

/** Asks everything of a file, of `DirectFile` and of the library. */
export async function agreementOn(path: string): Promise<Agreement> {
  const found: Agreement = { answered: 0, refusedByLibrary: [], leftToLibrary: [], different: [] };
  const plain = DirectFile.open(path);
  if (plain === null) {
    found.leftToLibrary.push('the file');
    return found;
  }
  const library = await loadHdf5Library(path);
  const handle = quietly(library, path, () => openHandle(library, path).handle);
  const compare = <Value>(where: string, ours: Value | null, ask: (handle: bigint) => Value) => {
    if (ours === null) {
      found.leftToLibrary.push(where);
      return;
    }
    found.answered++;
    const theirs = handle instanceof Error ? handle : quietly(library, path, () => ask(handle));
    if (theirs instanceof Error) found.refusedByLibrary.push(`${where}: ${theirs.message}`);
    else if (!isDeepStrictEqual(ours, theirs))
      found.different.push(`${where}: ${JSON.stringify(ours)} for ${JSON.stringify(theirs)}`);
  };
  try {
    const objects = ['/', '/missing'];
    // Grows as it is walked through.
    for (const object of objects) {
      compareObject(object, plain, library, compare);
      const group = object === '/' ? '' : object;
      for (const name of plain.childNames(object) ?? []) {
        // A group that holds itself is seen twice, not for ever.
        if (objects.length < MOST_OBJECTS && group.split('/').length < 6) {
          objects.push(`${group}/${name}`);
        }
      }
    }
  } finally {
    plain.close();
    if (typeof handle === 'bigint') library.close(handle, path);
  }
  return found;
}

type Compare = <Value>(where: string, ours: Value | null, ask: (handle: bigint) => Value) => void;

function compareObject(
  object: string,
  plain: DirectFile,
  library: Hdf5Library,
  compare: Compare,
): void {
  const { module } = library;
  const kind = plain.kindOf(object);
  compare(`kind of ${object}`, kind, (handle) => {
    const type = module.get_type(handle, object);
    if (type === module.H5G_GROUP) return 'group';
    return type === module.H5G_DATASET ? 'dataset' : 'nothing';
  });
  if (kind === null || kind === 'nothing') return;
  if (kind === 'group') {
    compare(`names in ${object}`, plain.childNames(object), (handle) =>
      module.get_names(handle, object, false),
    );
  }
  const names = plain.attributeNames(object);
  compare(`attributes of ${object}`, names, (handle) => {
    const theirs = module.get_attribute_names(handle, object);
    // Where one of them is damaged it lists none.
    if (theirs.length === 0 && names?.length !== 0) throw new Error('no attribute listed');
    return theirs;
  });
  for (const name of names ?? []) {
    compare(`${object}@${name}`, plain.attributeValue(object, name), (handle) =>
      libraryAttribute(library, handle, object, name),
    );
  }
  if (kind === 'dataset') compareDataset(object, plain, library, compare);
}

function compareDataset(
  object: string,
  plain: DirectFile,
  library: Hdf5Library,
  compare: Compare,
): void {
  const { module } = library;
  const dataset = plain.datasetAt(object);
  const ours = dataset === null ? null : storedTypeOf(dataset);
  compare(`type of ${object}`, ours, (handle) => {
    const stored = module.get_dataset_metadata(handle, object);
    const { type, size, signed, vlen, shape, total_size } = stored;
    // Texts have no byte order, and two kinds of them two different answers.
    const littleEndian = isTextType(stored) || stored.littleEndian;
    return { type, size, signed, littleEndian, vlen, shape, total_size };
  });
  if (dataset === null || ours === null) return;
  const all = { first: 0, count: ours.total_size };
  const values =
    plain.numbers(dataset, all, (bytes) => new Uint8Array(bytes)) ?? plain.textsOf(dataset);
  compare(`values of ${object}`, values && [...values], (handle) => {
    const stored = module.get_dataset_metadata(handle, object);
    const read = (address: bigint) =>
      module.get_dataset_data(handle, object, null, null, null, address);
    return listed(storedValues(module, stored, stored.total_size, read, () => undefined));
  });
}

function libraryAttribute(library: Hdf5Library, handle: bigint, object: string, name: string) {
  const { module } = library;
  const stored = module.get_attribute_metadata(handle, object, name);
  if (!isNumericType(stored) && !isTextType(stored)) return null;
  const read = (address: bigint) => module.get_attribute_data(handle, object, name, address);
  const values = storedValues(module, stored, stored.total_size, read, () => undefined);
  return stored.shape?.length === 0 ? (values?.[0] ?? null) : listed(values);
}

function listed(values: ArrayLike<string | number> | null): (string | number)[] | null {
  return values && Array.from(values);
}

/** What the library answers, or the error it answers with. */
function quietly<Value>(library: Hdf5Library, path: string, ask: () => Value): Value | Error {
  try {
    return ask();
  } catch (error) {
    library.noteError(error, path);
    if (error instanceof SweetSpotError) return error;
    return error instanceof Error ? new Error(error.message.slice(-300)) : new Error(String(error));
  }
}
