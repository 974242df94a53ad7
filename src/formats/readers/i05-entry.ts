import type { Hdf5File } from '../hdf5/hdf5-file';

export const i05Format = { id: 'i05-nexus', label: 'Diamond I05 NeXus' };
/** Where GDA puts the spectra. */
export const i05GroupPath = '/entry1/analyser';

/** Points the scan was set up for; null where the file does not say. */
export function expectedPoints(file: Hdf5File): number | null {
  const path = '/entry1/scan_dimensions';
  if (file.kindOf(path) !== 'dataset') return null;
  const points = Array.from(file.numbers(path)).reduce((product, length) => product * length, 1);
  return Number.isSafeInteger(points) && points > 0 ? points : null;
}

/** GDA notes the end when a scan is over, whether it went through or not. */
export function hasEnded(file: Hdf5File): boolean {
  return file.kindOf('/entry1/end_time') === 'dataset';
}

/** Time of a spectrum in seconds; null where the file does not say. */
export function frameSeconds(file: Hdf5File): number | null {
  const analyser = '/entry1/instrument/analyser';
  return file.scalar(`${analyser}/acquire_time`) ?? file.scalar(`${analyser}/time_for_frames`);
}
