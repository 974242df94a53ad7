import type { Axis } from '#shared/axis';

/** Deviation from uniform sampling, in steps, that is rounding and not worth a word. */
const SILENT_DEVIATION = 0.01;
/** Deviation, in steps, beyond which an axis is not uniform at all. */
const LARGEST_DEVIATION = 0.5;

/** An axis as read from a file, brought to ascending order. */
export interface FileAxis {
  axis: Axis;
  /** True when the file's values descend, so that the data must be reversed. */
  reversed: boolean;
  /** What a user should know of it. */
  notes: string[];
}

/**
 * The uniform axis through the first and last of `values`. Returns the reason in
 * words when the values are no axis: not finite, not monotonic, or further than
 * half a step from uniform.
 */
export function uniformAxis(
  values: ArrayLike<number>,
  name: string,
  unit: string,
): FileAxis | { reason: string } {
  const count = values.length;
  if (count === 0) return { reason: 'no values' };
  const first = values[0];
  const last = values[count - 1];
  const step = count === 1 ? 1 : (last - first) / (count - 1);
  let deviation = 0;
  for (let i = 0; i < count; i++) {
    if (!Number.isFinite(values[i])) return { reason: `${values[i]} at index ${i}` };
    deviation = Math.max(deviation, Math.abs(values[i] - (first + i * step)));
  }
  if (step === 0) return { reason: `the value ${first} throughout` };
  const inSteps = deviation / Math.abs(step);
  if (inSteps > LARGEST_DEVIATION) {
    return { reason: `values up to ${inSteps.toPrecision(2)} steps away from even spacing` };
  }
  const notes =
    inSteps > SILENT_DEVIATION
      ? [
          `${name} is not evenly spaced: values up to ${inSteps.toPrecision(2)} steps off, taken as even`,
        ]
      : [];
  const reversed = step < 0;
  return {
    axis: { name, unit, start: reversed ? last : first, step: Math.abs(step), count },
    reversed,
    notes,
  };
}

/** The axis as it stands in the file: descending axes have a negative step. */
export function axisInFileOrder({ axis, reversed }: FileAxis): Axis {
  if (!reversed) return axis;
  return { ...axis, start: axis.start + (axis.count - 1) * axis.step, step: -axis.step };
}

/** Units as SweetSpot writes them; what it does not know stays as the file has it. */
export function unitName(unit: string | null): string {
  const text = (unit ?? '').trim();
  switch (text.toLowerCase()) {
    case 'degree':
    case 'degrees':
    case '°':
      return 'deg';
    case 'µm':
    case 'μm':
    case 'micron':
    case 'microns':
    case 'micrometer':
    case 'micrometre':
      return 'um';
    case 'millimeter':
    case 'millimetre':
      return 'mm';
    case 'ev':
      return 'eV';
    default:
      return text;
  }
}

/** What kind of energy an axis holds: by its label, else by its sign (kinetic energies are all positive). */
export function energyAxisName(label: string | null, first: number, last: number): string {
  if (/binding|e-e_?f/i.test(label ?? '')) return 'Binding energy';
  if (/kinetic/i.test(label ?? '')) return 'Kinetic energy';
  return first > 0 && last > 0 ? 'Kinetic energy' : 'Binding energy';
}

/** Name of the angle axis, whose unit is `deg`, or `pixel` where the file gives no scale. */
export function angleAxisName(unit: string): string {
  return unit === 'pixel' ? 'Detector pixel' : 'Angle';
}
