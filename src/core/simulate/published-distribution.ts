import { polynomialRange } from './background';
import { degreesOf, radiansOf, waveVectorAt } from './kinematics';
import { rawMatrixElement } from './matrix-element';
import type {
  Background,
  DetectorResponse,
  Lattice,
  LatticeKind,
  MatrixElement,
  Sampling,
  SamplingWindow,
  SpectrumParameters,
  TightBindingBand,
} from './parameters';
import type { Random } from './random';

/** Momentum window of a cut, Å⁻¹. */
export interface MomentumWindow {
  kxLow: number;
  kxHigh: number;
  kyLow: number;
  kyHigh: number;
}

/** The published training script's padding of the momentum window. */
const PADDING = 1.1;
/** Energy window of the published training script relative to the Fermi level, eV. */
const ENERGY_WINDOW_EV: [number, number] = [-0.55, 0.15];
/** hν − W beyond which the window's corner leaves the light cone, eV Å² (≈ ħ²/mₑ). */
const PHOTON_ENERGY_SCALE = 7.634;
/** Points per direction on which a matrix element's extremes are looked for. */
const EXTREME_SEARCH_POINTS = 24;
/**
 * The published polynomial background divides by |max| and so can exceed any
 * bound (a rare tail beyond 100 times the signal); its height is cut here.
 */
const POLYNOMIAL_HEIGHT_LIMIT = 10;
const LATTICE_KINDS: readonly LatticeKind[] = ['rectangle', 'square', 'hexagonal', 'honeycomb'];
const ROTATION_ORDERS: Record<LatticeKind, readonly number[]> = {
  rectangle: [1, 2],
  square: [1, 1, 2, 2, 4],
  hexagonal: [1, 1, 2, 2, 2, 3, 3, 3],
  honeycomb: [1, 1, 2, 2, 2, 3, 3, 3],
};

/**
 * One parameter set of the published training ranges, with the values that
 * script uses in effect and everything redrawn for each spectrum.
 */
export function drawPublishedParameters(random: Random, sampling: Sampling): SpectrumParameters {
  const momentum = drawMomentumWindow(random);
  const lattice = drawLattice(random, momentum);
  const bands = drawBands(random, random.integer(1, 4));
  const matrixElement = drawMatrixElement(random, lattice.kind, momentum);

  const workFunctionEv = random.uniform(4, 5);
  const highest = Math.max(momentum.kxHigh, momentum.kyHigh);
  const photonEnergyEv =
    PHOTON_ENERGY_SCALE * highest * highest -
    ENERGY_WINDOW_EV[0] +
    workFunctionEv +
    5 +
    random.uniform(0, 5);
  const fermiEnergyEv = photonEnergyEv - workFunctionEv;
  const fermiWaveVector = waveVectorAt(fermiEnergyEv);
  const deepestWaveVector = waveVectorAt(fermiEnergyEv + ENERGY_WINDOW_EV[0]);
  const ky = random.uniform(momentum.kyLow, momentum.kyHigh) * PADDING;

  const window: SamplingWindow = {
    ...sampling,
    energyWindowEv: ENERGY_WINDOW_EV,
    angleWindowDeg: [
      degreesOf(Math.asin(momentum.kxLow / deepestWaveVector)),
      degreesOf(Math.asin(momentum.kxHigh / deepestWaveVector)),
    ],
  };
  const kineticWindowEv: [number, number] = [
    fermiEnergyEv + ENERGY_WINDOW_EV[0],
    fermiEnergyEv + ENERGY_WINDOW_EV[1],
  ];
  return {
    material: { kind: 'tight-binding', lattice, bands, matrixElement },
    kinematics: {
      photonEnergyEv,
      workFunctionEv,
      polarDeg: random.uniform(-10, 10),
      tiltDeg: 0,
      azimuthDeg: 0,
      imageAngle: 'polar',
      crossAngleDeg: degreesOf(Math.asin(ky / fermiWaveVector)),
    },
    domains: [{ weight: 1, polarOffsetDeg: 0, tiltOffsetDeg: 0, azimuthOffsetDeg: 0 }],
    temperatureK: random.uniform(5, 50),
    energyResolutionEv: random.uniform(0.005, 0.2),
    angleResolutionDeg: degreesOf(random.uniform(0.01, 0.06) / fermiWaveVector),
    signalAmplitude: 1,
    background: drawBackground(random, kineticWindowEv, window.angleWindowDeg),
    response: drawResponse(random),
    artefacts: [],
    readoutSpreadPoints: Math.max(1, Math.round(sampling.angleCount / 100)),
    sampling: window,
    counting: { kind: 'fixed-count', electronCount: random.integer(1e4, 1e5) },
    countingSeed: random.nextUint32(),
  };
}

/** Limits of a momentum window, drawn independently for each side. */
function drawMomentumWindow(random: Random): MomentumWindow {
  return {
    kxLow: random.uniform(-1, -0.5),
    kxHigh: random.uniform(0.5, 1),
    kyLow: random.uniform(-1, -0.5),
    kyHigh: random.uniform(0.5, 1),
  };
}

/** A lattice whose zone boundary lies at the momentum window's upper edge. */
export function drawLattice(random: Random, momentum: MomentumWindow): Lattice {
  const kind = random.choice(LATTICE_KINDS);
  const isThreefold = kind === 'hexagonal' || kind === 'honeycomb';
  const size = isThreefold ? 2 / Math.sqrt(3) : 1;
  return {
    kind,
    aAngstrom: (size * Math.PI) / momentum.kxHigh,
    bAngstrom: Math.PI / (PADDING * momentum.kyHigh),
  };
}

/** Tight-binding bands with independent energies, hoppings and self-energies. */
export function drawBands(random: Random, count: number): TightBindingBand[] {
  return Array.from({ length: count }, () => ({
    energyEv: random.uniform(-1, 0),
    hoppingEv: random.uniform(-1, 1),
    hoppingYEv: random.uniform(-1, 1),
    nextNearestRatio: random.next(),
    nextNearestRatioY: random.next(),
    selfEnergy: { curvaturePerEv: random.uniform(0.05, 0.25), offsetEv: 0.01 },
    matrixAmplitude: random.next(),
  }));
}

/** A random tensor polynomial with coefficients N(0, 1), `order` + 1 in each variable. */
export function drawPolynomial(random: Random, order: number): number[][] {
  return Array.from({ length: order + 1 }, () =>
    Array.from({ length: order + 1 }, () => random.normal()),
  );
}

/** Polynomial × rotational factor, scaled by its extremes over the padded momentum window. */
export function drawMatrixElement(
  random: Random,
  kind: LatticeKind,
  momentum: MomentumWindow,
): MatrixElement {
  const element = {
    coefficients: drawPolynomial(random, random.integer(1, 5)),
    rotationOrder: random.choice(ROTATION_ORDERS[kind]),
  };
  let minimum = Infinity;
  let maximum = -Infinity;
  for (let i = 0; i <= EXTREME_SEARCH_POINTS; i++) {
    const xShare = i / EXTREME_SEARCH_POINTS;
    const kx = PADDING * (momentum.kxLow + (momentum.kxHigh - momentum.kxLow) * xShare);
    for (let j = 0; j <= EXTREME_SEARCH_POINTS; j++) {
      const yShare = j / EXTREME_SEARCH_POINTS;
      const ky = PADDING * (momentum.kyLow + (momentum.kyHigh - momentum.kyLow) * yShare);
      const value = rawMatrixElement(element, kx, ky);
      minimum = Math.min(minimum, value);
      maximum = Math.max(maximum, value);
    }
  }
  return { ...element, minimum, scale: 1 / (maximum - minimum) };
}

/** Flat, Shirley and polynomial background of the published training ranges. */
function drawBackground(
  random: Random,
  kineticWindowEv: [number, number],
  angleWindowDeg: [number, number],
): Background {
  const flat = random.uniform(0.01, 0.2);
  const shirley = random.uniform(0.01, 0.11);
  const amplitude = random.uniform(0.01, 0.2);
  const polynomialCoefficients = drawPolynomial(random, random.integer(0, 4));
  const { minimum, maximum } = polynomialRange(polynomialCoefficients, kineticWindowEv, [
    radiansOf(angleWindowDeg[0]),
    radiansOf(angleWindowDeg[1]),
  ]);
  const height = (amplitude * (maximum - minimum)) / Math.abs(maximum);
  return {
    flat,
    shirley,
    polynomial: maximum > minimum ? Math.min(POLYNOMIAL_HEIGHT_LIMIT, height) : 0,
    polynomialCoefficients,
  };
}

/** Centre-weighted response: the parabola's loss applies at the padded edge of the angle axis. */
function drawResponse(random: Random): DetectorResponse {
  const sensitivity = random.uniform(0.8, 1);
  return {
    kind: 'centre',
    energyEdgeLoss: sensitivity,
    angleEdgeLoss: sensitivity / (PADDING * PADDING),
  };
}
