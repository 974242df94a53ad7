import type { QualityLabel } from '#core/quality/types';
import { FINE_BIN_COUNT, FINE_BIN_WIDTH, OUTPUT_GROUPS, OUTPUT_SIZE } from '../output-layout';

/**
 * What the head should say of a label, in the layout of the logits: one-hot brackets, flags, the
 * score shared between its two nearest fine bins (so that their mean is the score), score / 10.
 */
export function targetOf(label: QualityLabel): Float32Array {
  const target = new Float32Array(OUTPUT_SIZE);
  const mark = (group: { start: number }, index: number, value: number) => {
    target[group.start + index] = value;
  };
  mark(OUTPUT_GROUPS.sharpness, label.sharpnessBracket, 1);
  mark(OUTPUT_GROUPS.signalToBackground, label.signalToBackgroundBracket, 1);
  mark(OUTPUT_GROUPS.counts, label.countClass, 1);
  mark(OUTPUT_GROUPS.featureMissing, 0, label.featureMissing ? 1 : 0);
  mark(OUTPUT_GROUPS.lowSignalAndCounts, 0, label.lowSignalAndCounts ? 1 : 0);
  const position = label.score / FINE_BIN_WIDTH;
  const lower = Math.min(FINE_BIN_COUNT - 2, Math.floor(position));
  mark(OUTPUT_GROUPS.fine, lower, lower + 1 - position);
  mark(OUTPUT_GROUPS.fine, lower + 1, position - lower);
  mark(OUTPUT_GROUPS.total, 0, label.score / 10);
  return target;
}
