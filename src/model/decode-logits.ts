import {
  bracketSums,
  expectedGrade,
  SHARPNESS_SCALE,
  SIGNAL_SCALE,
  type GradeScale,
} from '#core/quality/grades';
import { BRACKET_PENALTIES } from '#core/quality/label';
import type { ProfileName } from '#core/quality/profiles';
import { BRACKET_COUNT, type GradedProbabilities } from '#core/quality/types';
import { NAMED_OUTPUT_GROUPS, type OutputGroup } from './output-layout';

function softmax(logits: Float32Array): Float64Array {
  const largest = Math.max(...logits);
  const powers = Float64Array.from(logits, (value) => Math.exp(value - largest));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** Brackets and grade of a head of S or B: bins of its scale, or of an older model the brackets alone. */
function graded(probabilities: Float64Array, scale: GradeScale) {
  if (probabilities.length !== BRACKET_COUNT) {
    return {
      brackets: bracketSums(scale, probabilities),
      grade: expectedGrade(scale, probabilities),
    };
  }
  const grade = probabilities.reduce((sum, share, i) => sum + share * BRACKET_PENALTIES[i], 0);
  return { brackets: probabilities, grade };
}

/**
 * Probabilities of one spectrum under a label profile, from its head output; `outputs` says where
 * the groups of logits lie, as the model's card does.
 */
export function decodeLogits(
  logits: Float32Array,
  profile: ProfileName,
  outputs: Record<string, OutputGroup> = NAMED_OUTPUT_GROUPS,
): GradedProbabilities {
  const group = (name: string) => {
    const { start, length } = outputs[name];
    return logits.subarray(start, start + length);
  };
  const sharpness = graded(softmax(group(`${profile}.sharpness`)), SHARPNESS_SCALE);
  const signal = graded(softmax(group(`${profile}.signalToBackground`)), SIGNAL_SCALE);
  return {
    sharpness: sharpness.brackets,
    signalToBackground: signal.brackets,
    counts: softmax(group('counts')),
    featureMissing: sigmoid(group(`${profile}.featureMissing`)[0]),
    lowSignalAndCounts: sigmoid(group(`${profile}.lowSignalAndCounts`)[0]),
    sharpnessGrade: sharpness.grade,
    signalToBackgroundGrade: signal.grade,
  };
}
