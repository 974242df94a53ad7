import type { Axis } from './axis';

/**
 * One spectrum, energy × angle. `counts` is row-major [energy][angle], so the
 * value at (iEnergy, iAngle) is counts[iEnergy * angle.count + iAngle].
 * Energy ascends with the index, whatever the file's order was.
 */
export interface Spectrum {
  counts: Float32Array;
  /** Unit eV (kinetic or binding; the name says which). */
  energy: Axis;
  /** Unit deg, or pixel where the file gives no angle scale. */
  angle: Axis;
}
