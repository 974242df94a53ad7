import type { PlainReader } from '../binary-file';
import { igorScanFile } from './igor-scan';
import { oldWaveVersion, readOldIgorWave } from './igor-old-wave';
import { readIgorWave, waveByteOrder } from './igor-wave';

const format = { id: 'igor-binary', label: 'Igor binary wave (.ibw)' };

/**
 * Igor binary wave: version 5, as SES and the live display of ALS MERLIN write it, and
 * versions 1 to 3, which hold one dimension: a curve over energy.
 */
export const igorBinaryReader: PlainReader = {
  label: format.label,
  matches: ({ head }) => waveByteOrder(head) !== null || oldWaveVersion(head) !== null,
  open(file) {
    const old = oldWaveVersion(file.head);
    const wave =
      old === null ? readIgorWave(file, 0, file.size) : readOldIgorWave(file, old, 0, file.size);
    return igorScanFile(file, format, wave);
  },
};
