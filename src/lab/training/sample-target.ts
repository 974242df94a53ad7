import type { ProfileName } from '#core/quality/profiles';
import type { GradedLabel } from '#core/quality/types';
import {
  COUNTS_GROUP,
  FINE_BIN_COUNT,
  FINE_BIN_WIDTH,
  OUTPUT_SIZE,
  PROFILE_GROUPS,
  PROFILE_NAMES,
} from '#model/output-layout';

/**
 * What the head should say of a spectrum's labels, in the layout of the logits: one-hot bins,
 * flags, the score shared between its two nearest fine bins (so that their mean is the score),
 * score / 10.
 */
export function targetOf(labels: Record<ProfileName, GradedLabel>): Float32Array {
  const target = new Float32Array(OUTPUT_SIZE);
  const mark = (group: { start: number }, index: number, value: number) => {
    target[group.start + index] = value;
  };
  for (const profile of PROFILE_NAMES) {
    const label = labels[profile];
    const groups = PROFILE_GROUPS[profile];
    mark(COUNTS_GROUP, label.countClass, 1);
    mark(groups.sharpness, label.sharpnessBin, 1);
    mark(groups.signalToBackground, label.signalToBackgroundBin, 1);
    mark(groups.featureMissing, 0, label.featureMissing ? 1 : 0);
    mark(groups.lowSignalAndCounts, 0, label.lowSignalAndCounts ? 1 : 0);
    const position = label.score / FINE_BIN_WIDTH;
    const lower = Math.min(FINE_BIN_COUNT - 2, Math.floor(position));
    mark(groups.fine, lower, lower + 1 - position);
    mark(groups.fine, lower + 1, position - lower);
    mark(groups.total, 0, label.score / 10);
  }
  return target;
}

/** The true score of one of `targets` (rows × OUTPUT_SIZE) under a profile. */
export function trueScoreOf(targets: Float32Array, row: number, profile: ProfileName): number {
  return 10 * targets[row * OUTPUT_SIZE + PROFILE_GROUPS[profile].total.start];
}
