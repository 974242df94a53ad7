import type { MatrixElement } from './parameters';

/** P(kx, ky) · cos(n · arctan(ky / kx)) before offset and scale; k in Å⁻¹. */
export function rawMatrixElement(
  element: Pick<MatrixElement, 'coefficients' | 'rotationOrder'>,
  kx: number,
  ky: number,
): number {
  let polynomial = 0;
  for (let i = element.coefficients.length - 1; i >= 0; i--) {
    const inner = element.coefficients[i];
    let sum = 0;
    for (let j = inner.length - 1; j >= 0; j--) sum = sum * ky + inner[j];
    polynomial = polynomial * kx + sum;
  }
  if (element.rotationOrder === 0) return polynomial;
  const polarAngle = kx === 0 ? Math.PI / 2 : Math.atan(ky / kx);
  return polynomial * Math.cos(element.rotationOrder * polarAngle);
}

/**
 * The matrix element per angle, taken at the Fermi wave vector (Å⁻¹): over the
 * window the wave vector at fixed angle changes by a few per cent, far less than
 * the scale on which the modulation varies.
 */
export function fillMatrixElement(
  element: MatrixElement,
  waveVector: number,
  nx: Float64Array,
  ny: Float64Array,
  modulation: Float64Array,
): void {
  for (let j = 0; j < modulation.length; j++) {
    const raw = rawMatrixElement(element, waveVector * nx[j], waveVector * ny[j]);
    modulation[j] = Math.max(0, element.scale * (raw - element.minimum));
  }
}
