import { BRACKET_COUNT, COUNT_CLASS_COUNT } from '#core/quality/types';

/** Bins of the fine total-score head: bin i is a score of i × FINE_BIN_WIDTH. */
export const FINE_BIN_COUNT = 41;
export const FINE_BIN_WIDTH = 10 / (FINE_BIN_COUNT - 1);

interface OutputGroup {
  start: number;
  length: number;
}

function consecutive<Name extends string>(lengths: Record<Name, number>) {
  const groups = {} as Record<Name, OutputGroup>;
  let start = 0;
  for (const name of Object.keys(lengths) as Name[]) {
    groups[name] = { start, length: lengths[name] };
    start += lengths[name];
  }
  return { groups, size: start };
}

const layout = consecutive({
  sharpness: BRACKET_COUNT,
  signalToBackground: BRACKET_COUNT,
  counts: COUNT_CLASS_COUNT,
  featureMissing: 1,
  lowSignalAndCounts: 1,
  fine: FINE_BIN_COUNT,
  total: 1,
});

/** Where each group of logits lies in the head's output vector. `total` is a score / 10, linear. */
export const OUTPUT_GROUPS = layout.groups;
/** Length of the head's output vector. */
export const OUTPUT_SIZE = layout.size;
