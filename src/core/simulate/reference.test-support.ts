import type { LatticeKind, SpectrumParameters, TightBindingBand } from './parameters';

/** A level without dispersion 0.3 eV deep, 0.02 eV half wide. */
export const flatBand: TightBindingBand = {
  energyEv: -0.3,
  hoppingEv: 0,
  hoppingYEv: 0,
  nextNearestRatio: 0,
  nextNearestRatioY: 0,
  selfEnergy: { curvaturePerEv: 0, offsetEv: 0.02 },
  matrixAmplitude: 1,
};

/** A clean cut through a square lattice: constant matrix element, no background, no response. */
export const referenceParameters: SpectrumParameters = {
  material: {
    kind: 'tight-binding',
    lattice: { kind: 'square', aAngstrom: 4, bAngstrom: 5 },
    bands: [flatBand],
    matrixElement: { coefficients: [[1]], rotationOrder: 0, minimum: 0, scale: 1 },
  },
  kinematics: {
    photonEnergyEv: 21.2,
    workFunctionEv: 4.3,
    polarDeg: 0,
    tiltDeg: 0,
    azimuthDeg: 0,
    imageAngle: 'polar',
    crossAngleDeg: 0,
  },
  domains: [{ weight: 1, polarOffsetDeg: 0, tiltOffsetDeg: 0, azimuthOffsetDeg: 0 }],
  temperatureK: 10,
  energyResolutionEv: 0,
  angleResolutionDeg: 0,
  signalAmplitude: 1,
  background: { flat: 0, shirley: 0, polynomial: 0, polynomialCoefficients: [] },
  response: { kind: 'flat' },
  artefacts: [],
  readoutSpreadPoints: 1,
  sampling: {
    energyCount: 200,
    angleCount: 120,
    energyWindowEv: [-0.8, 0.2],
    angleWindowDeg: [-15, 15],
  },
  counting: { kind: 'fixed-count', electronCount: 20000 },
  countingSeed: 1,
};

/** The reference cut with another lattice or band. */
export function reference(
  kind: LatticeKind,
  band: Partial<TightBindingBand>,
  overrides: Partial<SpectrumParameters> = {},
): SpectrumParameters {
  return {
    ...referenceParameters,
    material: {
      kind: 'tight-binding',
      lattice: { kind, aAngstrom: 4, bAngstrom: 5 },
      bands: [{ ...flatBand, ...band }],
      matrixElement: { coefficients: [[1]], rotationOrder: 0, minimum: 0, scale: 1 },
    },
    ...overrides,
  };
}

/** Sum of all values. */
export const total = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0);
