import { basename, dirname, extname } from 'node:path';
import { SweetSpotError } from '#shared/errors';
import type { OpenOptions } from './binary-file';
import { completedScan } from './completed-scan';
import { Hdf5File } from './hdf5/hdf5-file';
import { loadHdf5Library, type Hdf5Library } from './hdf5/library';
import { LinkRoots } from './hdf5/link-roots';
import type { Hdf5Reader } from './hdf5/reader';
import { chosenAmongNumbered, optionsWithin } from './numbered-regions';
import { placedByTable } from './placed-scan';
import { openPlainFile, plainFormatLabels } from './plain-readers';
import { antaresReader } from './readers/antares';
import { elettraReader } from './readers/elettra';
import { genericNexusReader } from './readers/generic-nexus';
import { i05Reader } from './readers/i05';
import { i05MapReader } from './readers/i05-map';
import { loreaReader } from './readers/lorea';
import { maestroReader } from './readers/maestro';
import { peakExportReader } from './readers/peak-export';
import { sgm4Reader } from './readers/sgm4';
import { ssrlReader } from './readers/ssrl';
import { xarrayNetcdfReader } from './readers/xarray-netcdf';
import type { ScanFile } from './scan-file';

/** HDF5 layouts, the particular before the general. */
const hdf5Readers: readonly Hdf5Reader[] = [
  i05Reader,
  i05MapReader,
  loreaReader,
  ssrlReader,
  peakExportReader,
  antaresReader,
  genericNexusReader,
  sgm4Reader,
  maestroReader,
  elettraReader,
  xarrayNetcdfReader,
];

/** Labels of the layouts, for messages and the conformance suite. */
export const hdf5FormatLabels = hdf5Readers.map(({ label }) => label);

/** Extensions of what lies beside spectra: tables, logs, pictures, settings, archives of other things. */
const foreignExtensions = new Set([
  ...['.csv', '.tsv', '.txt', '.log', '.json', '.jsonl', '.xml', '.ini', '.md', '.yaml', '.yml'],
  ...['.png', '.jpg', '.jpeg', '.gif', '.bmp', '.svg', '.tif', '.tiff', '.eps', '.ps', '.webp'],
  ...['.pdf', '.doc', '.docx', '.odt', '.rtf', '.xls', '.xlsx', '.xlsm', '.ods', '.ppt', '.pptx'],
  ...['.odp', '.key', '.opj', '.opju', '.ogw', '.html', '.htm', '.css', '.js', '.mat', '.npy'],
  ...['.npz', '.pkl', '.db', '.sqlite', '.mdb', '.dump', '.exe', '.dll', '.so', '.bat', '.sh'],
  ...['.py', '.pyc', '.ipynb', '.m', '.r', '.jl', '.c', '.h', '.cpp', '.pxi', '.ipf', '.mp3'],
  ...['.mp4', '.mov', '.avi', '.mkv', '.wav', '.lnk', '.url', '.lock', '.bak', '.cfg', '.conf'],
  ...['.7z', '.rar', '.gz', '.tar', '.bz2', '.xz', '.eml', '.msg', '.tex', '.bib', '.toml'],
]);
/** Texts with spectra, of SES and MB Scientific, are numbered: `FIX00001_00000.txt`, `map_3_ROI1_.txt`. */
const numberedText = /\d(_ROI\d+_)?\.txt$/i;
const unfinishedExtensions = new Set([
  '.tmp',
  '.part',
  '.partial',
  '.crdownload',
  '.filepart',
  '.swp',
]);

/** Some front ends rename the numbered files of a scan only when the whole scan is over. */
const numberedTemporary = /^_tmp_.+_S\d+\.\w+$/i;

/** Beside the frames of a running region SES keeps how often they were exposed. */
const exposures = /^Spectrum_.+_Norm\.bin$/i;

/**
 * Whether a file of this name may hold spectra. Hidden files, the temporary names
 * analyzers and copy programs use until a file is whole, and tables, logs and
 * pictures are none. What passes is judged by its content.
 */
export function isCandidateName(fileName: string): boolean {
  const name = basename(fileName);
  if (isUnfinishedName(name) || exposures.test(name)) return false;
  const extension = extname(name).toLowerCase();
  return !foreignExtensions.has(extension) || numberedText.test(name);
}

/** Hidden files, and the temporary names analyzers, editors and copy programs use. */
export function isUnfinishedName(fileName: string): boolean {
  const name = basename(fileName);
  if (/^[.~]/.test(name) || name.endsWith('~')) return true;
  if (/^_?te?mp_/i.test(name) && !numberedTemporary.test(name)) return true;
  return unfinishedExtensions.has(extname(name).toLowerCase());
}

/**
 * Opens a file of spectra; what layout it has is read from its content. Close it
 * when done. Links into other files are followed within its folder and `linkFolders`. Errors: `not-found`, `unreadable`, `busy`, `incomplete` (being
 * written), `unknown-format`, `invalid-format`, and `invalid-request` for a region
 * that the file does not hold.
 */
export async function openScanFile(
  path: string,
  options: OpenOptions = {},
  links = new LinkRoots([dirname(path), ...(options.linkFolders ?? [])]),
): Promise<ScanFile> {
  const plain = openPlainFile(path, optionsWithin(path, options));
  if (plain !== null && plain !== 'hdf5') {
    const placed = placedByTable(path, plain);
    return completedScan(path, chosenAmongNumbered(path, placed, options), options);
  }
  const file = openHdf5File(await loadHdf5Library(path), path, plain === 'hdf5', links);
  try {
    const reader = hdf5Readers.find((candidate) => candidate.matches(file));
    if (reader !== undefined) return completedScan(path, reader.open(file, options), options);
    throw file.unknownLayout(hdf5FormatLabels);
  } catch (error) {
    file.close();
    if (error instanceof SweetSpotError) throw error;
    throw file.wrong('expected a file of spectra, found one that cannot be read', error);
  }
}

/** Throws as `Hdf5File`; of a file that is no HDF5 it says what else it might have been. */
function openHdf5File(
  library: Hdf5Library,
  path: string,
  isHdf5: boolean,
  links: LinkRoots,
): Hdf5File {
  try {
    return new Hdf5File(library, path, isHdf5, links);
  } catch (error) {
    if (!(error instanceof SweetSpotError) || error.code !== 'unknown-format') throw error;
    throw new SweetSpotError(
      error.code,
      `${error.message} Nor does it begin like any of: ${plainFormatLabels.join(', ')}.`,
      { cause: error },
    );
  }
}
