import { drawAlignmentParameters } from './alignment-distribution';
import { SHELL_COUNT } from './lattice-modulation';
import type {
  BosonKink,
  LatticeModulation,
  Sampling,
  SpectrumParameters,
  TightBindingBand,
} from './parameters';
import type { Random } from './random';

const KINK_SHARE = 0.6;
const PRINTED_FORM_SHARE = 0.1;
const ROTATED_SHARE = 0.3;

/**
 * One parameter set with everything that the simulator knows: the ranges of
 * `alignment`, with couplings to bosons, matrix elements of the lattice's symmetry
 * for each band, and rotational domains. No shipped network was trained on it.
 */
export function drawExtendedParameters(random: Random, sampling: Sampling): SpectrumParameters {
  const parameters = drawAlignmentParameters(random, sampling);
  const { material, domains } = parameters;
  if (random.next() < ROTATED_SHARE) {
    const azimuthOffsetDeg = random.uniform(-30, 30);
    domains.push({
      weight: random.next(),
      polarOffsetDeg: 0,
      tiltOffsetDeg: 0,
      azimuthOffsetDeg,
    });
  }
  if (material.kind !== 'tight-binding') return parameters;
  const kink = random.next() < KINK_SHARE ? drawKink(random) : undefined;
  const bands = material.bands.map((band): TightBindingBand => ({
    ...band,
    selfEnergy: kink === undefined ? band.selfEnergy : { ...band.selfEnergy, kink },
    latticeModulation: drawLatticeModulation(random),
  }));
  return { ...parameters, material: { ...material, bands } };
}

function drawKink(random: Random): BosonKink {
  const bosonEnergyEv = random.logUniform(0.02, 0.3);
  const stepHeightEv = random.logUniform(0.01, 0.1);
  if (random.next() < PRINTED_FORM_SHARE) {
    return {
      form: 'published',
      bosonEnergyEv,
      stepHeightEv,
      stepRatePerEv: random.uniform(10, 100),
      strengthEv2: random.uniform(0, 0.01),
      widthEv: bosonEnergyEv * random.uniform(0.1, 0.5),
    };
  }
  return {
    form: 'kramers-kronig',
    bosonEnergyEv,
    stepHeightEv,
    widthEv: bosonEnergyEv * random.uniform(0.05, 0.4),
  };
}

/** Depths of either sign whose sizes add up to less than one. */
function drawLatticeModulation(random: Random): LatticeModulation {
  const raw = Array.from({ length: SHELL_COUNT }, () => random.uniform(-1, 1));
  const size = raw.reduce((sum, depth) => sum + Math.abs(depth), 0);
  const strength = random.uniform(0.2, 0.95);
  return { depths: raw.map((depth) => (strength * depth) / size) };
}
