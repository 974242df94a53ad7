import type { Hdf5File } from '../hdf5';

/** Where a NeXus file keeps what it wants shown. */
export interface NexusData {
  entryPath: string;
  groupPath: string;
  signalPath: string;
  /** Data set of each dimension of the signal; null where the file names none. */
  axisPaths: (string | null)[];
}

/**
 * The NXdata group to show: the one the `default` attributes lead to, else the
 * first with a signal in the first NXentry that has one. Null when there is none.
 */
export function findNexusData(file: Hdf5File): NexusData | null {
  for (const entryPath of candidates(file, '/', 'NXentry')) {
    for (const groupPath of candidates(file, entryPath, 'NXdata')) {
      const signalPath = findSignal(file, groupPath);
      if (signalPath === null) continue;
      return { entryPath, groupPath, signalPath, axisPaths: findAxes(file, groupPath, signalPath) };
    }
  }
  return null;
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

/** Axes by the group's `axes`, else by the `axis` attribute (1-based) of its data sets. */
function findAxes(file: Hdf5File, groupPath: string, signalPath: string): (string | null)[] {
  const shape = file.shapeOf(signalPath);
  const named = file.attribute(groupPath, 'axes');
  if (named !== null) {
    const names = (Array.isArray(named) ? named : [named]).map(String);
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
