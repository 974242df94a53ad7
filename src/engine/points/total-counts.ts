import type { Spectrum } from '#shared/spectrum';

/** Part of the total that two readings of one spectrum may differ by. */
const TOLERANCE = 1e-5;

/** Sum over the image, counts; pixels that are not finite count as 0. */
export function totalCountsOf({ counts }: Spectrum): number {
  let total = 0;
  for (const value of counts) if (Number.isFinite(value)) total += value;
  return total;
}

/** Whether a spectrum has the total of one that was read before. */
export function hasTotal(spectrum: Spectrum, stored: number): boolean {
  return Math.abs(totalCountsOf(spectrum) - stored) <= TOLERANCE * Math.max(1, Math.abs(stored));
}
