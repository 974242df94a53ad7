import { labelOf } from '#core/quality/label';
import { LABEL_PROFILES, type ProfileName } from '#core/quality/profiles';
import { drawSpectrumParameters } from '#core/simulate/distributions';
import { drawNegative, NEGATIVE_KINDS } from '#core/simulate/negatives';
import type { Sampling, SpectrumParameters } from '#core/simulate/parameters';
import { createRandom, type Random } from '#core/simulate/random';
import { simulateSpectrum, type LabelledSpectrum } from '#core/simulate/spectrum';
import {
  DEGRADATIONS,
  degraded,
  drawLadderBase,
  LADDER_STEPS,
} from '../evaluation/ladder-spectrum';
import { SCENE_POINTS, scenePoint } from '../evaluation/scene-point';
import { OUTPUT_SIZE } from '../output-layout';
import {
  prepareSpectrum,
  PUBLISHED_CALIBRATION,
  SCALAR_NAMES,
  spectrumScalars,
  type PreparedSpectrum,
} from '../preprocess';
import { augment } from './augment';
import type { SampleBatch, SamplePurpose, SampleRequest, SampleSet } from './sample-batch';
import { targetOf } from './sample-target';
import { drawWidenedParameters } from './widened-distribution';

/** Shares of the training mixture; written into the model card. */
export const TRAINING_MIXTURE = { published: 0.6, widened: 0.28, negatives: 0.12 } as const;
/** Chance that a training sample's energy or angle scale is withheld, as some files do. */
const UNKNOWN_SCALE_CHANCE = 0.12;
/** The published sampling, at which the plain sets are simulated. */
const NATIVE_SAMPLING: Sampling = { energyCount: 532, angleCount: 454 };
const LADDER_SAMPLING: Sampling = { energyCount: 256, angleCount: 256 };

const PURPOSE_STREAMS: Record<SamplePurpose, number> = {
  training: 1,
  validation: 2,
  evaluation: 3,
};
const SET_STREAMS: Record<SampleSet, number> = {
  training: 1,
  published: 2,
  widened: 3,
  negatives: 4,
  alignment: 5,
  ladders: 6,
  scenes: 7,
};
const SET_PROFILES: Partial<Record<SampleSet, ProfileName>> = {
  alignment: 'alignment',
  ladders: 'alignment',
};

/**
 * Grid of a training spectrum. Most are drawn at about the network's own size, which is cheap;
 * the others finer, as instruments deliver, or coarser.
 */
function drawTrainingSampling(random: Random, inputSize: number): Sampling {
  const kind = random.next();
  if (kind < 0.6) return { energyCount: inputSize, angleCount: inputSize };
  const [low, high] = kind < 0.94 ? [1, 1.9] : kind < 0.97 ? [0.5, 1] : [2, 4];
  const pixels = () => Math.round(inputSize * random.logUniform(low, high));
  return { energyCount: pixels(), angleCount: pixels() };
}

function drawTrainingSpectrum(random: Random, inputSize: number): LabelledSpectrum {
  const kind = random.next();
  const sampling = drawTrainingSampling(random, inputSize);
  if (kind < TRAINING_MIXTURE.negatives) {
    return likePublishedWindow(drawNegative(random, sampling), random);
  }
  const isPublished = kind < TRAINING_MIXTURE.negatives + TRAINING_MIXTURE.published;
  return simulateSpectrum(
    isPublished
      ? drawSpectrumParameters('published', random, sampling)
      : drawWidenedParameters(random, sampling),
  );
}

/** Half of the negatives get published axes, or the window alone would give them away. */
function likePublishedWindow(negative: LabelledSpectrum, random: Random): LabelledSpectrum {
  if (random.next() < 0.5) return negative;
  const { spectrum } = negative;
  const { energy, angle } = spectrum;
  const window = drawSpectrumParameters('published', random, {
    energyCount: energy.count,
    angleCount: angle.count,
  }).sampling;
  const step = ([low, high]: [number, number], count: number) => (high - low) / count;
  return {
    ...negative,
    spectrum: {
      ...spectrum,
      energy: { ...energy, step: step(window.energyWindowEv, energy.count) },
      angle: { ...angle, step: step(window.angleWindowDeg, angle.count) },
    },
  };
}

function withheldScales(prepared: PreparedSpectrum, random: Random): PreparedSpectrum {
  const withheld = () => random.next() < UNKNOWN_SCALE_CHANCE;
  return {
    ...prepared,
    energyPerPixelEv: withheld() ? null : prepared.energyPerPixelEv,
    anglePerPixelDeg: withheld() ? null : prepared.anglePerPixelDeg,
  };
}

function plainSpectrum(
  set: Exclude<SampleSet, 'training' | 'scenes'>,
  index: number,
  streams: Random,
): LabelledSpectrum {
  const random = streams.fork(index);
  switch (set) {
    case 'negatives': {
      const kind = NEGATIVE_KINDS[index % NEGATIVE_KINDS.length];
      return drawNegative(random, NATIVE_SAMPLING, kind);
    }
    case 'ladders':
      return simulateSpectrum(ladderParameters(index, streams));
    case 'widened':
      return simulateSpectrum(drawWidenedParameters(random, NATIVE_SAMPLING));
    case 'published':
    case 'alignment':
      return simulateSpectrum(drawSpectrumParameters(set, random, NATIVE_SAMPLING));
  }
}

/** Ladders lie ordered by base, degradation, step; every step has counting noise of its own. */
function ladderParameters(index: number, streams: Random): SpectrumParameters {
  const step = index % LADDER_STEPS;
  const ladder = Math.floor(index / LADDER_STEPS);
  const base = drawLadderBase(
    streams.fork(Math.floor(ladder / DEGRADATIONS.length)),
    LADDER_SAMPLING,
  );
  const parameters = degraded(base, DEGRADATIONS[ladder % DEGRADATIONS.length], step);
  return { ...parameters, countingSeed: streams.fork(index).fork(1).nextUint32() };
}

interface Sample {
  prepared: PreparedSpectrum;
  /** Null where the set has no labels of spectra. */
  target: Float32Array | null;
  details: Float32Array | null;
}

function sampleAt(request: SampleRequest, index: number): Sample {
  const { set, purpose, seed, inputSize } = request;
  const streams = createRandom(seed).fork(PURPOSE_STREAMS[purpose]).fork(SET_STREAMS[set]);
  if (set === 'scenes') {
    const scene = Math.floor(index / SCENE_POINTS);
    const point = scenePoint(seed + scene, index % SCENE_POINTS, streams.fork(scene));
    const prepared = prepareSpectrum(point.spectrum, inputSize);
    return { prepared, target: null, details: point.details };
  }
  const random = streams.fork(index);
  const { spectrum, componentsByProfile } =
    set === 'training'
      ? drawTrainingSpectrum(random, inputSize)
      : plainSpectrum(set, index, streams);
  const { name, weights } = LABEL_PROFILES[SET_PROFILES[set] ?? 'published'];
  // F is a property of the grid the spectrum was made on, so its threshold is taken there.
  const label = labelOf(componentsByProfile[name], { weights, angleCount: spectrum.angle.count });
  const target = targetOf(label);
  if (set !== 'training') {
    return { prepared: prepareSpectrum(spectrum, inputSize), target, details: null };
  }
  augment(spectrum, random);
  const prepared = withheldScales(prepareSpectrum(spectrum, inputSize), random);
  return { prepared, target, details: null };
}

/** Simulates, labels and prepares the spectra of a request. */
export function simulateBatch(request: SampleRequest): SampleBatch {
  const { first, count, inputSize } = request;
  const pixels = inputSize * inputSize;
  const images = new Float32Array(count * pixels);
  const scalars = new Float32Array(count * SCALAR_NAMES.length);
  const targets = new Float32Array(count * OUTPUT_SIZE);
  const details: number[] = [];
  for (let i = 0; i < count; i++) {
    const { prepared, ...truth } = sampleAt(request, first + i);
    images.set(prepared.image, i * pixels);
    scalars.set(spectrumScalars(prepared, PUBLISHED_CALIBRATION), i * SCALAR_NAMES.length);
    if (truth.target !== null) targets.set(truth.target, i * OUTPUT_SIZE);
    if (truth.details !== null) details.push(...truth.details);
  }
  return { count, images, scalars, targets, details: Float32Array.from(details) };
}
