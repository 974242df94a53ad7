import type { Spectrum } from '#shared/spectrum';

/** Why a spectrum is not judged: a code for programs, a sentence for people. */
export interface NotJudged {
  code: 'curve' | 'no-numbers' | 'no-counts' | 'few-electrons' | 'saturated' | 'mostly-dead';
  /** A clause that completes "not judged: …", with what was expected and what was found. */
  reason: string;
}

/** Fewer energies or angles than this make curves, not an image with lines in it. */
export const LEAST_PIXELS_ALONG_AXIS = 8;
/** Electrons in the dimmest spectra that the network was trained on. */
export const LEAST_ELECTRONS = 1000;
/** Share of the pixels that hold the largest value beyond which the image is clipped or constant. */
const LARGEST_CLIPPED_SHARE = 0.05;
/** Pixels just below the largest value, as part of those that hold it, which tell a slope from a clip. */
const LEAST_SLOPE_SHARE = 0.5;
/** What counts as just below. */
const NEARLY_LARGEST = 0.9;
/** Counts of a pixel from which equal largest values are no accident of counting. */
const LEAST_CLIPPED_COUNTS = 16;
/** Share of the angles without a single count, or of pixels without a number, that leaves no image. */
const LARGEST_DEAD_SHARE = 0.5;
/** Counts an angle with counts must hold on average before an empty one is taken for dead. */
const COUNTS_OF_A_LIVING_ANGLE = 20;

interface PixelStatistics {
  finite: number;
  total: number;
  maximum: number;
  /** Pixels that hold the maximum. */
  atMaximum: number;
  /** Pixels below it, by a tenth at most. */
  nearlyMaximum: number;
  /** All values are whole numbers: counts, not rates. */
  areWhole: boolean;
  /** Angles that hold counts. */
  livingAngles: number;
}

function pixelStatistics({ counts, angle }: Spectrum): PixelStatistics {
  const living = new Uint8Array(angle.count);
  let [finite, total, maximum] = [0, 0, -Infinity];
  let areWhole = true;
  for (let i = 0; i < counts.length; i++) {
    const value = counts[i];
    if (!Number.isFinite(value)) continue;
    finite++;
    total += value;
    if (value > maximum) maximum = value;
    if (value > 0) living[i % angle.count] = 1;
    if (areWhole && !Number.isInteger(value)) areWhole = false;
  }
  let [atMaximum, nearlyMaximum] = [0, 0];
  const nearly = NEARLY_LARGEST * maximum;
  for (const value of counts) {
    if (value === maximum) atMaximum++;
    else if (value >= nearly && value < maximum) nearlyMaximum++;
  }
  const livingAngles = living.reduce((sum, lives) => sum + lives, 0);
  return { finite, total, maximum, atMaximum, nearlyMaximum, areWhole, livingAngles };
}

const percent = (share: number) => `${Math.round(100 * share)} %`;

/** Reason found in how the counts are distributed over the image; null where there is none. */
function unusableImage({ counts, angle }: Spectrum, pixels: PixelStatistics): NotJudged | null {
  const clipped = pixels.atMaximum / pixels.finite;
  const isClipped =
    clipped > LARGEST_CLIPPED_SHARE &&
    pixels.nearlyMaximum < LEAST_SLOPE_SHARE * pixels.atMaximum &&
    // Of a few counts a pixel, many pixels hold the largest number by chance.
    (!pixels.areWhole || pixels.maximum >= LEAST_CLIPPED_COUNTS);
  if (isClipped) {
    const reason = `${percent(clipped)} of the pixels hold the largest value, ${pixels.maximum}: saturated, cut off or constant`;
    return { code: 'saturated', reason };
  }
  const missing = 1 - pixels.finite / counts.length;
  if (missing > LARGEST_DEAD_SHARE) {
    return { code: 'mostly-dead', reason: `${percent(missing)} of the pixels hold no number` };
  }
  const dead = 1 - pixels.livingAngles / angle.count;
  const expected = pixels.areWhole ? pixels.total / pixels.livingAngles : Infinity;
  if (dead > LARGEST_DEAD_SHARE && expected >= COUNTS_OF_A_LIVING_ANGLE) {
    return { code: 'mostly-dead', reason: `${percent(dead)} of the angles hold no counts` };
  }
  return null;
}

/**
 * Reason why a spectrum must not go to the network; null where it may. Judging makes sense of an
 * image energy × angle with counts in it, about as many as the network was trained on; anything
 * else gets a number that means nothing. Whole numbers are taken for counts, of which an electron
 * gives at least one; of rates the electrons are not known and not asked for.
 */
export function whyNotJudged(spectrum: Spectrum): NotJudged | null {
  const { energy, angle, counts } = spectrum;
  for (const [axis, plural] of [
    [energy, 'energies'],
    [angle, 'angles'],
  ] as const) {
    if (axis.count >= LEAST_PIXELS_ALONG_AXIS) continue;
    const reason = `it has ${axis.count} ${plural}, and an image needs ${LEAST_PIXELS_ALONG_AXIS}`;
    return { code: 'curve', reason };
  }
  const pixels = pixelStatistics(spectrum);
  if (pixels.finite === 0) return { code: 'no-numbers', reason: 'no pixel holds a number' };
  if (!(pixels.total > 0 && pixels.maximum > 0)) {
    return { code: 'no-counts', reason: `its ${counts.length} pixels hold no counts` };
  }
  const unusable = unusableImage(spectrum, pixels);
  if (unusable !== null) return unusable;
  if (pixels.areWhole && pixels.total < LEAST_ELECTRONS) {
    const reason = `it holds ${pixels.total} electrons at most, and the network knows spectra of ${LEAST_ELECTRONS} and more`;
    return { code: 'few-electrons', reason };
  }
  return null;
}
