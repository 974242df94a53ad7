import { SweetSpotError } from '#shared/errors';
import type { PlainReader } from '../binary-file';
import { igorScanFile } from './igor-scan';
import { oldWaveVersion, readIgorWave, waveByteOrder } from './igor-wave';

const format = { id: 'igor-binary', label: 'Igor binary wave (.ibw)' };

/**
 * Igor binary wave, version 5, as SES and the live display of ALS MERLIN write it. Older
 * versions hold one dimension, which is no spectrum: they are refused by their number.
 */
export const igorBinaryReader: PlainReader = {
  label: format.label,
  matches: ({ head }) => waveByteOrder(head) !== null || oldWaveVersion(head) !== null,
  open(file) {
    const version = oldWaveVersion(file.head);
    if (version === null) return igorScanFile(file, format, readIgorWave(file, 0, file.size));
    throw new SweetSpotError(
      'unsupported',
      `${file.path}: expected an Igor binary wave of version 5, found one of version ${version}, which holds one dimension.`,
      { hint: 'Save it again with a current Igor, as a wave of energy and angle.' },
    );
  },
};
