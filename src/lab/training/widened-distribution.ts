import { drawSpectrumParameters } from '#core/simulate/distributions';
import { degreesOf, waveVectorAt } from '#core/simulate/kinematics';
import type {
  DetectorArtefact,
  DiracMaterial,
  Domain,
  Material,
  Sampling,
  SamplingWindow,
  SpectrumParameters,
} from '#core/simulate/parameters';
import type { Random } from '#core/simulate/random';

/** Share of the widened spectra that show a Dirac surface state instead of tight-binding bands. */
const DIRAC_CHANCE = 0.25;
/** Share of the windows that end below the Fermi level. */
const NO_EDGE_CHANCE = 0.15;

/**
 * Published parameters opened up to what instruments deliver, so that the network does not take
 * the published window, sample or count range for granted: energy windows of 0.2–3 eV with and
 * without a Fermi edge, 10²–10⁷ electrons, wider resolutions, a second domain, a Dirac cone, and
 * detector artefacts. Labels stay those of the published score.
 */
export function drawWidenedParameters(random: Random, sampling: Sampling): SpectrumParameters {
  const published = drawSpectrumParameters('published', random, sampling);
  const isDirac = random.next() < DIRAC_CHANCE;
  const widened: SpectrumParameters = {
    ...published,
    energyResolutionEv: random.logUniform(0.004, 0.45),
    temperatureK: random.uniform(5, 300),
    domains: drawDomains(random),
    artefacts: drawArtefacts(random),
    counting: { kind: 'fixed-count', electronCount: Math.round(random.logUniform(1e2, 1e7)) },
  };
  return isDirac ? withDiracState(widened, random) : withWidenedWindow(widened, random);
}

function drawEnergyWindow(random: Random, depthLowEv: number, depthHighEv: number) {
  const depthEv = random.logUniform(depthLowEv, depthHighEv);
  const upperEv =
    random.next() < NO_EDGE_CHANCE ? random.uniform(-0.6, 0) * depthEv : random.uniform(0, 0.4);
  const window: [number, number] = [-depthEv, upperEv];
  return window;
}

function withWidenedWindow(parameters: SpectrumParameters, random: Random): SpectrumParameters {
  const { sampling } = parameters;
  const energyWindowEv = drawEnergyWindow(random, 0.2, 2.8);
  const zoom = random.logUniform(0.4, 1.3);
  const [low, high] = sampling.angleWindowDeg;
  const window: SamplingWindow = {
    ...sampling,
    energyWindowEv,
    angleWindowDeg: [low * zoom, high * zoom],
  };
  const depthRatio = energyWindowEv[0] / sampling.energyWindowEv[0];
  return {
    ...parameters,
    sampling: window,
    material: withinDepth(parameters.material, Math.max(1, depthRatio)),
  };
}

/** Keeps Σ″ at the window's bottom where it was, or deep windows would hold nothing but blur. */
function withinDepth(material: Material, depthRatio: number): Material {
  if (material.kind !== 'tight-binding') return material;
  const bands = material.bands.map((band) => ({
    ...band,
    energyEv: band.energyEv * depthRatio,
    selfEnergy: {
      ...band.selfEnergy,
      curvaturePerEv: band.selfEnergy.curvaturePerEv / depthRatio ** 2,
    },
  }));
  return { ...material, bands };
}

function withDiracState(parameters: SpectrumParameters, random: Random): SpectrumParameters {
  const photonEnergyEv = random.logUniform(6, 120);
  const { workFunctionEv } = parameters.kinematics;
  // A laser's photons barely exceed the work function; deeper electrons would not leave.
  const depthLimitEv = Math.min(2, 0.7 * (photonEnergyEv - workFunctionEv));
  const energyWindowEv = drawEnergyWindow(random, 0.25 * depthLimitEv, depthLimitEv);
  const waveVector = waveVectorAt(photonEnergyEv - workFunctionEv);
  const halfAngle = (share: number) => degreesOf(Math.asin(Math.min(0.5, share / waveVector)));
  return {
    ...parameters,
    material: drawDiracMaterial(random),
    kinematics: {
      ...parameters.kinematics,
      photonEnergyEv,
      polarDeg: random.uniform(-2, 2),
      crossAngleDeg: random.uniform(-3, 3),
    },
    angleResolutionDeg: random.logUniform(0.05, 0.8),
    sampling: {
      ...parameters.sampling,
      energyWindowEv,
      angleWindowDeg: [-halfAngle(random.uniform(0.12, 0.5)), halfAngle(random.uniform(0.12, 0.5))],
    },
  };
}

function drawDiracMaterial(random: Random): DiracMaterial {
  const diracPointEv = random.uniform(-0.5, -0.1);
  return {
    kind: 'dirac',
    diracPointEv,
    velocityEvAngstrom: random.uniform(1.5, 4),
    curvatureEvAngstrom2: random.uniform(0, 10),
    selfEnergy: {
      curvaturePerEv: random.uniform(0.02, 0.2),
      offsetEv: random.uniform(0.005, 0.03),
    },
    conduction: {
      edgeEv: diracPointEv + random.uniform(0.1, 0.3),
      curvatureEvAngstrom2: random.uniform(5, 30),
      onsetEv: random.uniform(0.01, 0.06),
      weight: random.uniform(0, 0.6),
    },
    valence: {
      edgeEv: diracPointEv - random.uniform(0.02, 0.2),
      curvatureEvAngstrom2: -random.uniform(2, 20),
      onsetEv: random.uniform(0.02, 0.1),
      weight: random.uniform(0, 0.6),
    },
    asymmetry: random.uniform(-0.5, 0.5),
  };
}

function drawDomains(random: Random): Domain[] {
  const main: Domain = {
    weight: 1,
    polarOffsetDeg: 0,
    tiltOffsetDeg: 0,
    azimuthOffsetDeg: random.uniform(0, 360),
  };
  if (random.next() < 0.65) return [main];
  const second: Domain = {
    weight: random.uniform(0.1, 1),
    polarOffsetDeg: random.uniform(-4, 4),
    tiltOffsetDeg: random.uniform(-4, 4),
    azimuthOffsetDeg: random.uniform(0, 360),
  };
  return [main, second];
}

function drawArtefacts(random: Random): DetectorArtefact[] {
  const artefacts: DetectorArtefact[] = [];
  const happens = (chance: number) => random.next() < chance;
  if (happens(0.15)) artefacts.push({ kind: 'vignette', depth: random.uniform(0, 0.7) });
  if (happens(0.12)) {
    artefacts.push({
      kind: 'mesh',
      periodPixels: random.uniform(4, 14),
      depth: random.uniform(0.02, 0.2),
      rotationDeg: random.uniform(0, 90),
    });
  }
  if (happens(0.15)) {
    artefacts.push({
      kind: 'border',
      left: random.uniform(0, 0.12),
      right: random.uniform(0, 0.12),
      bottom: random.uniform(0, 0.06),
      top: random.uniform(0, 0.06),
      slope: random.uniform(-0.1, 0.1),
    });
  }
  if (happens(0.08)) artefacts.push({ kind: 'dead-pixels', count: random.integer(1, 20) });
  if (happens(0.08)) {
    const counts = Math.round(random.logUniform(3, 300));
    artefacts.push({ kind: 'hot-pixels', count: random.integer(1, 4), counts });
  }
  return artefacts;
}
