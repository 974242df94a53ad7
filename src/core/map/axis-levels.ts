/**
 * The raster hidden in one stage coordinate: positions that sit on start + k · step,
 * give or take the stage's own scatter.
 */
export interface AxisLevels {
  start: number;
  /** Distance between neighbouring levels, > 0; 0 where only one level exists. */
  step: number;
  /** Levels from the first to the last, those without a point included. */
  count: number;
}

/** Scatter around a level that still counts as that level, in steps. */
const LEVEL_TOLERANCE = 0.15;
/** A break between scatter and steps must be at least this large a jump in gap size. */
const LEAST_BREAK_RATIO = 2.5;
const CANDIDATE_BREAKS = 8;
/** At least this share of the levels must be occupied, or the raster is a coincidence. */
const LEAST_OCCUPANCY = 0.4;

/**
 * Levels of `values` (any order), or null when they follow no raster. Gaps between
 * the sorted values fall into two groups on a raster: scatter within a level and steps
 * between levels. Each clear break between such groups is tried; the tightest fit wins.
 */
export function findAxisLevels(values: ArrayLike<number>): AxisLevels | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const first = sorted[0];
  const range = sorted[sorted.length - 1] - first;
  const magnitude = Math.max(Math.abs(first), Math.abs(sorted[sorted.length - 1]));
  if (range <= magnitude * 1e-12) return { start: first, step: 0, count: 1 };

  const floor = range * 1e-5;
  const gaps = new Float64Array(sorted.length - 1);
  for (let i = 0; i < gaps.length; i++) gaps[i] = sorted[i + 1] - sorted[i];
  let best: { levels: AxisLevels; scatter: number } | null = null;
  for (const threshold of gapBreaks(gaps, floor)) {
    const fit = fitLevels(sorted, threshold);
    if (fit !== null && (best === null || fit.scatter < best.scatter - 1e-9)) best = fit;
  }
  return best === null ? null : best.levels;
}

/** Index of the level nearest to `value`, and how far off it is in steps. */
export function nearestLevel(levels: AxisLevels, value: number): { index: number; offset: number } {
  if (levels.step === 0) return { index: 0, offset: 0 };
  const position = (value - levels.start) / levels.step;
  const index = Math.round(position);
  return { index, offset: Math.abs(position - index) };
}

/** Gap sizes that may part scatter from steps, the clearest breaks first. */
function gapBreaks(gaps: Float64Array, floor: number): number[] {
  const descending = gaps.slice().sort().reverse();
  const breaks: { threshold: number; ratio: number }[] = [];
  for (let i = 0; i < descending.length; i++) {
    if (descending[i] <= floor) break;
    const below = Math.max(floor, i + 1 < descending.length ? descending[i + 1] : floor);
    const ratio = descending[i] / below;
    if (ratio >= LEAST_BREAK_RATIO) {
      breaks.push({ threshold: Math.sqrt(descending[i] * below), ratio });
    }
  }
  breaks.sort((a, b) => b.ratio - a.ratio);
  return breaks.slice(0, CANDIDATE_BREAKS).map((entry) => entry.threshold);
}

/** Levels of ascending values whose steps exceed `threshold`, with the largest scatter in steps. */
function fitLevels(
  sorted: Float64Array,
  threshold: number,
): { levels: AxisLevels; scatter: number } | null {
  const centres: number[] = [];
  let sum = 0;
  let members = 0;
  for (let i = 0; i < sorted.length; i++) {
    sum += sorted[i];
    members++;
    if (i + 1 === sorted.length || sorted[i + 1] - sorted[i] > threshold) {
      centres.push(sum / members);
      sum = 0;
      members = 0;
    }
  }
  if (centres.length < 2) return null;
  const spacings = centres
    .slice(1)
    .map((centre, i) => centre - centres[i])
    .sort((a, b) => a - b);
  // With levels still missing the median may be several steps; the lower quartile is one.
  const guess = spacings[Math.floor(spacings.length / 4)];
  const span = centres[centres.length - 1] - centres[0];
  const intervals = Math.round(span / guess);
  if (intervals < 1) return null;
  const step = span / intervals;
  const count = intervals + 1;
  if (centres.length < LEAST_OCCUPANCY * count) return null;

  const levels = { start: centres[0], step, count };
  let scatter = 0;
  for (const value of sorted) {
    scatter = Math.max(scatter, nearestLevel(levels, value).offset);
    if (scatter > LEVEL_TOLERANCE) return null;
  }
  return { levels, scatter };
}
