import type { BandTable } from './band-table';
import type { ImportedMaterial, MatrixElement, SpectrumParameters } from './parameters';
import type { Random } from './random';

const CONSTANT: MatrixElement = { coefficients: [[1]], rotationOrder: 0, minimum: 0, scale: 1 };

/**
 * A parameter set with the bands of a table in place of the drawn ones: each band
 * gets a lifetime and an intensity of its own, and the material keeps the drawn
 * matrix element where it has one.
 */
export function withImportedBands(
  parameters: SpectrumParameters,
  table: BandTable,
  random: Random,
): SpectrumParameters {
  const { material } = parameters;
  const imported: ImportedMaterial = {
    kind: 'imported',
    table,
    bands: table.names.map(() => ({
      selfEnergy: {
        curvaturePerEv: random.logUniform(0.01, 0.25),
        offsetEv: random.logUniform(0.005, 0.06),
      },
      matrixAmplitude: random.uniform(0.1, 1),
    })),
    matrixElement: material.kind === 'dirac' ? CONSTANT : material.matrixElement,
  };
  return { ...parameters, material: imported };
}
