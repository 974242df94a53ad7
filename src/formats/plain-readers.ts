import { SweetSpotError } from '#shared/errors';
import { BinaryFile, type OpenOptions, type PlainReader } from './binary-file';
import { beginsAsHdf5 } from './hdf5/handle';
import { fitsReader } from './readers/fits';
import { igorBinaryReader } from './readers/igor-binary';
import { igorPackedReader } from './readers/igor-packed';
import { igorTextReader } from './readers/igor-text';
import { mbsKraxReader } from './readers/mbs-krax';
import { mbsTextReader } from './readers/mbs-text';
import { sesFolderReader } from './readers/ses-folder';
import { sesTextReader } from './readers/ses-text';
import { sesZipReader } from './readers/ses-zip';
import { specsSp2Reader } from './readers/specs-sp2';
import { specsXyReader } from './readers/specs-xy';
import type { ScanFile } from './scan-file';

/** Formats that are not HDF5: those with a signature before those known by their words. */
const plainReaders: readonly PlainReader[] = [
  sesZipReader,
  fitsReader,
  igorTextReader,
  igorPackedReader,
  igorBinaryReader,
  mbsKraxReader,
  sesTextReader,
  specsSp2Reader,
  specsXyReader,
  mbsTextReader,
  sesFolderReader,
];

/** Labels of the formats, for messages. */
export const plainFormatLabels = plainReaders.map(({ label }) => label);

/** Whether a file begins like one of these formats; false for one that cannot be read. */
export function isPlainFormat(path: string): boolean {
  try {
    const file = new BinaryFile(path);
    try {
      return plainReaders.some((reader) => reader.matches(file));
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof SweetSpotError) return false;
    throw error;
  }
}

/** Opens a file in one of these formats. `hdf5` when it begins as HDF5, null when like none of them. */
export function openPlainFile(path: string, options: OpenOptions): ScanFile | 'hdf5' | null {
  const file = new BinaryFile(path);
  try {
    if (beginsAsHdf5(file.head)) {
      file.close();
      return 'hdf5';
    }
    const reader = plainReaders.find((candidate) => candidate.matches(file));
    if (reader !== undefined) return reader.open(file, options);
    file.close();
    return null;
  } catch (error) {
    file.close();
    if (error instanceof SweetSpotError) throw error;
    throw file.wrong('expected a file of spectra, found one that cannot be read', error);
  }
}
