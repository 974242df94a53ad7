import { readFileSync, statSync } from 'node:fs';
import type { FrameMotor } from '../scan-file';
import { unitName } from '../uniform-axis';
import { finiteNumber, nameAndUnit } from './key-value-text';

const spectrumName = /_ROI\d+_\.txt$/i;
const LONGEST_NOTE_BYTES = 256 * 1024;

/**
 * What SOLEIL CASSIOPEE notes beside each spectrum `<scan>_<n>_ROI1_.txt` in
 * `<scan>_<n>_i.txt`: lines `theta (deg) : 1.5`. None where there is no such file.
 */
export function cassiopeeMotors(spectrumPath: string): FrameMotor[] {
  if (!spectrumName.test(spectrumPath)) return [];
  const path = spectrumPath.replace(spectrumName, '_i.txt');
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0 || size > LONGEST_NOTE_BYTES) return [];
  return readFileSync(path, 'latin1')
    .split(/\r\n|\n|\r/)
    .flatMap((line) => {
      const match = /^\s*([^:]+?)\s*:\s*(\S+)\s*$/.exec(line);
      const value = finiteNumber(match?.[2]);
      if (match === null || value === null) return [];
      const { name, unit } = nameAndUnit(match[1]);
      return [{ name, unit: unitName(unit), value }];
    });
}
