import type { Axis } from '#shared/axis';
import type { BinaryFile, OpenOptions, PlainReader } from '../binary-file';
import type { BlockDimension } from '../block';
import { BlockScanFile } from '../block-scan';
import { decodedText } from '../decoded-text';
import { MAXIMUM_ELEMENTS, type NumberArray } from '../hdf5/hdf5-file';
import { chosenRegion, type RegionChoice } from '../regions';
import type { FormatDescription, ScanFile } from '../scan-file';
import { storedNumbers } from '../stored-numbers';
import { angleAxisName, unitName } from '../uniform-axis';
import { beginsAsZip, ZipArchive } from '../zip-archive';
import { acquisitionNote, type AcquisitionNote } from './acquisition-note';
import { energyDimension } from './binding-energy';
import { finiteNumber, keyValueSections, nameAndUnit } from './key-value-text';
import { detailsByPoint, isCounter } from './run-mode';

const format = { id: 'ses-zip', label: 'Scienta SES / DA30 (.zip)' };
const BYTES_PER_VALUE = 4;
const MAXIMUM_INI_BYTES = 1024 * 1024;
const spectrumIni = /^(.*\/)?Spectrum_([^/]+)\.ini$/;

/** The files of regions, by name: members of an archive, or files of a folder. */
export interface RegionFiles {
  /** Bytes of a file; null for none. */
  sizeOf(name: string): number | null;
  /** The content of a file of at most `mostBytes`, in memory of its own. */
  member(name: string, mostBytes: number): Uint8Array<ArrayBuffer>;
}

/** A region: the files of one spectrum, or of one a deflector angle. */
export interface SesRegion {
  name: string;
  spectrumIni: string;
  data: string;
  settingsIni: string;
  /** How often each value was exposed so far, of a region that still runs. */
  exposures?: string;
}

/**
 * Scienta SES with a DA30: for every region `Spectrum_<region>.ini` with the scales,
 * `Spectrum_<region>.bin` with 32-bit floats [depth][height][width] = [deflector angle]
 * [slit angle][energy], and `<region>.ini` with the settings. Of swept spectra the
 * channels that were not exposed in full are left out.
 */
export const sesZipReader: PlainReader = {
  label: format.label,
  matches: ({ head }) => beginsAsZip(head),
  open: (file, options) => sesZipScan(file, options),
};

function sesZipScan(file: BinaryFile, options: OpenOptions): ScanFile {
  const archive = new ZipArchive(file);
  const names = new Set(archive.names);
  const [first, ...others] = archive.names.flatMap((name): SesRegion[] => {
    const match = spectrumIni.exec(name);
    if (match === null) return [];
    const [, folder = '', region] = match;
    const data = `${folder}Spectrum_${region}.bin`;
    if (!names.has(data)) return [];
    return [{ name: region, spectrumIni: name, data, settingsIni: `${folder}${region}.ini` }];
  });
  if (first === undefined) {
    const found = archive.names.slice(0, 8).join(', ') || 'nothing';
    throw file.wrong(`expected Spectrum_<region>.ini and .bin in the archive, found ${found}`);
  }
  const { region, ...choice } = chosenRegion(file, [first, ...others], options);
  return sesRegionScan(file, format, archive, region, choice);
}

/** A region as a scan file: a frame, or one at each deflector angle. */
export function sesRegionScan(
  file: BinaryFile,
  format: FormatDescription,
  archive: RegionFiles,
  region: SesRegion,
  choice: RegionChoice,
): ScanFile {
  const ini = (name: string) => decodedText(archive.member(name, MAXIMUM_INI_BYTES));
  const scales = keyValueSections(ini(region.spectrumIni)).get('spectrum')?.values;
  if (scales === undefined) {
    throw file.wrong(`expected a section [spectrum] in ${region.spectrumIni}, found none`);
  }
  const bytesPerValue = finiteNumber(scales.get('byteperpoint')) ?? BYTES_PER_VALUE;
  if (bytesPerValue !== BYTES_PER_VALUE) {
    throw file.wrong(`expected ${BYTES_PER_VALUE} bytes a value, found ${bytesPerValue}`);
  }
  const settings = archive.sizeOf(region.settingsIni) === null ? '' : ini(region.settingsIni);
  const acquisition = acquisitionNote(settings);
  const scaled = (extent: string) => scaledAxis(file, scales, extent, region.spectrumIni);
  const isBinding = acquisition.energyScale === 'binding';
  const energy = keptEnergies(scaled('width'), scales, isBinding);
  const notes = [...choice.notes];
  if (energy.kept !== undefined) {
    const { first, last } = energy.kept;
    const { count } = energy.axis;
    notes.push(
      `Energy channels ${first} to ${last} of ${count}: the others were not fully exposed`,
    );
  }
  const height = scaled('height');
  const depth = scannedAxis(scaled('depth'), acquisition);
  const dimensions: BlockDimension[] = [
    ...(depth.count > 1 ? [{ axis: depth, role: 'scan' as const }] : []),
    { axis: slitAxis(height, notes), role: 'angle' },
    energy,
  ];
  const values = dimensions.reduce((product, { axis }) => product * axis.count, 1);
  if (archive.sizeOf(region.data) !== values * BYTES_PER_VALUE) {
    throw file.wrong(
      `expected ${values} values of ${BYTES_PER_VALUE} bytes in ${region.data}, ` +
        `found ${String(archive.sizeOf(region.data))} bytes`,
    );
  }
  let unpacked: NumberArray | undefined;
  return new BlockScanFile(file, {
    format,
    path: region.data,
    dimensions,
    fastest: 'last',
    read: (first, count) => {
      unpacked ??= regionValues(archive, region);
      return unpacked.subarray(first, first + count);
    },
    laidOut: region.exposures !== undefined,
    ...detailsByPoint(acquisition, acquisition.runMode),
    regions: choice.regions,
    notes,
  });
}

/** Counts of an exposure; nothing where a running region was not exposed yet. */
function regionValues(archive: RegionFiles, { data, exposures }: SesRegion): NumberArray {
  const floats = (name: string) =>
    storedNumbers(
      archive.member(name, MAXIMUM_ELEMENTS * BYTES_PER_VALUE),
      'float32',
      'little-endian',
    );
  const sums = floats(data);
  if (exposures === undefined) return sums;
  const times = floats(exposures);
  return Float32Array.from(sums, (sum, i) => (times[i] > 0 ? sum / times[i] : 0));
}

/** `widthoffset + i · widthdelta` and the like; a scale of one value needs no step. */
function scaledAxis(
  file: BinaryFile,
  scales: Map<string, string>,
  extent: string,
  where: string,
): Axis {
  const count = finiteNumber(scales.get(extent)) ?? (extent === 'depth' ? 1 : null);
  const start = finiteNumber(scales.get(`${extent}offset`)) ?? (count === 1 ? 0 : null);
  const step = finiteNumber(scales.get(`${extent}delta`)) ?? (count === 1 ? 1 : null);
  if (count === null || start === null || step === null) {
    throw file.wrong(
      `expected ${extent}, ${extent}offset and ${extent}delta in ${where}, found no numbers`,
    );
  }
  if (!Number.isSafeInteger(count) || count < 1) {
    throw file.wrong(`expected a ${extent} of at least 1 in ${where}, found ${count}`);
  }
  const { name, unit } = nameAndUnit(scales.get(`${extent}label`) ?? '');
  return { name, unit: unitName(unit), start, step, count };
}

/** What a counter stands for is said by the table of the run mode. */
function scannedAxis(axis: Axis, { runMode }: AcquisitionNote): Axis {
  return runMode !== null && isCounter(axis.name) ? { ...axis, name: '' } : axis;
}

function slitAxis(axis: Axis, notes: string[]): Axis {
  const unit = axis.unit || 'pixel';
  if (unit === 'pixel') notes.push('The file gives no angle scale: detector pixels');
  if (unit === 'mm') notes.push('The detector axis is in mm: positions, not angles');
  return { ...axis, name: axis.name || angleAxisName(unit), unit };
}

/** Energies; of swept spectra, the channels between `first_full` and `last_full` are kept. */
function keptEnergies(axis: Axis, scales: Map<string, string>, isBinding: boolean): BlockDimension {
  const dimension = energyDimension(axis, isBinding || /binding/i.test(axis.name));
  const firstFull = finiteNumber(scales.get('first_full')) ?? 0;
  const lastFull = finiteNumber(scales.get('last_full')) ?? axis.count - 1;
  const isRange =
    Number.isInteger(firstFull) &&
    Number.isInteger(lastFull) &&
    firstFull >= 0 &&
    firstFull < lastFull &&
    lastFull < axis.count;
  const isWhole = firstFull === 0 && lastFull === axis.count - 1;
  if (!isRange || isWhole) return dimension;
  return { ...dimension, kept: { first: firstFull, last: lastFull } };
}
