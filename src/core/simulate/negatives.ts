import { countRatioOf } from '#core/quality/components';
import type { QualityComponents } from '#core/quality/types';
import { addEvents } from './counting';
import type { Sampling, SamplingWindow } from './parameters';
import type { Random } from './random';
import type { LabelledSpectrum } from './spectrum';
import { spectrumOf } from './spectrum';

/** Frames without any photoemission feature, which a score must not reward. */
export const NEGATIVE_KINDS = [
  'empty',
  'uniform-noise',
  'flat-field',
  'hot-pixels',
  'readout-pattern',
  'gradient',
] as const;
export type NegativeKind = (typeof NEGATIVE_KINDS)[number];

/** Most electrons a noise frame is drawn with; the least is below one. */
const MOST_EVENTS = 1e7;

/** A frame of the given kind, or of one drawn at random, with the components of an absent feature. */
export function drawNegative(
  random: Random,
  sampling: Sampling,
  kind: NegativeKind = random.choice(NEGATIVE_KINDS),
): LabelledSpectrum {
  const counts = new Float32Array(sampling.energyCount * sampling.angleCount);
  fillNegative(kind, random, sampling, counts);
  let total = 0;
  for (const count of counts) total += count;
  const energySpanEv = random.uniform(0.3, 3);
  const angleSpanDeg = random.uniform(10, 40);
  const fermiEnergyEv = random.uniform(2, 100);
  const window: SamplingWindow = {
    ...sampling,
    energyWindowEv: [-energySpanEv, random.uniform(0, 0.2)],
    angleWindowDeg: [-angleSpanDeg / 2, angleSpanDeg / 2],
  };
  return labelledNegative(counts, window, fermiEnergyEv, total);
}

/** Counts as a spectrum with the components of an absent feature. */
export function labelledNegative(
  counts: Float32Array,
  window: SamplingWindow,
  fermiEnergyEv: number,
  electrons: number,
): LabelledSpectrum {
  const components: QualityComponents = {
    feature: 0,
    sharpness: 0,
    relativeWidth: Infinity,
    signalToBackground: 0,
    countRatio: countRatioOf(electrons),
  };
  return {
    spectrum: spectrumOf(counts, window, fermiEnergyEv),
    components,
    componentsByProfile: { published: components, alignment: components },
    electrons,
  };
}

function fillNegative(
  kind: NegativeKind,
  random: Random,
  sampling: Sampling,
  counts: Float32Array,
): void {
  const columns = sampling.angleCount;
  const uniform = new Float32Array(counts.length).fill(1);
  switch (kind) {
    case 'empty':
      return;
    case 'uniform-noise':
      addEvents(uniform, columns, drawEventCount(random), random, counts);
      return;
    case 'flat-field':
      counts.fill(Math.round(random.logUniform(1, 1e4)));
      return;
    case 'hot-pixels':
      if (random.next() < 0.5) {
        addEvents(uniform, columns, Math.floor(drawEventCount(random) / 100), random, counts);
      }
      for (let pixel = random.integer(1, 12); pixel > 0; pixel--) {
        counts[random.integer(0, counts.length - 1)] += Math.round(random.logUniform(10, 1e5));
      }
      return;
    case 'readout-pattern': {
      const largest = random.choice([1, 3, 9, 9, 9, 31]);
      for (let index = 0; index < counts.length; index++) {
        counts[index] = Math.floor(random.nextCoarse() * (largest + 1));
      }
      return;
    }
    case 'gradient':
      addEvents(gradientImage(random, sampling), columns, drawEventCount(random), random, counts);
  }
}

function drawEventCount(random: Random): number {
  return Math.floor(random.logUniform(0.5, MOST_EVENTS));
}

/** A smooth surface without dispersion: a plane or a broad hump over a constant. */
function gradientImage(random: Random, sampling: Sampling): Float32Array {
  const { energyCount, angleCount } = sampling;
  const image = new Float32Array(energyCount * angleCount);
  const energySlope = random.uniform(-1, 1);
  const angleSlope = random.uniform(-1, 1);
  const humpHeight = random.uniform(0, 2);
  const humpEnergy = random.uniform(0, 1);
  const humpAngle = random.uniform(0, 1);
  const humpWidth = random.uniform(0.5, 1.5);
  const constant = random.uniform(0, 1);
  for (let i = 0; i < energyCount; i++) {
    const e = (i + 0.5) / energyCount;
    for (let j = 0; j < angleCount; j++) {
      const a = (j + 0.5) / angleCount;
      const distanceSquared =
        ((e - humpEnergy) * (e - humpEnergy) + (a - humpAngle) * (a - humpAngle)) /
        (humpWidth * humpWidth);
      const plane = 1 + energySlope * (e - 0.5) + angleSlope * (a - 0.5);
      image[i * angleCount + j] = constant + plane + humpHeight / (1 + distanceSquared);
    }
  }
  return image;
}
