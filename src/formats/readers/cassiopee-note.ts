import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FrameMotor } from '../scan-file';
import { unitName } from '../uniform-axis';
import { finiteNumber, nameAndUnit } from './key-value-text';

const spectrumName = /_ROI\d+_\.txt$/i;
const LONGEST_NOTE_BYTES = 256 * 1024;

/**
 * What SOLEIL CASSIOPEE notes beside each spectrum `<scan>_<n>_ROI1_.txt` in
 * `<scan>_<n>_i.txt`, or in the folder `info_files`: lines `theta (deg) : 1.5` under heads
 * `SAMPLE`, `MONOCHROMATOR`, …. A name that comes again is told apart by its head. None where
 * there is no such file.
 */
export function cassiopeeMotors(spectrumPath: string): FrameMotor[] {
  if (!spectrumName.test(spectrumPath)) return [];
  const name = basename(spectrumPath).replace(spectrumName, '_i.txt');
  const folder = dirname(spectrumPath);
  const path = [join(folder, name), join(folder, 'info_files', name)].find((candidate) => {
    const size = statSync(candidate, { throwIfNoEntry: false })?.size ?? 0;
    return size > 0 && size <= LONGEST_NOTE_BYTES;
  });
  return path === undefined ? [] : motorsOf(readFileSync(path, 'latin1'));
}

function motorsOf(note: string): FrameMotor[] {
  const motors: FrameMotor[] = [];
  let head = '';
  for (const line of note.split(/\r\n|\n|\r/)) {
    if (/^\s*[A-Z][A-Z _-]*\s*$/.test(line)) head = line.trim().toLowerCase();
    const match = /^\s*([^:]+?)\s*:\s*(\S+)\s*$/.exec(line);
    const value = finiteNumber(match?.[2]);
    if (match === null || value === null) continue;
    const { name, unit } = nameAndUnit(match[1]);
    const isTaken = motors.some((motor) => motor.name === name);
    motors.push({ name: isTaken ? `${head} ${name}`.trim() : name, unit: unitName(unit), value });
  }
  return motors;
}
