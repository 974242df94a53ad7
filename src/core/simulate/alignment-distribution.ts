import { drawDetectorArtefacts } from './alignment-artefacts';
import { degreesOf, radiansOf, waveVectorAt } from './kinematics';
import type {
  Background,
  DetectorResponse,
  Domain,
  Kinematics,
  Material,
  Sampling,
  SpectrumParameters,
  TightBindingBand,
} from './parameters';
import {
  drawBands,
  drawLattice,
  drawMatrixElement,
  drawPolynomial,
} from './published-distribution';
import type { MomentumWindow } from './published-distribution';
import type { Random } from './random';
import { visibleBands } from './visible-bands';
import { drawDiracMaterial } from './scene-materials';

const ELECTRON_COUNT_RANGE = [1e3, 1e7] as const;
const DIRAC_SHARE = 0.15;
/** Share of materials whose bands hardly disperse, as f electrons' or core levels. */
const NARROW_BAND_SHARE = 0.06;
const ADMIXTURE_SHARE = 0.35;
/** Largest momentum shift between flakes under one spot, Å⁻¹. */
const LARGEST_SHIFT = 0.12;
const NO_FERMI_EDGE_SHARE = 0.18;
/** Tails of bands outside the window over the lines inside it, above which a draw is discarded. */
const MOST_TAILS = 1;
const MOST_DRAWS = 40;
/** Share of hν − W that a window may reach down: slower electrons are not collected. */
const LARGEST_DEPTH = 0.7;

/**
 * One parameter set of the wider ranges that an alignment meets: instruments
 * from lasers to soft X-rays, resolutions and temperatures over an order of
 * magnitude, several flakes under the spot, and a detector that leaves its marks. There is a band
 * in every window; frames without any are what `negatives.ts` draws.
 */
export function drawAlignmentParameters(random: Random, sampling: Sampling): SpectrumParameters {
  for (let draw = 1; ; draw++) {
    const parameters = drawOnce(random, sampling);
    const { peakShare, tailShare } = visibleBands(parameters);
    // A signal is scaled to its brightest pixel. Where that is the tail of a band beyond the
    // window, the frame looks bright although it shows no band; a real one would be near dark.
    if ((peakShare > 0 && tailShare <= MOST_TAILS) || draw === MOST_DRAWS) return parameters;
  }
}

function drawOnce(random: Random, sampling: Sampling): SpectrumParameters {
  const kinematics = drawKinematics(random);
  const fermiEnergyEv = kinematics.photonEnergyEv - kinematics.workFunctionEv;
  const fermiWaveVector = waveVectorAt(fermiEnergyEv);
  const halfAngleDeg = random.logUniform(4.5, 18);
  const energyWindowEv = drawEnergyWindow(random, LARGEST_DEPTH * fermiEnergyEv);
  return {
    material: drawMaterial(random, fermiWaveVector, halfAngleDeg, -energyWindowEv[0]),
    kinematics,
    domains: drawDomains(random, fermiWaveVector),
    temperatureK: random.logUniform(4, 350),
    energyResolutionEv: random.logUniform(0.003, 0.28),
    angleResolutionDeg: degreesOf(random.logUniform(0.002, 0.05) / fermiWaveVector),
    signalAmplitude: 1,
    background: drawBackground(random),
    response: drawResponse(random),
    artefacts: drawDetectorArtefacts(random, sampling),
    readoutSpreadPoints: random.choice([1, 1, 1, 3, 5]),
    sampling: {
      ...sampling,
      energyWindowEv,
      angleWindowDeg: [-halfAngleDeg, halfAngleDeg],
    },
    counting: {
      kind: 'fixed-count',
      electronCount: Math.round(random.logUniform(...ELECTRON_COUNT_RANGE)),
    },
    countingSeed: random.nextUint32(),
  };
}

function drawKinematics(random: Random): Kinematics {
  const workFunctionEv = random.uniform(4, 5);
  return {
    photonEnergyEv: workFunctionEv + random.logUniform(1.5, 125),
    workFunctionEv,
    polarDeg: random.uniform(-10, 10),
    tiltDeg: random.uniform(-5, 5),
    azimuthDeg: random.uniform(-180, 180),
    imageAngle: random.choice(['polar', 'tilt'] as const),
    crossAngleDeg: random.uniform(-5, 5),
  };
}

/**
 * Bands whose zone edge lies anywhere from well inside the frame, so that several
 * zones fill it, to far outside, so that a single band barely bends across it.
 */
function drawMaterial(
  random: Random,
  fermiWaveVector: number,
  halfAngleDeg: number,
  depthEv: number,
): Material {
  if (random.next() < DIRAC_SHARE) return drawDiracMaterial(random);
  const frameEdge = fermiWaveVector * Math.sin(radiansOf(halfAngleDeg));
  const zoneEdge = Math.min(1.5, Math.max(0.35, frameEdge * random.logUniform(0.5, 1.8)));
  const momentum: MomentumWindow = {
    kxLow: -zoneEdge,
    kxHigh: zoneEdge,
    kyLow: -zoneEdge,
    kyHigh: zoneEdge,
  };
  const lattice = drawLattice(random, momentum);
  return {
    kind: 'tight-binding',
    lattice,
    bands: drawWideBands(random, depthEv),
    matrixElement: drawMatrixElement(random, lattice.kind, momentum),
  };
}

/** Bands over the window's depth, with lifetimes that leave lines to see at its bottom. */
function drawWideBands(random: Random, depthEv: number): TightBindingBand[] {
  const narrowing = random.next() < NARROW_BAND_SHARE ? random.logUniform(0.02, 0.2) : 1;
  const depthRatio = Math.max(0.4, depthEv);
  return drawBands(random, random.integer(1, 4)).map((band) => ({
    ...band,
    energyEv: band.energyEv * depthRatio,
    hoppingEv: band.hoppingEv * narrowing,
    hoppingYEv: band.hoppingYEv * narrowing,
    matrixAmplitude: 0.1 + 0.9 * band.matrixAmplitude,
    selfEnergy: {
      curvaturePerEv: random.logUniform(0.01, 0.25) / Math.max(1, depthRatio),
      offsetEv: random.logUniform(0.005, 0.06),
    },
  }));
}

function drawEnergyWindow(random: Random, largestDepthEv: number): [number, number] {
  const span = random.logUniform(0.15, 2.5);
  if (random.next() < NO_FERMI_EDGE_SHARE) {
    const top = -random.uniform(0.05, 0.6);
    return [Math.max(top - span, -largestDepthEv), Math.max(top, -0.3 * largestDepthEv)];
  }
  return [-Math.min(span, largestDepthEv), random.uniform(0.02, 0.3)];
}

/**
 * One crystallite, or one with up to two others tilted and turned against it. The
 * tilts shift the bands by up to the same momentum at every photon energy.
 */
function drawDomains(random: Random, fermiWaveVector: number): Domain[] {
  const largestTiltDeg = degreesOf(LARGEST_SHIFT / fermiWaveVector);
  const domains = [{ weight: 1, polarOffsetDeg: 0, tiltOffsetDeg: 0, azimuthOffsetDeg: 0 }];
  if (random.next() >= ADMIXTURE_SHARE) return domains;
  for (let flake = random.integer(1, 2); flake > 0; flake--) {
    domains.push({
      weight: random.next(),
      polarOffsetDeg: largestTiltDeg * random.uniform(-1, 1),
      tiltOffsetDeg: largestTiltDeg * random.uniform(-1, 1),
      azimuthOffsetDeg: random.uniform(-10, 10),
    });
  }
  return domains;
}

function drawBackground(random: Random): Background {
  return {
    flat: random.logUniform(0.005, 3),
    shirley: random.uniform(0, 0.3),
    polynomial: random.next() < 0.5 ? random.logUniform(0.01, 1) : 0,
    polynomialCoefficients: drawPolynomial(random, random.integer(1, 4)),
  };
}

function drawResponse(random: Random): DetectorResponse {
  if (random.next() < 0.4) return { kind: 'flat' };
  return {
    kind: 'centre',
    energyEdgeLoss: random.uniform(0, 0.9),
    angleEdgeLoss: random.uniform(0, 0.9),
  };
}
