import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { estimateGain } from '#core/quality/count-gain';
import { positionUnit } from '#core/map/profile-motors';
import { toErrorData } from '#shared/errors';
import type { ScanProfile } from '#shared/profile';
import { openOptionsOf } from './completed-scan';
import { openHdf5 } from './hdf5/hdf5-file';
import { LinkRoots } from './hdf5/link-roots';
import type { InspectedData, InspectedMotor, InspectedScan, Inspection } from './inspection-schema';
import { motorsFromTable } from './motor-tables';
import { numberedRegion } from './numbered-regions';
import { largestArray } from './plain-array';
import { rawStatistics } from './raw-statistics';
import { openScanFile } from './registry';
import type { Frame, FrameMotor, RawData, ScanFile } from './scan-file';
import { zonedTime } from './zoned-time';

/** What to read, and under which profile. */
export interface InspectOptions {
  region: string | null;
  profile: ScanProfile | null;
}

export const asStored: InspectOptions = { region: null, profile: null };

/** Frames read whole for their notes and dwell; positions are read of all. */
const MOST_FRAMES = 200;
/** Frames without a position that are named. */
const MOST_NAMED = 20;

/** Looks at a file. A file that cannot be read is described by its error, not thrown. */
export async function inspectFile(
  path: string,
  options: InspectOptions = asStored,
  links = new LinkRoots([dirname(path)]),
): Promise<Inspection> {
  const { profile, region } = options;
  try {
    const itself = numberedRegion(path)?.region ?? null;
    const file = await openScanFile(path, openOptionsOf(profile, region ?? itself), links);
    try {
      return inspectScan(path, file, profile);
    } finally {
      file.close();
    }
  } catch (error) {
    const { code } = toErrorData(error);
    const array = code === 'unknown-format' ? await inspectArray(path).catch(() => null) : null;
    return array ?? { kind: 'unreadable', path, error: toErrorData(error) };
  }
}

function inspectScan(path: string, file: ScanFile, profile: ScanProfile | null): InspectedScan {
  const { frameCount } = file;
  const notes = new Set<string>();
  const read = sampledFrames(file, notes);
  const [first] = read;
  const travels = motorTravels(file, profile, notes);
  const data = inspectData(file.rawData());
  if (frameCount === 0) notes.add('No frame has been measured yet');
  if (travels.motors.length === 0 && frameCount > 0)
    notes.add('The file records no stage positions');
  for (const { name, unit } of travels.motors) {
    if (unit === '') notes.add(`The file gives no unit for ${name}`);
  }
  const { count, first: firstOnes } = travels.framesWithoutPosition;
  if (count > 0 && count < frameCount) {
    const named = `${firstOnes.join(', ')}${count > firstOnes.length ? ', …' : ''}`;
    notes.add(`${count} of ${frameCount} frames have no position: ${named}`);
  }
  const dwells = read.flatMap(({ dwellSeconds }) => dwellSeconds ?? []);
  const [shortest, longest] = [Math.min(...dwells), Math.max(...dwells)];
  const changes = dwells.length > 0 && longest > shortest;
  if (changes) notes.add(`The dwell changes within the scan: ${shortest} … ${longest} s`);
  const lookup = motorsFromTable(path);
  return {
    kind: 'scan',
    path,
    format: file.format,
    frames: frameCount,
    expectedFrames: file.expectedFrames,
    complete: file.complete,
    scanAxes: file.scanAxes,
    regions: file.regions ?? null,
    frame:
      first === undefined ? null : { energy: first.spectrum.energy, angle: first.spectrum.angle },
    data,
    ...travels,
    table: lookup.kind === 'none' ? null : lookup.table.fileName,
    modifiedAt: zonedTime(statSync(path).mtime),
    measuredAt: first?.measuredAt ?? null,
    dwellSeconds: first?.dwellSeconds ?? null,
    dwellRangeSeconds: changes ? { minimum: shortest, maximum: longest } : null,
    countsPerElectron: first === undefined ? null : estimateGain(first.spectrum),
    warnings: [...notes, ...dataWarnings(data)],
  };
}

/** Frames over the whole scan, the first that can be read before the others, with their notes. */
function sampledFrames(file: ScanFile, notes: Set<string>): Frame[] {
  const frames: Frame[] = [];
  const stride = Math.max(1, Math.ceil(file.frameCount / MOST_FRAMES));
  for (let index = 0; index < file.frameCount; index += stride) {
    if (file.isMeasured?.(index) === false) continue;
    try {
      const frame = file.readFrame(index);
      for (const note of frame.notes) notes.add(note);
      // Of all but the first only what is small is kept.
      const counts = frames.length === 0 ? frame.spectrum.counts : new Float32Array(0);
      frames.push({ ...frame, spectrum: { ...frame.spectrum, counts } });
    } catch (error) {
      notes.add(`Frame ${index}: ${toErrorData(error).message}`);
    }
  }
  return frames;
}

/** Ranges of the motors over all frames, and the frames that lack one that others have. */
function motorTravels(
  file: ScanFile,
  profile: ScanProfile | null,
  notes: Set<string>,
): Pick<InspectedScan, 'motors' | 'framesWithoutPosition'> {
  const motors = new Map<string, InspectedMotor & { frames: number }>();
  const present: { index: number; names: Set<string> }[] = [];
  for (let index = 0; index < file.frameCount; index++) {
    if (file.isMeasured?.(index) === false) continue;
    const found = motorsOf(file, index);
    if (found === null) continue;
    present.push({ index, names: new Set(found.map(({ name }) => name)) });
    for (const { name, unit, value } of found) {
      const known = motors.get(name);
      const stated = positionUnit(profile, { name, unit });
      if (stated.fromProfile) {
        notes.add(`Unit of ${name} (${stated.unit}) from the profile, not from the file`);
      }
      motors.set(name, {
        name,
        unit: stated.unit,
        minimum: Math.min(known?.minimum ?? value, value),
        maximum: Math.max(known?.maximum ?? value, value),
        frames: (known?.frames ?? 0) + 1,
      });
    }
  }
  const { scanAxes } = file;
  const needed =
    scanAxes === null
      ? [...motors.values()]
          .filter(({ minimum, maximum }) => maximum > minimum)
          .map(({ name }) => name)
      : [scanAxes.x, ...(scanAxes.y === null ? [] : [scanAxes.y])];
  const lacking = present.filter(({ names }) => needed.some((name) => !names.has(name)));
  return {
    motors: [...motors.values()].map(({ name, unit, minimum, maximum }) => {
      return { name, unit, minimum, maximum };
    }),
    framesWithoutPosition: {
      count: lacking.length,
      first: lacking.slice(0, MOST_NAMED).map(({ index }) => index),
    },
  };
}

/** Motors of a frame; null for one that cannot be read. */
function motorsOf(file: ScanFile, index: number): FrameMotor[] | null {
  try {
    return file.motorsAt?.(index) ?? file.readFrame(index).motors;
  } catch {
    return null;
  }
}

async function inspectArray(path: string): Promise<Inspection | null> {
  const file = await openHdf5(path);
  try {
    const array = largestArray(file);
    if (array === null) return null;
    const data = inspectData(array);
    const note = 'HDF5 of no known layout: shown is its largest array, which cannot be scored';
    return { kind: 'array', path, data, warnings: [note, ...dataWarnings(data)] };
  } finally {
    file.close();
  }
}

function inspectData(data: RawData): InspectedData {
  return { path: data.path, dimensions: data.dimensions, ...rawStatistics(data) };
}

function dataWarnings({ missing, negative }: InspectedData): string[] {
  return [
    ...(missing > 0 ? [`${missing} values are missing`] : []),
    ...(negative > 0 ? [`${negative} values are negative`] : []),
  ];
}
