import type { Axis } from '#shared/axis';
import type { BlockDimension } from '../block';
import { energyAxisName } from '../uniform-axis';

/**
 * Whether binding energies leave out their sign: those that descend as stored, and those that lie
 * above zero for the most part, where no electrons are above the Fermi level.
 */
export function isPositiveBelowFermi(first: number, last: number): boolean {
  return last < first || Math.max(first, last) > -Math.min(first, last);
}

/**
 * The energy dimension of an array, named by the file's label or else by its sign. Binding
 * energies that descend as stored, or are positive, lie below the Fermi level with their sign
 * left out: frames say E − E_F instead.
 */
export function energyDimension(
  axis: Axis,
  isBinding = /binding/i.test(axis.name),
): BlockDimension {
  const last = axis.start + (axis.count - 1) * axis.step;
  // What a note calls binding may be kinetic in the wave: only a label says it of the axis itself.
  const isNamed = /binding/i.test(axis.name) && isPositiveBelowFermi(axis.start, last);
  const isDescending = isBinding && axis.step < 0 && axis.count > 1;
  const isUnsigned = (isNamed || isDescending) && !/kinetic/i.test(axis.name);
  const label = isUnsigned ? 'Binding energy' : axis.name;
  const energy = {
    ...axis,
    name: energyAxisName(label, axis.start, last),
    unit: axis.unit || 'eV',
  };
  if (!isUnsigned) return { axis: energy, role: 'energy' };
  const corrected = { ...energy, start: -axis.start, step: -axis.step };
  return { axis: energy, corrected, role: 'energy' };
}
