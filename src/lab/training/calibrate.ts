import type { Tensor } from '@tensorflow/tfjs';
import type { ProfileName } from '#core/quality/profiles';
import type { QualityNetwork } from '#model/model-files';
import {
  COUNTS_GROUP,
  LOGITS_LAYER,
  NAMED_OUTPUT_GROUPS,
  OUTPUT_SIZE,
  PROFILE_GROUPS,
  PROFILE_NAMES,
  type OutputGroup,
} from '#model/output-layout';
import type { Tensorflow } from '#model/tensorflow';
import type { SampleBatch } from './sample-batch';
import { sampleLogits, type ValidationSamples } from './validation';

/** Temperatures are looked for between these. */
const LOWEST_TEMPERATURE = 0.25;
const HIGHEST_TEMPERATURE = 4;
/** Relative precision of a temperature. */
const PRECISION = 1e-3;
/** Fewer spectra than this say too little about a temperature. */
const LEAST_SPECTRA = 200;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** By how much each group of logits was divided, by its name in the model card. */
export type Temperatures = Record<string, number>;

/** One spectrum's logits of a group, and the probabilities that were true. */
export interface LabelledLogits {
  logits: Float32Array;
  target: Float32Array;
}

/** −ln of the probability that a class group at a temperature gives to its target. */
function classCost({ logits, target }: LabelledLogits, temperature: number): number {
  const largest = Math.max(...logits);
  let sum = 0;
  let expected = 0;
  for (let i = 0; i < logits.length; i++) {
    const scaled = (logits[i] - largest) / temperature;
    sum += Math.exp(scaled);
    expected += target[i] * scaled;
  }
  return Math.log(sum) - expected;
}

/** The same for a flag, of which there is one logit. */
function flagCost({ logits, target }: LabelledLogits, temperature: number): number {
  const x = logits[0] / temperature;
  return Math.max(x, 0) - x * target[0] + Math.log1p(Math.exp(-Math.abs(x)));
}

/** Mean negative log-likelihood of a group's truth at a temperature. */
export function negativeLogLikelihood(
  rows: readonly LabelledLogits[],
  temperature: number,
): number {
  const cost = rows[0].logits.length === 1 ? flagCost : classCost;
  return rows.reduce((sum, row) => sum + cost(row, temperature), 0) / rows.length;
}

/**
 * The temperature of least negative log-likelihood, by golden section over its logarithm: the
 * likelihood is convex in 1 / temperature, so there is one minimum (Guo et al. 2017).
 */
export function fittedTemperature(rows: readonly LabelledLogits[]): number {
  const cost = (position: number) => negativeLogLikelihood(rows, Math.exp(position));
  let low = Math.log(LOWEST_TEMPERATURE);
  let high = Math.log(HIGHEST_TEMPERATURE);
  let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
  let [leftCost, rightCost] = [cost(left), cost(right)];
  while (high - low > PRECISION) {
    if (leftCost <= rightCost) {
      [high, right, rightCost] = [right, left, leftCost];
      left = high - GOLDEN * (high - low);
      leftCost = cost(left);
    } else {
      [low, left, leftCost] = [left, right, rightCost];
      right = low + GOLDEN * (high - low);
      rightCost = cost(right);
    }
  }
  return Math.exp((low + high) / 2);
}

interface PredictedSet {
  samples: SampleBatch;
  logits: Float32Array[];
}

function labelled({ samples, logits }: PredictedSet, { start, length }: OutputGroup) {
  return logits.map((row, i): LabelledLogits => {
    const target = i * OUTPUT_SIZE + start;
    return {
      logits: row.subarray(start, start + length),
      target: samples.targets.subarray(target, target + length),
    };
  });
}

/** Temperatures of all groups but the totals, which are no probabilities. */
function fittedTemperatures(sets: Record<ProfileName, PredictedSet>): Temperatures {
  const temperatures: Temperatures = {};
  const fit = (name: string, group: OutputGroup, profiles: readonly ProfileName[]) => {
    const rows = profiles.flatMap((profile) => labelled(sets[profile], group));
    if (rows.length >= LEAST_SPECTRA) temperatures[name] = fittedTemperature(rows);
  };
  fit('counts', COUNTS_GROUP, PROFILE_NAMES);
  for (const profile of PROFILE_NAMES) {
    for (const [name, group] of Object.entries(PROFILE_GROUPS[profile])) {
      if (name !== 'total') fit(`${profile}.${name}`, group, [profile]);
    }
  }
  return temperatures;
}

/** Divides groups of the last layer's kernel [input, output] and offset by their temperatures. */
function foldTemperatures(
  tf: Tensorflow,
  { head }: QualityNetwork,
  temperatures: Temperatures,
): void {
  const factors = new Float32Array(OUTPUT_SIZE).fill(1);
  for (const [name, temperature] of Object.entries(temperatures)) {
    const { start, length } = NAMED_OUTPUT_GROUPS[name];
    factors.fill(1 / temperature, start, start + length);
  }
  const layer = head.getLayer(LOGITS_LAYER);
  const scaled = layer.getWeights().map((weight: Tensor) => tf.mul(weight, tf.tensor1d(factors)));
  layer.setWeights(scaled);
  tf.dispose(scaled);
}

/**
 * Makes a network's probabilities as sure as they are right, in place: every group of logits is
 * divided by the temperature that suits the validation spectra best. The most likely class stays;
 * nothing changes at run time. Returns the temperatures, none where there are too few spectra.
 */
export function calibrateNetwork(
  tf: Tensorflow,
  network: QualityNetwork,
  samples: Pick<ValidationSamples, ProfileName>,
): Temperatures {
  const predicted = (set: ProfileName): PredictedSet => ({
    samples: samples[set],
    logits: sampleLogits(tf, network, samples[set]),
  });
  const temperatures = fittedTemperatures({
    published: predicted('published'),
    alignment: predicted('alignment'),
  });
  foldTemperatures(tf, network, temperatures);
  return temperatures;
}
