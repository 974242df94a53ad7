import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { positionUnit } from '#core/map/profile-motors';
import type { Axis } from '#shared/axis';
import { estimateGain } from '#core/quality/count-gain';
import { SweetSpotError, toErrorData, type ErrorData } from '#shared/errors';
import type { ScanProfile } from '#shared/profile';
import type { FileRegions } from '#shared/scan';
import { openOptionsOf } from './completed-scan';
import { openHdf5 } from './hdf5/hdf5-file';
import { largestArray } from './plain-array';
import { numberedRegion } from './numbered-regions';
import { rawStatistics, type RawStatistics } from './raw-statistics';
import { isCandidateName, openScanFile } from './registry';
import type { FormatDescription, RawData, ScanFile } from './scan-file';

/** A motor over the frames of a file. */
export interface InspectedMotor {
  name: string;
  unit: string;
  minimum: number;
  maximum: number;
}

/** The detector data as they stand in the file. */
export interface InspectedData extends RawStatistics {
  path: string;
  /** In the file's order; the last varies fastest. */
  dimensions: Axis[];
}

/** What SweetSpot sees in one file: plain data, so that it prints as JSON. */
export type Inspection =
  | {
      kind: 'scan';
      path: string;
      format: FormatDescription;
      frames: number;
      expectedFrames: number | null;
      complete: boolean;
      scanAxes: ScanFile['scanAxes'];
      regions: FileRegions | null;
      data: InspectedData;
      motors: InspectedMotor[];
      measuredAt: string | null;
      dwellSeconds: number | null;
      /** Counts of one electron, from the noise of the first frame; null where that does not tell. */
      countsPerElectron: number | null;
      warnings: string[];
    }
  | { kind: 'array'; path: string; data: InspectedData; warnings: string[] }
  | { kind: 'unreadable'; path: string; error: ErrorData };

export interface FolderInspection {
  kind: 'folder';
  path: string;
  files: Inspection[];
  /** Files passed over for their name. */
  ignored: string[];
  /** True when the folder holds more candidates than were looked at. */
  truncated: boolean;
}

/** What to read, and under which profile. */
export interface InspectOptions {
  region: string | null;
  profile: ScanProfile | null;
}

const asStored: InspectOptions = { region: null, profile: null };

/** Files looked at in a folder. */
const MOST_FILES = 500;
/** Frames whose motors are read; beyond it they are sampled evenly. */
const MOST_FRAMES = 200;

/** Looks at a file. A file that cannot be read is described by its error, not thrown. */
export async function inspectFile(
  path: string,
  options: InspectOptions = asStored,
): Promise<Inspection> {
  const { profile, region } = options;
  try {
    const itself = numberedRegion(path)?.region ?? null;
    const file = await openScanFile(path, openOptionsOf(profile, region ?? itself));
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
  const candidates = names.filter(isCandidateName);
  const files: Inspection[] = [];
  for (const name of candidates.slice(0, MOST_FILES)) {
    files.push(await inspectFile(join(path, name), options));
  }
  return {
    kind: 'folder',
    path,
    files,
    ignored: names.filter((name) => !isCandidateName(name)),
    truncated: candidates.length > MOST_FILES,
  };
}

/** An inspection in words. */
export function inspectionText(inspection: Inspection | FolderInspection): string {
  if (inspection.kind === 'folder') return folderText(inspection);
  return inspectionLines(inspection).join('\n');
}

function inspectScan(path: string, file: ScanFile, profile: ScanProfile | null): Inspection {
  const { frameCount } = file;
  const notes = new Set<string>();
  const motors = new Map<string, InspectedMotor>();
  let measuredAt: string | null = null;
  let dwellSeconds: number | null = null;
  let countsPerElectron: number | null = null;
  const stride = Math.max(1, Math.ceil(frameCount / MOST_FRAMES));
  for (let index = 0; index < frameCount; index += stride) {
    if (file.isMeasured?.(index) === false) continue;
    try {
      const frame = file.readFrame(index);
      if (index === 0) {
        ({ measuredAt, dwellSeconds } = frame);
        countsPerElectron = estimateGain(frame.spectrum);
      }
      for (const note of frame.notes) notes.add(note);
      for (const { name, unit, value } of frame.motors) {
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
        });
      }
    } catch (error) {
      notes.add(`Frame ${index}: ${toErrorData(error).message}`);
    }
  }
  const data = inspectData(file.rawData());
  if (frameCount === 0) notes.add('No frame has been measured yet');
  if (motors.size === 0 && frameCount > 0) notes.add('The file records no stage positions');
  for (const { name, unit } of motors.values()) {
    if (unit === '') notes.add(`The file gives no unit for ${name}`);
  }
  return {
    kind: 'scan',
    path,
    format: file.format,
    frames: frameCount,
    expectedFrames: file.expectedFrames,
    complete: file.complete,
    scanAxes: file.scanAxes,
    regions: file.regions ?? null,
    data,
    motors: [...motors.values()],
    measuredAt,
    dwellSeconds,
    countsPerElectron,
    warnings: [...notes, ...dataWarnings(data)],
  };
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

function inspectionLines(inspection: Inspection): string[] {
  if (inspection.kind === 'unreadable') {
    const { code, message, hint } = inspection.error;
    return [
      inspection.path,
      `  cannot be read   ${code}: ${message}`,
      ...(hint === undefined ? [] : [`  hint             ${hint}`]),
    ];
  }
  const { data } = inspection;
  const lines =
    inspection.kind === 'scan' ? scanLines(inspection) : ['  format           HDF5 array'];
  return [
    inspection.path,
    ...lines,
    `  data             ${data.path}`,
    ...data.dimensions.map((axis, i) => `  dimension ${i}      ${axisText(axis)}`),
    `  sum              ${significant(data.sum)}`,
    `  maximum          ${maximumText(data)}`,
    `  middle           ${data.middle === null ? '-' : significant(data.middle)}`,
    ...inspection.warnings.map((warning) => `  warning          ${warning}`),
  ];
}

function scanLines(scan: Extract<Inspection, { kind: 'scan' }>): string[] {
  const expected = scan.expectedFrames === null ? '' : ` of ${scan.expectedFrames}`;
  const across = scan.scanAxes === null ? [] : [scan.scanAxes.x, scan.scanAxes.y ?? '-'];
  return [
    `  format           ${scan.format.label}`,
    `  frames           ${scan.frames}${expected}${scan.complete ? '' : ' (more may follow)'}`,
    ...regionLines(scan.regions),
    ...(across.length === 0 ? [] : [`  scan axes        ${across.join(' across, ')} up`]),
    ...(scan.measuredAt === null ? [] : [`  measured         ${scan.measuredAt}`]),
    ...(scan.dwellSeconds === null
      ? []
      : [`  dwell            ${significant(scan.dwellSeconds)} s`]),
    ...(scan.countsPerElectron === null
      ? []
      : [`  counts/electron  about ${scan.countsPerElectron.toPrecision(2)}, from the noise`]),
    ...scan.motors.map((motor) => `  position         ${motorText(motor)}`),
  ];
}

function regionLines(regions: FileRegions | null): string[] {
  if (regions === null || regions.names.length < 2) return [];
  const names = regions.names.map((name) => (name === regions.shown ? `${name} (shown)` : name));
  return [`  regions          ${names.join(', ')}`];
}

function axisText({ name, unit, start, step, count }: Axis): string {
  const end = start + (count - 1) * step;
  return (
    `${name || 'Points'}${unit === '' ? '' : ` (${unit})`}: ${count} values, ` +
    `start ${significant(start)}, step ${significant(step)}, end ${significant(end)}`
  );
}

function motorText({ name, unit, minimum, maximum }: InspectedMotor): string {
  const range =
    minimum === maximum
      ? significant(minimum)
      : `${significant(minimum)} … ${significant(maximum)}`;
  return `${name} ${range} ${unit}`.trimEnd();
}

function maximumText({ maximum, maximumIndex }: InspectedData): string {
  if (maximum === null || maximumIndex === null) return '-';
  return `${significant(maximum)} at [${maximumIndex.join(', ')}]`;
}

function folderText(folder: FolderInspection): string {
  const blocks = folder.files.map((file) =>
    inspectionLines({ ...file, path: basename(file.path) }).join('\n'),
  );
  const readable = folder.files.filter(({ kind }) => kind === 'scan').length;
  const head =
    `${folder.path}: ${readable} of ${folder.files.length} files readable` +
    (folder.truncated ? ` (the first ${MOST_FILES})` : '') +
    (folder.ignored.length === 0 ? '' : `, ${folder.ignored.length} ignored by name`);
  return [head, ...blocks].join('\n\n');
}

/** Ten significant digits, as short as they go. */
function significant(value: number): string {
  return String(Number(value.toPrecision(10)));
}
