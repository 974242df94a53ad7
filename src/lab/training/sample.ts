import { LABEL_PROFILES, profileLabel, type ProfileName } from '#core/quality/profiles';
import type { GradedLabel } from '#core/quality/types';
import { countRatioOf } from '#core/quality/components';
import { drawSpectrumParameters } from '#core/simulate/distributions';
import { drawMeasuredNegative, MEASURED_NEGATIVE_KINDS } from '#core/simulate/measured-negatives';
import { drawNegative, NEGATIVE_KINDS } from '#core/simulate/negatives';
import type { Sampling, SpectrumParameters } from '#core/simulate/parameters';
import { createRandom, type Random } from '#core/simulate/random';
import { simulateSpectrum, type LabelledSpectrum } from '#core/simulate/spectrum';
import {
  DEGRADATIONS,
  degraded,
  drawLadderBase,
  LADDER_STEPS,
  TRAINED_DEGRADATIONS,
} from '../evaluation/ladder-spectrum';
import { SCENE_POINTS, scenePoint } from '../evaluation/scene-point';
import { OUTPUT_SIZE } from '#model/output-layout';
import {
  prepareSpectrum,
  PUBLISHED_CALIBRATION,
  SCALAR_NAMES,
  spectrumScalars,
  type CountCalibration,
  type PreparedSpectrum,
} from '#model/preprocess';
import { augment } from './augment';
import type { SampleBatch, SamplePurpose, SampleRequest, SampleSet } from './sample-batch';
import { targetOf, trueScoreOf } from './sample-target';
import { MOST_DRAWS, ScoreHistogram } from './score-histogram';
import { drawWidenedParameters } from './widened-distribution';

/** Shares of the training mixture; written into the model card. */
export const TRAINING_MIXTURE = {
  published: 0.24,
  alignment: 0.3,
  degraded: 0.25,
  widened: 0.05,
  negatives: 0.07,
  measuredNegatives: 0.09,
} as const;
/** Share of the `alignment` spectra whose exposure was all but missed, and their electrons. */
const STARVED_CHANCE = 0.06;
const STARVED_COUNT_RANGE = [1e2, 1e3] as const;
/** Chance that a training sample is judged by another full-score count, and how far off it lies. */
const OTHER_FULL_COUNT_CHANCE = 0.25;
const FULL_COUNT_RANGE = 30;
const NO_SCALES = { energyPerPixelEv: null, anglePerPixelDeg: null };
/** Chance that a training sample's energy or angle scale is withheld, as some files do. */
const UNKNOWN_SCALE_CHANCE = 0.12;
/** Stream of what two neighbours share, out of reach of their own. */
const PAIR_STREAM = 2 ** 31;
/** Streams below a spectrum's own, of what is drawn in its place. */
const REDRAW_STREAM = 1000;
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
  negatives: 4,
  alignment: 5,
  ladders: 6,
  scenes: 7,
  'measured-negatives': 8,
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

/**
 * A spectrum of the training mixture. `pair` is the stream that two neighbours in a batch share:
 * both are rungs of one ladder or neither is, so that the loss can compare them.
 */
function drawTrainingSpectrum(random: Random, pair: Random, inputSize: number): LabelledSpectrum {
  const sampling = drawTrainingSampling(random, inputSize);
  const { negatives, measuredNegatives, published, widened, degraded: worse } = TRAINING_MIXTURE;
  if (pair.next() < worse) return simulateSpectrum(drawDegraded(random, pair, sampling));
  const kind = (1 - worse) * random.next();
  if (kind < negatives) return likePublishedWindow(drawNegative(random, sampling), random);
  const empty = negatives + measuredNegatives;
  if (kind < empty) return likePublishedWindow(drawMeasuredNegative(random, sampling), random);
  if (kind < empty + published) {
    return simulateSpectrum(drawSpectrumParameters('published', random, sampling));
  }
  return simulateSpectrum(
    kind < empty + published + widened
      ? drawWidenedParameters(random, sampling)
      : starvedAtTimes(drawSpectrumParameters('alignment', random, sampling), random),
  );
}

/** A good spectrum that one thing made worse, by as much as the ladders go; `pair` knows which. */
function drawDegraded(random: Random, pair: Random, sampling: Sampling): SpectrumParameters {
  const degradation = pair.choice(TRAINED_DEGRADATIONS);
  const flake = {
    polarOffsetDeg: pair.uniform(-3, 3),
    tiltOffsetDeg: pair.uniform(-3, 3),
    azimuthOffsetDeg: pair.uniform(-10, 10),
  };
  const base = drawLadderBase(pair, sampling);
  const step = random.uniform(0, LADDER_STEPS - 1);
  return { ...degraded(base, degradation, step, flake), countingSeed: random.nextUint32() };
}

function starvedAtTimes(parameters: SpectrumParameters, random: Random): SpectrumParameters {
  if (random.next() >= STARVED_CHANCE) return parameters;
  const electronCount = Math.round(random.logUniform(...STARVED_COUNT_RANGE));
  return { ...parameters, counting: { kind: 'fixed-count', electronCount } };
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
    case 'measured-negatives': {
      const kind = MEASURED_NEGATIVE_KINDS[index % MEASURED_NEGATIVE_KINDS.length];
      return drawMeasuredNegative(random, NATIVE_SAMPLING, kind);
    }
    case 'ladders':
      return simulateSpectrum(ladderParameters(index, streams));
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
  calibration: CountCalibration;
  details: Float32Array | null;
}

/** The spectrum at an index of a set; for training, also what is drawn there after `redraws`. */
function sampleAt(request: SampleRequest, index: number, redraws = 0): Sample {
  const { set, purpose, seed, inputSize } = request;
  const streams = createRandom(seed).fork(PURPOSE_STREAMS[purpose]).fork(SET_STREAMS[set]);
  if (set === 'scenes') {
    const scene = Math.floor(index / SCENE_POINTS);
    const point = scenePoint(seed + scene, index % SCENE_POINTS, streams.fork(scene));
    const prepared = prepareSpectrum(point.spectrum, inputSize);
    return { prepared, target: null, calibration: PUBLISHED_CALIBRATION, details: point.details };
  }
  const first = streams.fork(index);
  const random = redraws === 0 ? first : first.fork(REDRAW_STREAM + redraws);
  if (set !== 'training') {
    const drawn = plainSpectrum(set, index, streams);
    return {
      prepared: prepareSpectrum(drawn.spectrum, inputSize),
      target: targetOf(labelsOf(drawn, PUBLISHED_CALIBRATION)),
      calibration: PUBLISHED_CALIBRATION,
      details: null,
    };
  }
  const pair = streams.fork(PAIR_STREAM).fork(index >> 1);
  const drawn = drawTrainingSpectrum(random, pair, inputSize);
  const calibration = drawCalibration(random);
  const target = targetOf(labelsOf(drawn, calibration));
  augment(drawn.spectrum, random);
  const prepared = withheldScales(prepareSpectrum(drawn.spectrum, inputSize), random);
  return { prepared, target, calibration, details: null };
}

/** Users set the full score to other counts than the published; so does a scan's own largest. */
function drawCalibration(random: Random): CountCalibration {
  if (random.next() >= OTHER_FULL_COUNT_CHANCE) return PUBLISHED_CALIBRATION;
  const factor = random.logUniform(1 / FULL_COUNT_RANGE, FULL_COUNT_RANGE);
  return {
    ...PUBLISHED_CALIBRATION,
    fullScoreCounts: PUBLISHED_CALIBRATION.fullScoreCounts * factor,
  };
}

/** The labels of a drawn spectrum under every profile, N by the calibration. */
function labelsOf(
  { spectrum, componentsByProfile, electrons }: LabelledSpectrum,
  { fullScoreCounts }: CountCalibration,
): Record<ProfileName, GradedLabel> {
  const labelUnder = (profile: ProfileName) => {
    const components = {
      ...componentsByProfile[profile],
      countRatio: countRatioOf(electrons, fullScoreCounts),
    };
    // F is a property of the grid the spectrum was made on, so its threshold is taken there.
    return profileLabel(LABEL_PROFILES[profile], components, spectrum.angle.count);
  };
  return { published: labelUnder('published'), alignment: labelUnder('alignment') };
}

/** Draws again while the score is one of those that the request has enough of. */
function balancedSample(
  request: SampleRequest,
  index: number,
  histogram: ScoreHistogram,
  profile: ProfileName,
): Sample {
  const scoreOf = ({ target }: Sample) => (target === null ? 0 : trueScoreOf(target, 0, profile));
  let sample = sampleAt(request, index);
  for (let draws = 1; draws < MOST_DRAWS && histogram.isFull(scoreOf(sample)); draws++) {
    sample = sampleAt(request, index, draws);
  }
  histogram.add(scoreOf(sample));
  return sample;
}

/** Simulates, labels and prepares the spectra of a request. */
export function simulateBatch(request: SampleRequest): SampleBatch {
  const { first, count, inputSize, withoutScales, balance } = request;
  const pixels = inputSize * inputSize;
  const images = new Float32Array(count * pixels);
  const scalars = new Float32Array(count * SCALAR_NAMES.length);
  const targets = new Float32Array(count * OUTPUT_SIZE);
  const details: number[] = [];
  const histogram = new ScoreHistogram(count);
  for (let i = 0; i < count; i++) {
    const { prepared, calibration, ...truth } = balance
      ? balancedSample(request, first + i, histogram, balance)
      : sampleAt(request, first + i);
    images.set(prepared.image, i * pixels);
    const known = withoutScales ? { ...prepared, ...NO_SCALES } : prepared;
    scalars.set(spectrumScalars(known, calibration), i * SCALAR_NAMES.length);
    if (truth.target !== null) targets.set(truth.target, i * OUTPUT_SIZE);
    if (truth.details !== null) details.push(...truth.details);
  }
  return { count, images, scalars, targets, details: Float32Array.from(details) };
}
