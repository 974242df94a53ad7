import { bandEnergyAt, placeInTable } from './band-table';
import type { DiracMaterial, Lattice, Material, TightBindingBand } from './parameters';

const SQRT_3 = Math.sqrt(3);

/** Energies (eV, relative to the Fermi level) of one tight-binding band at kx, ky in Å⁻¹. */
export function tightBindingEnergies(
  lattice: Lattice,
  band: TightBindingBand,
  kx: number,
  ky: number,
): number[] {
  const { energyEv, hoppingEv: t, hoppingYEv: ty, nextNearestRatio: r, nextNearestRatioY } = band;
  const x = kx * lattice.aAngstrom;
  const y = ky * lattice.aAngstrom;
  switch (lattice.kind) {
    case 'rectangle': {
      const yRectangle = ky * lattice.bAngstrom;
      const alongX = t * (2 * Math.cos(x) + r * Math.cos(2 * x));
      const alongY = ty * (2 * Math.cos(yRectangle) + nextNearestRatioY * Math.cos(2 * yRectangle));
      return [energyEv + alongX + alongY];
    }
    case 'square': {
      const near = 2 * (Math.cos(x) + Math.cos(y));
      const next = Math.cos(2 * x) + Math.cos(2 * y);
      return [energyEv + t * near + r * t * next];
    }
    case 'hexagonal': {
      const near = 2 * Math.cos(x / 2) * Math.cos((SQRT_3 * y) / 2) + Math.cos(x);
      const next = 2 * Math.cos(1.5 * x) * Math.cos((SQRT_3 * y) / 2) + Math.cos(SQRT_3 * y);
      return [energyEv + 2 * t * near + 2 * r * t * next];
    }
    case 'honeycomb': {
      const g = 2 * Math.cos(SQRT_3 * x) + 4 * Math.cos((SQRT_3 * x) / 2) * Math.cos(1.5 * y);
      const split = t * Math.sqrt(Math.max(0, 3 + g));
      return [energyEv + split + r * t * g, energyEv - split + r * t * g];
    }
  }
}

/** Upper and lower branch of the surface state at kx, ky in Å⁻¹. */
function diracEnergies(material: DiracMaterial, kx: number, ky: number): number[] {
  const kSquared = kx * kx + ky * ky;
  const middle = material.diracPointEv + material.curvatureEvAngstrom2 * kSquared;
  const split = material.velocityEvAngstrom * Math.sqrt(kSquared);
  return [middle + split, middle - split];
}

/**
 * Bare energies of each band (or surface state) of a material, one list per band;
 * imported bands have none (NaN) beyond their table.
 */
export function materialEnergies(material: Material, kx: number, ky: number): number[][] {
  switch (material.kind) {
    case 'dirac':
      return [diracEnergies(material, kx, ky)];
    case 'tight-binding':
      return material.bands.map((band) => tightBindingEnergies(material.lattice, band, kx, ky));
    case 'imported': {
      const { table } = material;
      const place = placeInTable(table, kx, ky);
      return table.energiesEv.map((energies) => [
        place === null ? Number.NaN : bandEnergyAt(energies, place),
      ]);
    }
  }
}
