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

/** One step of the hash. Small whole counts differ in their upper bits only: mixed in, or they would be lost. */
function mixed(hash: number, word: number): number {
  const next = Math.imul(hash ^ word, FNV_PRIME);
  return next ^ (next >>> 15);
}

/** A hash with each bit over all others (the finaliser of MurmurHash3), so that two do not cancel. */
function spread(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/**
 * Total and hash of a spectrum, in one go over its pixels. Four hashes go side by side, each over
 * every fourth pixel: a step need not wait for the one before.
 */
export function printOf({ counts, energy, angle }: Spectrum): SpectrumPrint & { print: number } {
  const words = new Uint32Array(counts.buffer, counts.byteOffset, counts.length);
  const whole = counts.length - (counts.length % 4);
  let [a, b, c, d] = [FNV_OFFSET, FNV_OFFSET + 1, FNV_OFFSET + 2, FNV_OFFSET + 3];
  let total = 0;
  for (let i = 0; i < whole; i += 4) {
    total += counts[i] + counts[i + 1] + counts[i + 2] + counts[i + 3];
    a = mixed(a, words[i]);
    b = mixed(b, words[i + 1]);
    c = mixed(c, words[i + 2]);
    d = mixed(d, words[i + 3]);
  }
  for (let i = whole; i < words.length; i++) {
    total += counts[i];
    a = mixed(a, words[i]);
  }
  // Rare: only frames with pixels that are no number pay for a second look.
  if (!Number.isFinite(total)) total = finiteTotal(counts);
  let hash = FNV_OFFSET;
  for (const part of [a, b, c, d]) hash = mixed(hash, spread(part));
  for (const character of axisText(energy) + axisText(angle)) {
    hash = Math.imul(hash ^ character.charCodeAt(0), FNV_PRIME);
  }
  return { total, print: hash >>> 0 };
}

function finiteTotal(counts: Float32Array): number {
  return counts.reduce((total, value) => (Number.isFinite(value) ? total + value : total), 0);
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
