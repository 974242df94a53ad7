import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SweetSpotError } from '#shared/errors';
import { mayHoldSpectra } from './candidate-files';
import { entriesOf } from './folder-scans';
import { LinkRoots } from './hdf5/link-roots';
import { asStored, inspectFile, type InspectOptions } from './inspect';
import type {
  FolderInspection,
  InspectedGroup,
  InspectedScan,
  Inspection,
} from './inspection-schema';
import { isCandidateName } from './registry';
import { groupScans, type ScanGroup, type SpectraFacts } from './scan-groups';
import { scanName } from './scan-names';
import { zonedTime } from './zoned-time';

/** Files looked at in a folder. */
const MOST_FILES = 500;
/** Folders below that are looked into, and files counted in each. */
const MOST_SUBFOLDERS = 50;

/** Looks at every candidate of a folder, in the order of their names. Throws `unreadable`. */
export async function inspectFolder(
  path: string,
  options: InspectOptions = asStored,
): Promise<FolderInspection> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    throw new SweetSpotError('unreadable', `${path}: expected a folder that can be read.`, {
      cause: error,
    });
  });
  const names = entries
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const isCandidate = new Set(names.filter((name) => mayHoldSpectra(join(path, name))));
  const candidates = names.filter((name) => isCandidate.has(name));
  const links = new LinkRoots([path]);
  const found: Inspection[] = [];
  for (const name of candidates.slice(0, MOST_FILES)) {
    found.push(await inspectFile(join(path, name), options, links));
  }
  const { files, parts, passedOver } = sorted(found, links);
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return {
    kind: 'folder',
    path,
    scans: await scansOf(files, options),
    files,
    parts,
    passedOver,
    ignored: names.filter((name) => !isCandidate.has(name)),
    subfolders: await subfoldersWithSpectra(path, folders),
    truncated: candidates.length > MOST_FILES,
  };
}

/** The scans that files, or the entries of one, make up. */
export async function scansOf(
  files: readonly Inspection[],
  options: InspectOptions = asStored,
): Promise<InspectedGroup[]> {
  const facts: SpectraFacts[] = [];
  for (const file of files) {
    if (file.kind !== 'scan') continue;
    const { format, regions } = file;
    const entries =
      options.region === null ? entriesOf({ format, regions: regions ?? undefined }) : [];
    if (entries.length < 2) facts.push(factsOf(file, null));
    for (const entry of entries.length < 2 ? [] : entries) {
      const { shown } = file.regions ?? { shown: entry };
      const of =
        entry === shown ? file : await inspectFile(file.path, { ...options, region: entry });
      if (of.kind === 'scan') facts.push(factsOf(of, entry));
    }
  }
  return groupScans(facts).map(groupDocument);
}

/** The scan of a name, or the newest: the one that was written to last. Throws `not-found`. */
export function chosenScans(scans: readonly InspectedGroup[], wanted: string): InspectedGroup[] {
  if (wanted === 'all') return [...scans];
  const newest = [...scans].sort((a, b) => Date.parse(b.lastTime) - Date.parse(a.lastTime)).at(0);
  const scan = wanted === 'newest' ? newest : scans.find(({ name }) => name === wanted);
  if (scan !== undefined) return [scan];
  const names = scans.map(({ name }) => name).join(', ');
  throw new SweetSpotError('not-found', `There is no scan ${wanted}.`, {
    hint: `Scans: ${names === '' ? 'none' : names}.`,
  });
}

function factsOf(file: InspectedScan, entry: string | null): SpectraFacts {
  const { scanAxes, motors } = file;
  const axes = scanAxes === null ? [] : [scanAxes.x, ...(scanAxes.y === null ? [] : [scanAxes.y])];
  const time = Date.parse(file.measuredAt ?? '');
  return {
    fileName: basename(file.path),
    entry,
    formatId: file.format.id,
    regions: entry === null ? (file.regions?.names ?? []) : [],
    frames: file.frames,
    expectedFrames: file.expectedFrames,
    complete: file.complete,
    frame: file.frame,
    scanned: axes.map((name) => ({
      name,
      unit: motors.find((motor) => motor.name === name)?.unit ?? '',
    })),
    motors: file.motors,
    table: file.table,
    time: Number.isFinite(time) ? time : Date.parse(file.modifiedAt),
  };
}

function groupDocument(group: ScanGroup): InspectedGroup {
  return {
    ...group,
    firstTime: zonedTime(new Date(group.firstTime)),
    lastTime: zonedTime(new Date(group.lastTime)),
  };
}

/**
 * What belongs to the scans of a folder, and what does not: files that others link to are their
 * parts; of files in no known format only those are told of that are named like a point of a scan.
 */
function sorted(found: readonly Inspection[], links: LinkRoots) {
  const skeletons = new Set(
    found.flatMap((file) => (file.kind === 'scan' ? [scanName(basename(file.path)).skeleton] : [])),
  );
  const files: Inspection[] = [];
  const parts: string[] = [];
  const passedOver: string[] = [];
  for (const file of found) {
    const name = basename(file.path);
    const real = links.within(file.path);
    if (file.kind === 'scan') files.push(file);
    else if (real !== null && links.followed.has(real)) parts.push(name);
    else if (isForeign(file) && !skeletons.has(scanName(name).skeleton)) passedOver.push(name);
    else files.push(file);
  }
  return { files, parts, passedOver };
}

/** Whether a file is in no known format, or empty: nothing says that it was to hold spectra. */
function isForeign(file: Inspection): boolean {
  if (file.kind !== 'unreadable') return false;
  const { code, message } = file.error;
  return (code === 'unknown-format' && !/HDF5 layouts/.test(message)) || isEmptyFile(message);
}

function isEmptyFile(message: string): boolean {
  return message.includes('nothing has been written to it yet');
}

async function subfoldersWithSpectra(path: string, folders: readonly string[]) {
  const found: { name: string; files: number }[] = [];
  for (const name of folders.slice(0, MOST_SUBFOLDERS)) {
    if (name.startsWith('.')) continue;
    const names = await readdir(join(path, name)).catch(() => []);
    const files = names.filter((file) => /\.\w+$/.test(file) && isCandidateName(file)).length;
    if (files > 0) found.push({ name, files });
  }
  return found;
}
