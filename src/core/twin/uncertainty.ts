import { isCovered } from './leave-one-line-out';
import type { RankedCandidate } from './ranking';
import { median, noiseOf } from './table/smoothing';
import { linearAt } from './table/interpolation';
import { withoutLine, type ScanTable } from './table/scan-table';

/** Share of left-out points that must lie within two standard deviations. */
const COVERAGE = 0.95;
/** Part of the change from line to line that is doubtful halfway between them, before scaling. */
const CHANGE_SHARE = 0.02;

/** How doubt grows with the distance from the lines, scaled to what left-out lines showed. */
export interface Calibration {
  /** What the unscaled doubt is multiplied by; null without lines to calibrate on. */
  scale: number | null;
  /** Share of left-out points within 2σ, each line judged with the scale of the others. */
  coverage: number | null;
}

/**
 * Doubt before scaling: the noise of the lines, the difference between the chosen and a rival
 * candidate, and a share of the change between the two lines beside the place, largest halfway.
 */
export function rawDoubt(
  table: ScanTable,
  chosen: Float64Array,
  rival: Float64Array,
  at: number,
  x: ArrayLike<number>,
): Float64Array {
  const noise = median(table.lines.map(noiseOf));
  const { lines } = table;
  const above = Math.max(
    1,
    lines.findIndex((line) => line.at >= at),
  );
  const [lower, upper] = [lines[above - 1], lines[above]];
  const share = (at - lower.at) / (upper.at - lower.at);
  const halfway = 4 * share * (1 - share);
  return chosen.map((value, i) => {
    const difference = Number.isNaN(rival[i]) ? 0 : value - rival[i];
    const change = linearAt(upper.x, upper.value, x[i]) - linearAt(lower.x, lower.value, x[i]);
    const doubtful = CHANGE_SHARE * halfway * (Number.isNaN(change) ? 0 : change);
    return Math.hypot(noise, difference, doubtful);
  });
}

/** Ratios of error to doubt on every left-out line; what the calibration is made of. */
function ratiosOf(table: ScanTable, chosen: RankedCandidate, rival: RankedCandidate): number[][] {
  return chosen.lines.map(({ line, at, predicted }) => {
    const { x, value } = table.lines[line];
    // A rival that gave up early says nothing of the later lines.
    const other = rival.lines.find((one) => one.line === line)?.predicted ?? predicted;
    const doubt = rawDoubt(withoutLine(table, line), predicted, other, at, x);
    const ratios: number[] = [];
    for (let i = 0; i < x.length; i++) {
      if (!isCovered(table, line, x[i]) || Number.isNaN(predicted[i])) continue;
      const error = Math.abs(predicted[i] - value[i]);
      ratios.push(error === 0 ? 0 : error / Math.max(doubt[i], Number.MIN_VALUE));
    }
    return ratios;
  });
}

/** The scale at which 95 % of the ratios lie within two standard deviations. */
function scaleOf(ratios: readonly number[]): number {
  const sorted = Float64Array.from(ratios).sort();
  const place = Math.min(sorted.length - 1, Math.ceil(COVERAGE * sorted.length) - 1);
  return sorted[Math.max(0, place)] / 2;
}

/** Calibration on the left-out lines that anything predicts; nothing where there are none. */
export function calibrated(
  table: ScanTable,
  chosen: RankedCandidate,
  rival: RankedCandidate,
  unpredictable: readonly number[],
): Calibration {
  const used = { ...chosen, lines: chosen.lines.filter(({ at }) => !unpredictable.includes(at)) };
  const ratios = ratiosOf(table, used, rival).filter(({ length }) => length > 0);
  if (ratios.length === 0) return { scale: null, coverage: null };
  if (ratios.length === 1) return { scale: scaleOf(ratios[0]), coverage: null };
  let held = 0;
  let count = 0;
  ratios.forEach((own, line) => {
    const scale = scaleOf(ratios.filter((_, other) => other !== line).flat());
    held += own.filter((ratio) => ratio <= 2 * scale).length;
    count += own.length;
  });
  return { scale: scaleOf(ratios.flat()), coverage: held / count };
}
