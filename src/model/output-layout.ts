import { LABEL_PROFILES, type ProfileName } from '#core/quality/profiles';
import { SHARPNESS_SCALE, SIGNAL_SCALE, type GradeScale } from '#core/quality/grades';
import { BRACKET_COUNT, COUNT_CLASS_COUNT } from '#core/quality/types';

/** Bins of the fine total-score head: bin i is a score of i × FINE_BIN_WIDTH. */
export const FINE_BIN_COUNT = 41;
export const FINE_BIN_WIDTH = 10 / (FINE_BIN_COUNT - 1);

/** Logits of one head: from `start`, `length` of them. */
export interface OutputGroup {
  start: number;
  length: number;
}

/**
 * Heads of which every label profile has its own: bins of S and B (grades.ts), flags, bins of the
 * score, and `total`, a score / 10, linear.
 */
const PROFILE_GROUP_LENGTHS = {
  sharpness: SHARPNESS_SCALE.brackets.length,
  signalToBackground: SIGNAL_SCALE.brackets.length,
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

/** Groups that older models have as the six brackets of Eq. 8 instead of bins. */
const BRACKETED_GROUPS: Record<string, GradeScale> = Object.fromEntries(
  PROFILE_NAMES.flatMap((profile) => [
    [`${profile}.sharpness`, SHARPNESS_SCALE],
    [`${profile}.signalToBackground`, SIGNAL_SCALE],
  ]),
);

/** The scale of a group whose bins an older model has as brackets, or null. */
export function scaleOfBrackets(name: string, length: number): GradeScale | null {
  return length === BRACKET_COUNT ? (BRACKETED_GROUPS[name] ?? null) : null;
}

/** Whether logits laid out as a card says can be read: as today, or with brackets for bins. */
export function isReadableLayout(outputs: Record<string, OutputGroup>): boolean {
  const names = Object.keys(NAMED_OUTPUT_GROUPS);
  return (
    names.length === Object.keys(outputs).length &&
    names.every((name) => {
      const length = name in outputs ? outputs[name].length : 0;
      return length === NAMED_OUTPUT_GROUPS[name].length || scaleOfBrackets(name, length) !== null;
    })
  );
}

/** Every group under the name that the model card gives it, such as `alignment.sharpness`. */
export const NAMED_OUTPUT_GROUPS: Record<string, OutputGroup> = {
  counts: COUNTS_GROUP,
  ...Object.fromEntries(
    PROFILE_NAMES.flatMap((profile) =>
      Object.entries(PROFILE_GROUPS[profile]).map(([name, group]) => [`${profile}.${name}`, group]),
    ),
  ),
};
