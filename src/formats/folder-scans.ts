import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SweetSpotError, toErrorData } from '#shared/errors';
import type { OpenOptions } from './binary-file';
import { mayHoldSpectra } from './candidate-files';
import { LinkRoots } from './hdf5/link-roots';
import { motorsFromTable } from './motor-tables';
import { openScanFile } from './registry';
import type { Frame, FrameMotor, ScanFile } from './scan-file';
import { groupScans, type ScanGroup, type SpectraFacts } from './scan-groups';
import { scanName } from './scan-names';

/** The scans of a folder, told by the first frame of each file. */
export interface FolderScans {
  scans: ScanGroup[];
  /** Files that were looked at. */
  looked: string[];
  /** Files that cannot be read and are named like points of a scan. */
  failed: string[];
  /** Whether every file that may hold spectra is in the one scan, or failed. */
  isOneScan: boolean;
}

/** Entries of a file that are scans of their own. */
const MOST_ENTRIES = 64;

/** Throws `unreadable` for a folder that cannot be listed. */
export async function folderScans(path: string, reading: OpenOptions): Promise<FolderScans> {
  const names = await readdir(path).catch((cause: unknown) => {
    throw new SweetSpotError('unreadable', `${path}: expected a folder that can be read.`, {
      cause,
    });
  });
  const candidates = names.filter((name) => mayHoldSpectra(join(path, name)));
  const links = new LinkRoots([path, ...(reading.linkFolders ?? [])]);
  const facts: SpectraFacts[] = [];
  const unread: string[] = [];
  for (const name of candidates) {
    const found = await factsOfFile(join(path, name), reading, links);
    if (found.length === 0) unread.push(name);
    else facts.push(...found);
  }
  const skeletons = new Set(facts.map(({ fileName }) => scanName(fileName).skeleton));
  const failed = unread.filter((name) => {
    const real = links.within(join(path, name));
    return skeletons.has(scanName(name).skeleton) && (real === null || !links.followed.has(real));
  });
  const scans = groupScans(facts);
  const isOneScan =
    scans.length === 1 && scans[0].entry === null && failed.length === unread.length;
  return { scans, looked: candidates, failed, isOneScan };
}

/** The scan written to last; of several at one time a map, then the one with most frames. */
export function newestScan(scans: readonly ScanGroup[]): ScanGroup | undefined {
  const rank = ({ kind }: ScanGroup) => (kind === 'map' ? 2 : kind === 'line' ? 1 : 0);
  return [...scans].sort(
    (a, b) => b.lastTime - a.lastTime || rank(b) - rank(a) || b.frames - a.frames,
  )[0];
}

/** Regions that are entries of a file with scans of their own: the first group of each. */
export function entriesOf({ format, regions }: Pick<ScanFile, 'format' | 'regions'>): string[] {
  if (format.regions !== 'entries' || regions === undefined) return [];
  const entries = new Map<string, string>();
  for (const name of [regions.shown, ...regions.names]) {
    const [entry] = name.split('/');
    if (!entries.has(entry)) entries.set(entry, name);
  }
  return entries.size < 2 ? [] : [...entries.values()].slice(0, MOST_ENTRIES);
}

/** Facts of a file, or of each of its entries; none where it cannot be read. */
async function factsOfFile(
  path: string,
  reading: OpenOptions,
  links: LinkRoots,
): Promise<SpectraFacts[]> {
  try {
    const file = await openScanFile(path, reading, links);
    const entries = reading.region === undefined ? entriesOf(file) : [];
    const own = closing(file, () => spectraFacts(path, file, entries.at(0) ?? null));
    const others: SpectraFacts[] = [];
    for (const entry of entries.slice(1)) {
      const other = await openScanFile(path, { ...reading, region: entry }, links);
      others.push(closing(other, () => spectraFacts(path, other, entry)));
    }
    return [own, ...others];
  } catch (error) {
    if (toErrorData(error).code === 'internal') throw error;
    return [];
  }
}

function closing<Value>(file: ScanFile, use: () => Value): Value {
  try {
    return use();
  } finally {
    file.close();
  }
}

function spectraFacts(path: string, file: ScanFile, entry: string | null): SpectraFacts {
  const { frameCount, scanAxes } = file;
  const first = firstFrame(file);
  const ends = [first?.motors ?? [], frameCount > 1 ? motorsAt(file, frameCount - 1) : []];
  const names = scanAxes === null ? [] : [scanAxes.x, ...(scanAxes.y === null ? [] : [scanAxes.y])];
  const motors = rangesOf(ends.flat());
  const lookup = motorsFromTable(path);
  const measured = Date.parse(first?.measuredAt ?? '');
  return {
    fileName: basename(path),
    entry,
    formatId: file.format.id,
    regions: entry === null ? (file.regions?.names ?? []) : [],
    frames: frameCount,
    expectedFrames: file.expectedFrames,
    complete: file.complete,
    frame: first === null ? null : { energy: first.spectrum.energy, angle: first.spectrum.angle },
    scanned: names.map((name) => {
      return { name, unit: motors.find((motor) => motor.name === name)?.unit ?? '' };
    }),
    motors,
    table: lookup.kind === 'none' ? null : lookup.table.fileName,
    time: Number.isFinite(measured) ? measured : statSync(path).mtimeMs,
  };
}

/** The first frame that can be read; null where there is none. */
function firstFrame(file: ScanFile): Frame | null {
  for (let index = 0; index < Math.min(file.frameCount, 3); index++) {
    try {
      return file.readFrame(index);
    } catch {
      // Not measured, or no spectrum: another may be.
    }
  }
  return null;
}

function motorsAt(file: ScanFile, index: number): FrameMotor[] {
  try {
    return file.motorsAt?.(index) ?? file.readFrame(index).motors;
  } catch {
    return [];
  }
}

function rangesOf(readings: readonly FrameMotor[]): SpectraFacts['motors'] {
  const ranges = new Map<string, SpectraFacts['motors'][number]>();
  for (const { name, unit, value } of readings) {
    const known = ranges.get(name);
    ranges.set(name, {
      name,
      unit,
      minimum: Math.min(known?.minimum ?? value, value),
      maximum: Math.max(known?.maximum ?? value, value),
    });
  }
  return [...ranges.values()];
}
