import { angleAxisName, type FileAxis } from '../uniform-axis';

/**
 * Whether an axis holds energies of the electrons, by its name or unit. SPECS calls the other one
 * `Non-Energy Channel`; photon energies are those of a scan.
 */
export function isEnergyAxis({ name, unit }: { name: string; unit: string }): boolean {
  if (/photon|excitation|non-?energy|^hv$/i.test(name)) return false;
  return /^eV$/i.test(unit) || /energy/i.test(name);
}

/** Name of the axis along the slit: angles, unless it is a length, of a lens that images the spot. */
export function slitAxis(unit: string): { name: string; unit: string } {
  return { name: /^[mu]m$/.test(unit) ? 'Slit position' : angleAxisName(unit), unit };
}

/** The axis along the slit where the file gives no scale. */
export function detectorPixels(count: number): FileAxis {
  return {
    axis: { name: angleAxisName('pixel'), unit: 'pixel', start: 0, step: 1, count },
    reversed: false,
    notes: ['The file gives no angle scale: angles are detector pixels'],
  };
}
