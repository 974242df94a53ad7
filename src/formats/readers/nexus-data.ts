import { SweetSpotError } from '#shared/errors';
import type { Hdf5File } from '../hdf5/hdf5-file';

/** Where a NeXus file keeps what it wants shown. */
export interface NexusData {
  entryPath: string;
  groupPath: string;
  signalPath: string;
  /** Data set of each dimension of the signal; null where the file names none. */
  axisPaths: (string | null)[];
}

/** How deep below an entry a group of data is looked for. */
const DEEPEST = 3;
/** Entries in which spectra are looked for beside those shown first. */
const MOST_ENTRIES = 64;
/** Most groups looked at: a file with more is not searched to its end. */
const MOST_GROUPS = 2000;

/**
 * The NXdata group to show: the one the `default` attributes lead to, else the
 * first with a signal in the first NXentry that has one. Null when there is none.
 */
export function findNexusData(file: Hdf5File): NexusData | null {
  const preferred = defaultGroup(file);
  if (preferred !== null) {
    const data = dataIn(file, `/${preferred.split('/')[1]}`, preferred);
    if (data !== null) return data;
  }
  for (const entryPath of candidates(file, '/', 'NXentry')) {
    for (const groupPath of candidates(file, entryPath, 'NXdata')) {
      const data = dataIn(file, entryPath, groupPath);
      if (data !== null) return data;
    }
  }
  return deepestFirst(file);
}

/** The other NXdata groups of the entries that have a signal; those that cannot be read are left out. */
export function otherNexusData(file: Hdf5File, first: NexusData): NexusData[] {
  const readable = <Value>(read: () => Value[]): Value[] => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof SweetSpotError)) throw error;
      return [];
    }
  };
  const entries = readable(() => candidates(file, '/', 'NXentry')).slice(0, MOST_ENTRIES);
  return entries.flatMap((entryPath) =>
    readable(() => candidates(file, entryPath, 'NXdata'))
      .filter((groupPath) => groupPath !== first.groupPath)
      .flatMap((groupPath) => readable(() => [dataIn(file, entryPath, groupPath)]))
      .filter((data) => data !== null),
  );
}

/** The path that the `default` attributes lead to; a step may name several groups at once. */
function defaultGroup(file: Hdf5File): string | null {
  let path = '';
  for (let step = 0; step < 2 * DEEPEST; step++) {
    const next = file.textAttribute(path === '' ? '/' : path, 'default');
    if (next === null || next === '' || next === '.') break;
    path = next.startsWith('/') ? next : `${path}/${next}`;
    if (file.kindOf(path) !== 'group') return null;
  }
  return path === '' || file.textAttribute(path, 'NX_class') !== 'NXdata' ? null : path;
}

/** NXdata below detectors, processes and sub-entries, where the entry itself has none. */
function deepestFirst(file: Hdf5File): NexusData | null {
  let looked = 0;
  const search = (entryPath: string, path: string, depth: number): NexusData | null => {
    for (const name of file.childNames(path)) {
      const child = `${path}/${name}`;
      if (looked++ > MOST_GROUPS || file.kindOf(child) !== 'group') continue;
      const isData = file.textAttribute(child, 'NX_class') === 'NXdata';
      const data = isData ? dataIn(file, entryPath, child) : null;
      const below = data ?? (depth < DEEPEST ? search(entryPath, child, depth + 1) : null);
      if (below !== null) return below;
    }
    return null;
  };
  for (const entryPath of candidates(file, '/', 'NXentry')) {
    const data = search(entryPath, entryPath, 1);
    if (data !== null) return data;
  }
  return null;
}

function dataIn(file: Hdf5File, entryPath: string, groupPath: string): NexusData | null {
  const signalPath = findSignal(file, groupPath);
  if (signalPath === null) return null;
  return { entryPath, groupPath, signalPath, axisPaths: findAxes(file, groupPath, signalPath) };
}

/** Groups of a class within a group, the default one first. */
function candidates(file: Hdf5File, parent: string, className: string): string[] {
  const within = (name: string) => (parent === '/' ? `/${name}` : `${parent}/${name}`);
  const preferred = file.textAttribute(parent, 'default');
  const names = file.childNames(parent);
  return [
    ...names.filter((name) => name === preferred),
    ...names.filter((name) => name !== preferred),
  ]
    .map(within)
    .filter((path) => file.textAttribute(path, 'NX_class') === className);
}

function findSignal(file: Hdf5File, groupPath: string): string | null {
  const named = file.textAttribute(groupPath, 'signal');
  const names = named === null ? file.childNames(groupPath) : [named];
  for (const name of names) {
    const path = `${groupPath}/${name}`;
    if (file.kindOf(path) !== 'dataset' || !file.isNumeric(path)) continue;
    if (named !== null || Number(file.attribute(path, 'signal')) === 1) return path;
  }
  return null;
}

/**
 * Axes by the group's `axes`, else by those of the signal (`energy:angle`), else by the `axis`
 * attribute (1-based) of the data sets.
 */
function findAxes(file: Hdf5File, groupPath: string, signalPath: string): (string | null)[] {
  const shape = file.shapeOf(signalPath);
  const names = axisNames(file, groupPath) ?? axisNames(file, signalPath);
  if (names !== null) {
    return shape.map((_, i) => {
      const path = `${groupPath}/${names[i]}`;
      return names[i] !== undefined && names[i] !== '.' && file.kindOf(path) === 'dataset'
        ? path
        : null;
    });
  }
  const paths = file.childNames(groupPath).map((name) => `${groupPath}/${name}`);
  return shape.map(
    (_, i) =>
      paths.find(
        (path) => file.kindOf(path) === 'dataset' && Number(file.attribute(path, 'axis')) === i + 1,
      ) ?? null,
  );
}

/** Names in an `axes` attribute: a list, or one text with colons or commas between them. */
function axisNames(file: Hdf5File, path: string): string[] | null {
  const named = file.attribute(path, 'axes');
  if (named === null) return null;
  const names = (Array.isArray(named) ? named : [named]).map(String);
  return names.length === 1
    ? names[0].split(/[:,[\]]/).flatMap((name) => (name.trim() === '' ? [] : [name.trim()]))
    : names;
}
