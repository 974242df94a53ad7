import type { Axis } from '#shared/axis';
import type { Spectrum } from '#shared/spectrum';

/** What a spectrum is known by. */
export interface SpectrumPrint {
  /** Sum over the image, counts; pixels that are not finite count as 0. */
  total: number;
  /** Hash of the counts in their order and of the axes; null in sessions of SweetSpot 0.1. */
  print: number | null;
}

/** Part of the total that two readings of one spectrum may differ by. */
const TOLERANCE = 1e-5;
/** Digits of an axis that tell it from another. */
const AXIS_DIGITS = 6;

/** Offset and prime of the 32-bit FNV-1a hash, taken word by word. */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Total and hash of a spectrum, in one go over its pixels. */
export function printOf({ counts, energy, angle }: Spectrum): SpectrumPrint & { print: number } {
  const words = new Uint32Array(counts.buffer, counts.byteOffset, counts.length);
  let total = 0;
  let hash = FNV_OFFSET;
  for (let i = 0; i < counts.length; i++) {
    if (Number.isFinite(counts[i])) total += counts[i];
    hash = Math.imul(hash ^ words[i], FNV_PRIME);
    // Small whole counts differ in their upper bits only: mixed in, or they would be lost.
    hash ^= hash >>> 15;
  }
  for (const character of axisText(energy) + axisText(angle)) {
    hash = Math.imul(hash ^ character.charCodeAt(0), FNV_PRIME);
  }
  return { total, print: hash >>> 0 };
}

/** Whether a spectrum is the one that was read before. */
export function isSamePrint(now: SpectrumPrint, before: SpectrumPrint): boolean {
  if (now.print !== null && before.print !== null) return now.print === before.print;
  return hasSameTotal(now, before);
}

/** Whether two readings have one total: all that tells them apart in any version of a reader. */
export function hasSameTotal(now: SpectrumPrint, before: SpectrumPrint): boolean {
  return Math.abs(now.total - before.total) <= TOLERANCE * Math.max(1, Math.abs(before.total));
}

function axisText({ unit, start, step, count }: Axis): string {
  return [unit, start.toPrecision(AXIS_DIGITS), step.toPrecision(AXIS_DIGITS), count].join(' ');
}
