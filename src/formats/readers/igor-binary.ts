import type { PlainReader } from '../binary-file';
import { igorScanFile } from './igor-scan';
import { readIgorWave, waveByteOrder } from './igor-wave';

const format = { id: 'igor-binary', label: 'Igor binary wave (.ibw)' };

/** Igor binary wave, version 5, as SES and the live display of ALS MERLIN write it. */
export const igorBinaryReader: PlainReader = {
  label: format.label,
  matches: ({ head }) => waveByteOrder(head) !== null,
  open: (file) => igorScanFile(file, format, readIgorWave(file, 0, file.size)),
};
