import { drawDetectorArtefacts } from './alignment-artefacts';
import { addEvents } from './counting';
import { addStrayLines, bowEnergies, markPixels } from './detector';
import { BOLTZMANN_EV_PER_K } from './kinematics';
import { labelledNegative } from './negatives';
import type { Sampling, SamplingWindow } from './parameters';
import type { Random } from './random';
import { omegaAt, energyStep } from './signal';
import type { LabelledSpectrum } from './spectrum';
import { fillTransmission } from './transmission';

/** What lies beside a sample, or is measured by mistake: light that follows energy, and no dispersion. */
export const MEASURED_NEGATIVE_KINDS = [
  'fermi-edge',
  'secondary-tail',
  'core-level',
  'incoherent',
] as const;
export type MeasuredNegativeKind = (typeof MEASURED_NEGATIVE_KINDS)[number];

const ELECTRON_RANGE = [10, 1e7] as const;

/** Intensity over energy (eV relative to the Fermi level), the same at all angles. */
type EnergyCurve = (energyEv: number) => number;

/**
 * A frame of photoelectrons whose intensity depends on energy and, slowly, on angle, seen through a
 * detector with its marks: a polycrystalline holder's Fermi edge, the tail of secondaries, core
 * levels, incoherent light cut off at the Fermi level. Labelled as a frame without any feature.
 */
export function drawMeasuredNegative(
  random: Random,
  sampling: Sampling,
  kind: MeasuredNegativeKind = random.choice(MEASURED_NEGATIVE_KINDS),
): LabelledSpectrum {
  const window = drawWindow(kind, random, sampling);
  const image = new Float32Array(sampling.energyCount * sampling.angleCount);
  renderCurve(drawCurve(kind, random, window), drawModulation(random), window, image);
  const artefacts = drawDetectorArtefacts(random, sampling);
  const spare = new Float32Array(image.length);
  bowEnergies({ artefacts, sampling: window }, image, spare);
  const response = random.next() < 0.5 ? drawCentre(random) : ({ kind: 'flat' } as const);
  fillTransmission({ artefacts, sampling: window, response }, spare);
  let maximum = 0;
  for (let i = 0; i < image.length; i++) {
    image[i] *= spare[i];
    if (image[i] > maximum) maximum = image[i];
  }
  addStrayLines(artefacts, window, maximum, image);
  const counts = new Float32Array(image.length);
  const electrons = Math.round(random.logUniform(...ELECTRON_RANGE));
  addEvents(image, sampling.angleCount, electrons, random, counts);
  markPixels(artefacts, random, counts);
  const fermiEnergyEv = random.uniform(2, 100) - Math.min(0, window.energyWindowEv[0]);
  return labelledNegative(counts, window, fermiEnergyEv, electrons);
}

function drawCentre(random: Random) {
  const edgeLoss = () => random.uniform(0, 0.9);
  return { kind: 'centre', energyEdgeLoss: edgeLoss(), angleEdgeLoss: edgeLoss() } as const;
}

function drawWindow(
  kind: MeasuredNegativeKind,
  random: Random,
  sampling: Sampling,
): SamplingWindow {
  const spanEv = random.logUniform(0.15, 3);
  const halfAngleDeg = random.logUniform(3, 20);
  const topEv =
    kind === 'fermi-edge' || kind === 'incoherent'
      ? spanEv * random.uniform(0.05, 0.7)
      : -random.uniform(0, 30);
  return {
    ...sampling,
    energyWindowEv: [topEv - spanEv, topEv],
    angleWindowDeg: [-halfAngleDeg, halfAngleDeg],
  };
}

function drawCurve(
  kind: MeasuredNegativeKind,
  random: Random,
  { energyWindowEv: [low, high] }: SamplingWindow,
): EnergyCurve {
  const span = high - low;
  const floor = random.logUniform(1e-3, 0.3);
  switch (kind) {
    case 'fermi-edge': {
      const widthEv = Math.hypot(
        BOLTZMANN_EV_PER_K * random.uniform(4, 350),
        random.logUniform(1e-3, 0.05),
      );
      const slope = random.uniform(-0.6, 1.5);
      return (energy) =>
        floor + Math.max(0, 1 - (slope * energy) / span) / (1 + Math.exp(energy / widthEv));
    }
    case 'secondary-tail': {
      const decayEv = span * random.logUniform(0.1, 2);
      return (energy) => floor + Math.exp((low - energy) / decayEv);
    }
    case 'core-level':
      return drawCoreLevels(random, low, span, floor);
    case 'incoherent': {
      const widthEv = Math.max(1e-3, 0.05 * random.next());
      const [rise, power] = [random.uniform(0, 4), random.uniform(0.3, 3)];
      return (energy) =>
        floor +
        (0.3 + rise * (Math.max(0, -energy) / span) ** power) / (1 + Math.exp(energy / widthEv));
    }
  }
}

/** One to three Lorentzian lines, each with the step of a Shirley background below it. */
function drawCoreLevels(random: Random, low: number, span: number, floor: number): EnergyCurve {
  const lines = Array.from({ length: random.integer(1, 3) }, () => ({
    centre: low + span * random.uniform(0.05, 0.95),
    halfWidth: span * random.logUniform(0.005, 0.15),
    height: random.uniform(0.1, 1),
    step: random.uniform(0, 0.4),
  }));
  return (energy) =>
    lines.reduce((sum, { centre, halfWidth, height, step }) => {
      const distance = (energy - centre) / halfWidth;
      const inelastic = step * (0.5 - Math.atan(distance) / Math.PI);
      return sum + height * (1 / (1 + distance * distance) + inelastic);
    }, floor);
}

/** Sensitivity over the angle axis: at most one slow swing across it. */
function drawModulation(random: Random): (share: number) => number {
  const depth = random.uniform(0, 0.6);
  const turns = random.uniform(0.2, 1);
  const phase = random.uniform(0, 2 * Math.PI);
  return (share) => 1 + depth * Math.sin(2 * Math.PI * turns * share + phase);
}

function renderCurve(
  curve: EnergyCurve,
  modulation: (share: number) => number,
  window: SamplingWindow,
  image: Float32Array,
): void {
  const { energyCount, angleCount } = window;
  const factors = Float32Array.from({ length: angleCount }, (_, j) =>
    modulation((j + 0.5) / angleCount),
  );
  const halfStep = energyStep(window) / 2;
  for (let i = 0; i < energyCount; i++) {
    const energy = omegaAt(window, i);
    const value = (curve(energy - halfStep) + curve(energy + halfStep)) / 2;
    for (let j = 0; j < angleCount; j++) image[i * angleCount + j] = value * factors[j];
  }
}
