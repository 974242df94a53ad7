import { convolveImage } from './convolution';
import { FWHM_PER_SIGMA } from './kinematics';
import { recurseAlongRows, recurseDownColumns } from './recursive-gaussian';

/** Below this standard deviation in pixels a short direct kernel is exact and as fast. */
const DIRECT_SIGMA_LIMIT = 1;
/** Blurs narrower than this do not move intensity between pixels. */
const NEGLIGIBLE_SIGMA = 0.05;

/** Standard deviation in pixels of a resolution given as FWHM. */
export function sigmaPixelsOf(fwhm: number, step: number): number {
  return fwhm / FWHM_PER_SIGMA / step;
}

/**
 * Gaussian blur of a row-major image along its rows' direction (`'column'`:
 * down the energies; `'row'`: along the angles), from `source` to `target`. What
 * a kernel would take from outside the image is left out and the rest
 * renormalised, so a flat field stays flat up to the edges.
 */
export function blurImage(
  source: Float32Array,
  target: Float32Array,
  rowCount: number,
  columnCount: number,
  direction: 'row' | 'column',
  sigmaPixels: number,
): void {
  if (!(sigmaPixels > NEGLIGIBLE_SIGMA)) {
    target.set(source);
  } else if (sigmaPixels < DIRECT_SIGMA_LIMIT) {
    const kernel = directKernel(sigmaPixels);
    convolveImage(source, target, rowCount, columnCount, direction, kernel);
  } else if (direction === 'row') {
    recurseAlongRows(source, target, rowCount, columnCount, sigmaPixels);
  } else {
    recurseDownColumns(source, target, rowCount, columnCount, sigmaPixels);
  }
}

/** One side of a Gaussian kernel, centre first, to four standard deviations. */
function directKernel(sigmaPixels: number): Float64Array {
  const radius = Math.max(1, Math.ceil(4 * sigmaPixels));
  const kernel = new Float64Array(radius + 1);
  for (let distance = 0; distance <= radius; distance++) {
    kernel[distance] = Math.exp((-0.5 * distance * distance) / (sigmaPixels * sigmaPixels));
  }
  return kernel;
}
