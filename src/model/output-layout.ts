import { LABEL_PROFILES, type ProfileName } from '#core/quality/profiles';
import { BRACKET_COUNT, COUNT_CLASS_COUNT } from '#core/quality/types';

/** Bins of the fine total-score head: bin i is a score of i × FINE_BIN_WIDTH. */
export const FINE_BIN_COUNT = 41;
export const FINE_BIN_WIDTH = 10 / (FINE_BIN_COUNT - 1);

/** Logits of one head: from `start`, `length` of them. */
export interface OutputGroup {
  start: number;
  length: number;
}

/** Heads of which every label profile has its own; `total` is a score / 10, linear. */
const PROFILE_GROUP_LENGTHS = {
  sharpness: BRACKET_COUNT,
  signalToBackground: BRACKET_COUNT,
  featureMissing: 1,
  lowSignalAndCounts: 1,
  fine: FINE_BIN_COUNT,
  total: 1,
} as const;
type ProfileGroupName = keyof typeof PROFILE_GROUP_LENGTHS;
export type ProfileGroups = Record<ProfileGroupName, OutputGroup>;

export const PROFILE_NAMES = Object.keys(LABEL_PROFILES) as ProfileName[];

let next = 0;
function take(length: number): OutputGroup {
  const group = { start: next, length };
  next += length;
  return group;
}

/** Where the classes of N lie in the head's output vector: counts mean the same in all profiles. */
export const COUNTS_GROUP = take(COUNT_CLASS_COUNT);

/** Where each profile's groups lie in the head's output vector. */
export const PROFILE_GROUPS = Object.fromEntries(
  PROFILE_NAMES.map((profile) => [
    profile,
    Object.fromEntries(
      Object.entries(PROFILE_GROUP_LENGTHS).map(([name, length]) => [name, take(length)]),
    ),
  ]),
) as Record<ProfileName, ProfileGroups>;

/** Name of the head's last layer, which gives the logits. */
export const LOGITS_LAYER = 'logits';

/** Length of the head's output vector. */
export const OUTPUT_SIZE = next;

/** Every group under the name that the model card gives it, such as `alignment.sharpness`. */
export const NAMED_OUTPUT_GROUPS: Record<string, OutputGroup> = {
  counts: COUNTS_GROUP,
  ...Object.fromEntries(
    PROFILE_NAMES.flatMap((profile) =>
      Object.entries(PROFILE_GROUPS[profile]).map(([name, group]) => [`${profile}.${name}`, group]),
    ),
  ),
};
