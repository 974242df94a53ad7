import type { Axis } from '#shared/axis';
import type { BlockDimension } from '../block';
import { energyAxisName } from '../uniform-axis';

/**
 * The energy dimension of an array, named by the file's label or else by its sign. Binding
 * energies that descend as stored are energies below the Fermi level with their sign left
 * out: frames say E − E_F instead.
 */
export function energyDimension(
  axis: Axis,
  isBinding = /binding/i.test(axis.name),
): BlockDimension {
  const last = axis.start + (axis.count - 1) * axis.step;
  const isUnsigned = isBinding && axis.step < 0 && axis.count > 1 && !/kinetic/i.test(axis.name);
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
