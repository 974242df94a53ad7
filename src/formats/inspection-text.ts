import { basename } from 'node:path';
import type { Axis } from '#shared/axis';
import type { FileRegions } from '#shared/scan';
import type {
  FolderInspection,
  InspectedData,
  InspectedGroup,
  InspectedMotor,
  InspectedScan,
  Inspection,
} from './inspection-schema';

/** An inspection in words. */
export function inspectionText(inspection: Inspection | FolderInspection): string {
  if (inspection.kind === 'folder') return folderText(inspection);
  return inspectionLines(inspection).join('\n');
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

function scanLines(scan: InspectedScan): string[] {
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
  const passed = folder.passedOver.length + folder.parts.length;
  const head =
    `${folder.path}: ${readable} of ${folder.files.length} files readable` +
    (folder.truncated ? ` (the first ${folder.files.length})` : '') +
    (folder.ignored.length === 0 ? '' : `, ${folder.ignored.length} ignored by name`) +
    (passed === 0 ? '' : `, ${passed} passed over`);
  const scans = folder.scans.map((scan) => `  scan             ${scanText(scan)}`);
  const below = folder.subfolders.map(
    ({ name, files }) => `  below            ${name}: ${files} files that may hold spectra`,
  );
  return [[head, ...scans, ...below].join('\n'), ...blocks].join('\n\n');
}

const kindNames: Readonly<Record<InspectedGroup['kind'], string>> = {
  spectrum: 'a spectrum',
  map: 'a map',
  line: 'a line',
  'angle-scan': 'angles',
  'photon-energy-scan': 'photon energies',
  'temperature-scan': 'temperatures',
  scan: 'a scan',
  series: 'a series without positions',
  curves: 'curves without an angle axis',
  totals: 'no energy axis',
};

/** `f_001: 2 files, angles over Polar (deg), 2 frames`. */
function scanText({ name, kind, fileNames, frames, moved, complete }: InspectedGroup): string {
  const motors = moved
    .slice(0, 2)
    .map((motor) => motorText(motor))
    .join(', ');
  return [
    `${name}: ${kindNames[kind]}`,
    ...(fileNames.length > 1 ? [`${fileNames.length} files`] : []),
    ...(frames === 1 ? [] : [`${frames} frames`]),
    ...(motors === '' || kind === 'spectrum' ? [] : [`over ${motors}`]),
    ...(complete ? [] : ['more may follow']),
  ].join(', ');
}

/** Ten significant digits, as short as they go. */
function significant(value: number): string {
  return String(Number(value.toPrecision(10)));
}
