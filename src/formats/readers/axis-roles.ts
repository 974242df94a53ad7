/** Whether an axis holds energies, by its name or unit. SPECS calls the other one `Non-Energy Channel`. */
export function isEnergyAxis({ name, unit }: { name: string; unit: string }): boolean {
  return /^eV$/i.test(unit) || (/energy/i.test(name) && !/non-?energy/i.test(name));
}
