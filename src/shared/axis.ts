/** Axes of spectra and maps: plain data, the same in every process. */

/** A uniformly sampled axis: value(i) = start + i · step, at pixel centres. */
export interface Axis {
  /** Name as users know it, e.g. `Kinetic energy`, `Angle`. */
  name: string;
  /** Unit as written in the file, e.g. `eV`, `deg`, `pixel`, `mm`. Empty when the file does not say. */
  unit: string;
  start: number;
  step: number;
  count: number;
}

/** Value at pixel `index` of a uniform axis, in the axis's unit. */
export function axisValue(axis: Axis, index: number): number {
  return axis.start + index * axis.step;
}

/** Nearest pixel of `value`, clamped to the axis. */
export function axisIndex(axis: Axis, value: number): number {
  const index = Math.round((value - axis.start) / axis.step);
  return Math.min(axis.count - 1, Math.max(0, index));
}
