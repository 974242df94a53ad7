import type { ProfileName } from '#core/quality/profiles';
import type { ComponentProbabilities } from '#core/quality/types';
import { COUNTS_GROUP, PROFILE_GROUPS, type OutputGroup } from './output-layout';

function softmax(logits: Float32Array): Float64Array {
  const largest = Math.max(...logits);
  const powers = Float64Array.from(logits, (value) => Math.exp(value - largest));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** Probabilities of one spectrum under a label profile, from its head output (OUTPUT_SIZE logits). */
export function decodeLogits(logits: Float32Array, profile: ProfileName): ComponentProbabilities {
  const group = ({ start, length }: OutputGroup) => logits.subarray(start, start + length);
  const { sharpness, signalToBackground, featureMissing, lowSignalAndCounts } =
    PROFILE_GROUPS[profile];
  return {
    sharpness: softmax(group(sharpness)),
    signalToBackground: softmax(group(signalToBackground)),
    counts: softmax(group(COUNTS_GROUP)),
    featureMissing: sigmoid(logits[featureMissing.start]),
    lowSignalAndCounts: sigmoid(logits[lowSignalAndCounts.start]),
  };
}
