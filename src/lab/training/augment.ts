import type { Random } from '#core/simulate/random';
import type { Spectrum } from '#shared/spectrum';

/** Chance that a training image's contrast is bent, and how far (exponent). */
const CONTRAST_CHANCE = 0.06;
const CONTRAST_RANGE = 1.15;
/** Chance of multiplicative speckle, and its largest relative strength. */
const SPECKLE_CHANCE = 0.06;
const SPECKLE_LIMIT = 0.15;
/** Chance that a few rows and columns at the frame's edges see nothing. */
const SHIFT_CHANCE = 0.15;
const SHIFT_LIMIT = 0.04;

function mirrorAngle({ counts, energy, angle }: Spectrum): void {
  for (let row = 0; row < energy.count; row++) {
    counts.subarray(row * angle.count, (row + 1) * angle.count).reverse();
  }
}

function totalOf(counts: Float32Array): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}

/** Moves the window over the scene by whole pixels; what comes in from outside repeats the edge. */
function shiftWindow({ counts, energy, angle }: Spectrum, down: number, right: number): void {
  const source = counts.slice();
  const clamped = (index: number, count: number) => Math.min(count - 1, Math.max(0, index));
  for (let row = 0; row < energy.count; row++) {
    const from = clamped(row + down, energy.count) * angle.count;
    for (let column = 0; column < angle.count; column++) {
      counts[row * angle.count + column] = source[from + clamped(column + right, angle.count)];
    }
  }
}

/**
 * Changes a simulated spectrum in place in ways that leave its label true: mirrored in angle half
 * of the time; now and then a small shift, speckle or a detector's mild non-linearity.
 */
export function augment(spectrum: Spectrum, random: Random): void {
  const { counts, energy, angle } = spectrum;
  const totalBefore = totalOf(counts);
  if (random.next() < 0.5) mirrorAngle(spectrum);
  if (random.next() < SHIFT_CHANCE) {
    const pixels = (count: number) => Math.round(random.uniform(-SHIFT_LIMIT, SHIFT_LIMIT) * count);
    shiftWindow(spectrum, pixels(energy.count), pixels(angle.count));
  }
  if (random.next() < SPECKLE_CHANCE) {
    const strength = random.uniform(0, SPECKLE_LIMIT);
    for (let i = 0; i < counts.length; i++) {
      if (counts[i] > 0) counts[i] *= Math.max(0, 1 + strength * random.normal());
    }
  }
  if (random.next() < CONTRAST_CHANCE) {
    const exponent = random.logUniform(1 / CONTRAST_RANGE, CONTRAST_RANGE);
    for (let i = 0; i < counts.length; i++) counts[i] **= exponent;
  }
  // The number of electrons is part of the label and must stay.
  const totalAfter = totalOf(counts);
  const scale = totalAfter > 0 ? totalBefore / totalAfter : 1;
  if (scale !== 1) for (let i = 0; i < counts.length; i++) counts[i] *= scale;
}
