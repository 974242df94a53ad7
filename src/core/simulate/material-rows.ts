import { bandEnergyAt, placeInTable } from './band-table';
import { addDiracRow, fillAsymmetry } from './dirac-bands';
import { addBandRow, addLineRow, cosineFactors, fastCosine } from './lattice-bands';
import { latticeModulationAt } from './lattice-modulation';
import { fillMatrixElement } from './matrix-element';
import type { ImportedMaterial, Material } from './parameters';
import { imaginarySelfEnergy, realSelfEnergy } from './self-energy';

/** Distance in energy that stands for a band beyond its table: no line reaches that far. */
const NO_BAND_DISTANCE_EV = 1e6;

/** Per-angle rows that every spectrum of one width reuses. */
export interface MaterialRows {
  /** Emission direction in the crystal's frame. */
  nx: Float64Array;
  ny: Float64Array;
  u: Float64Array;
  v: Float64Array;
  modulation: Float64Array;
  distance: Float64Array;
  /** Receives the intensities. */
  row: Float64Array;
}

let reusedRows: MaterialRows | undefined;

/** Rows for images of `angleCount` columns, valid until the next call. */
export function materialRowsOf(angleCount: number): MaterialRows {
  if (reusedRows?.row.length !== angleCount) {
    const fresh = (): Float64Array => new Float64Array(angleCount);
    reusedRows = {
      nx: fresh(),
      ny: fresh(),
      u: fresh(),
      v: fresh(),
      modulation: fresh(),
      distance: fresh(),
      row: fresh(),
    };
  }
  return reusedRows;
}

/** The matrix element per angle, one row per band, at the Fermi wave vector in Å⁻¹. */
export function modulationsOf(
  material: Material,
  fermiWaveVector: number,
  rows: MaterialRows,
): Float64Array[] {
  const { nx, ny, modulation } = rows;
  if (material.kind === 'dirac') {
    fillAsymmetry(material.asymmetry, fermiWaveVector, nx, modulation);
    return [modulation];
  }
  fillMatrixElement(material.matrixElement, fermiWaveVector, nx, ny, modulation);
  if (material.kind === 'imported') return material.bands.map(() => modulation);
  return material.bands.map(({ latticeModulation }) => {
    if (latticeModulation === undefined) return modulation;
    return modulation.map((factor, j) => {
      const kx = fermiWaveVector * nx[j];
      const ky = fermiWaveVector * ny[j];
      return factor * latticeModulationAt(latticeModulation, material.lattice, kx, ky);
    });
  });
}

/** Adds the spectral function of a material at one energy (relative to E_F) to `rows.row`. */
export function addMaterialRow(
  material: Material,
  waveVector: number,
  omegaEv: number,
  weight: number,
  modulations: Float64Array[],
  rows: MaterialRows,
): void {
  const { nx, ny, u, v, distance, row } = rows;
  if (material.kind === 'dirac') {
    addDiracRow(material, waveVector, omegaEv, weight, rows);
    return;
  }
  if (material.kind === 'imported') {
    addImportedRow(material, waveVector, omegaEv, weight, modulations, rows);
    return;
  }
  const factors = cosineFactors(material.lattice);
  const xScale = waveVector * factors.x;
  const yScale = waveVector * factors.y;
  const count = row.length;
  for (let j = 0; j < count; j++) u[j] = fastCosine(xScale * nx[j]);
  // Without tilt and azimuth ky is the same along the whole cut.
  if (ny[0] === ny[count - 1] && ny[0] === ny[count >> 1]) v.fill(fastCosine(yScale * ny[0]));
  else for (let j = 0; j < count; j++) v[j] = fastCosine(yScale * ny[j]);
  material.bands.forEach((band, index) => {
    addBandRow(material.lattice, band, omegaEv, weight, u, v, modulations[index], distance, row);
  });
}

function addImportedRow(
  material: ImportedMaterial,
  waveVector: number,
  omegaEv: number,
  weight: number,
  modulations: Float64Array[],
  rows: MaterialRows,
): void {
  const { nx, ny, distance, row } = rows;
  const { table } = material;
  const places = Array.from(row, (_, j) =>
    placeInTable(table, waveVector * nx[j], waveVector * ny[j]),
  );
  material.bands.forEach(({ selfEnergy, matrixAmplitude }, band) => {
    const shifted = omegaEv - realSelfEnergy(selfEnergy, omegaEv);
    const energies = table.energiesEv[band];
    places.forEach((place, j) => {
      distance[j] = place === null ? NO_BAND_DISTANCE_EV : shifted - bandEnergyAt(energies, place);
    });
    const sigma = imaginarySelfEnergy(selfEnergy, omegaEv);
    addLineRow(distance, sigma, weight * matrixAmplitude, modulations[band], row);
  });
}
