import type {
  DetectorResponse,
  DiracMaterial,
  Kinematics,
  Material,
  TightBindingBand,
} from './parameters';
import type { Random } from './random';

/** Material and instrument of a scene: what is the same at every place of the surface. */
export interface SceneLook {
  material: Material;
  kinematics: Kinematics;
  temperatureK: number;
  energyResolutionEv: number;
  angleResolutionDeg: number;
  energyWindowEv: [number, number];
  angleWindowDeg: [number, number];
  response: DetectorResponse;
  /** Mean electrons per spectrum at the best place. */
  fullElectronCount: number;
}

/** Response of a multichannel plate lit from the centre, as in the training spectra. */
const RESPONSE: DetectorResponse = { kind: 'centre', energyEdgeLoss: 0.8, angleEdgeLoss: 0.7 };

/** A Bi₂Se₃-like surface state: Dirac point a third of an eV deep, bulk bands above and below. */
export function drawDiracMaterial(random: Random): DiracMaterial {
  return {
    kind: 'dirac',
    diracPointEv: random.uniform(-0.38, -0.3),
    velocityEvAngstrom: random.uniform(2.1, 2.5),
    curvatureEvAngstrom2: random.uniform(4, 7),
    selfEnergy: { curvaturePerEv: 0.05, offsetEv: 0.014 },
    conduction: {
      edgeEv: random.uniform(-0.16, -0.1),
      curvatureEvAngstrom2: 18,
      onsetEv: 0.05,
      weight: random.uniform(0.15, 0.3),
    },
    valence: {
      edgeEv: random.uniform(-0.52, -0.46),
      curvatureEvAngstrom2: -6,
      onsetEv: 0.06,
      weight: random.uniform(0.25, 0.4),
    },
    asymmetry: random.uniform(-0.35, 0.35),
  };
}

/** A topological insulator's surface state at a laser's photon energy, slightly off normal. */
export function bi2se3Look(random: Random): SceneLook {
  return {
    material: drawDiracMaterial(random),
    kinematics: {
      photonEnergyEv: 6.2,
      workFunctionEv: 4.3,
      polarDeg: random.uniform(-4, 4),
      tiltDeg: 0,
      azimuthDeg: random.uniform(0, 60),
      imageAngle: 'polar',
      crossAngleDeg: 0,
    },
    temperatureK: 20,
    energyResolutionEv: 0.016,
    angleResolutionDeg: 0.5,
    energyWindowEv: [-0.55, 0.15],
    angleWindowDeg: [-20, 20],
    response: RESPONSE,
    fullElectronCount: 1.5e5,
  };
}

/** A hole-like band of a hexagonal lattice with its top at the zone centre. */
function holeBand(
  topEv: number,
  hoppingEv: number,
  nextNearestRatio: number,
  matrixAmplitude: number,
): TightBindingBand {
  return {
    // At k = 0 all six neighbours of either shell add up.
    energyEv: topEv - 6 * hoppingEv * (1 + nextNearestRatio),
    hoppingEv,
    hoppingYEv: 0,
    nextNearestRatio,
    nextNearestRatioY: 0,
    selfEnergy: { curvaturePerEv: 0.08, offsetEv: 0.012 },
    matrixAmplitude,
  };
}

/** Exfoliated flakes of a hexagonal material with two hole-like bands around normal emission. */
export function flakesLook(random: Random): SceneLook {
  return {
    material: {
      kind: 'tight-binding',
      lattice: { kind: 'hexagonal', aAngstrom: 3.5, bAngstrom: 3.5 },
      bands: [
        holeBand(random.uniform(0.05, 0.15), random.uniform(0.3, 0.4), 0.1, 1),
        holeBand(random.uniform(-0.2, -0.1), random.uniform(0.1, 0.15), 0.05, 0.6),
      ],
      matrixElement: {
        coefficients: [[1], [random.uniform(-0.4, 0.4)], [random.uniform(-0.2, 0.2)]],
        rotationOrder: 0,
        minimum: 0,
        scale: 1,
      },
    },
    kinematics: {
      photonEnergyEv: 21.2,
      workFunctionEv: 4.4,
      polarDeg: random.uniform(-3, 3),
      tiltDeg: 0,
      azimuthDeg: random.uniform(0, 60),
      imageAngle: 'polar',
      crossAngleDeg: random.uniform(-2, 2),
    },
    temperatureK: 30,
    energyResolutionEv: 0.025,
    angleResolutionDeg: 0.4,
    energyWindowEv: [-0.55, 0.15],
    angleWindowDeg: [-18, 18],
    response: RESPONSE,
    fullElectronCount: 1.5e5,
  };
}
