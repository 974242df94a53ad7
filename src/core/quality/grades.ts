import { BRACKET_PENALTIES, bracketOf } from './label';
import { BRACKET_COUNT } from './types';

/** An ordinal scale of a component: bins whose sums are the brackets of Eq. 8. */
export interface GradeScale {
  /** Bracket of each bin, best bin first. */
  brackets: readonly number[];
  /**
   * Graded penalty of each bin in the points of Eq. 8: that of the bracket at its middle, between
   * the middles in proportion to the logarithm, and going on beyond both ends.
   */
  penalties: readonly number[];
  /** Upper edges of all bins but the last, in deficit; see `gradeBinOf`. */
  edges: readonly number[];
}

/** Deficits (1 − component) at the middles of the brackets of Eq. 8. */
const BRACKET_MIDDLES = [0.05, 0.2, 0.4, 0.6, 0.8, 0.95] as const;
/** Points per e-fold of the deficit where it is better than the best middle, or worse than the worst. */
const SLOPE_BELOW = 0.72;
const SLOPE_ABOVE = 3;

/** Graded penalty of a deficit, which may pass 1 (a line wider than S's full scale). */
function gradedPenalty(deficit: number, isBounded: boolean): number {
  const last = BRACKET_MIDDLES.length - 1;
  if (deficit <= BRACKET_MIDDLES[0]) return SLOPE_BELOW * Math.log(deficit / BRACKET_MIDDLES[0]);
  if (deficit >= BRACKET_MIDDLES[last]) {
    // What cannot pass 1 goes on by its odds.
    const stretch = (value: number) => (isBounded ? value / (1 - value) : value);
    const beyond = Math.log(stretch(deficit) / stretch(BRACKET_MIDDLES[last]));
    return BRACKET_PENALTIES[last] + SLOPE_ABOVE * beyond;
  }
  const upper = BRACKET_MIDDLES.findIndex((middle) => deficit < middle);
  const [low, high] = [BRACKET_MIDDLES[upper - 1], BRACKET_MIDDLES[upper]];
  const share = Math.log(deficit / low) / Math.log(high / low);
  const [from, to] = [BRACKET_PENALTIES[upper - 1], BRACKET_PENALTIES[upper]];
  return from + share * (to - from);
}

function scaleOf(edges: readonly number[], first: number, last: number): GradeScale {
  const isBounded = edges[edges.length - 1] < 1;
  const middles = [
    first,
    ...edges.slice(1).map((edge, index) => Math.sqrt(edge * edges[index])),
    last,
  ];
  return {
    edges,
    brackets: middles.map((middle) => bracketOf(1 - middle)),
    penalties: middles.map((middle) => gradedPenalty(middle, isBounded)),
  };
}

/** Bins of S by the width of the lines over its full scale, from a fiftieth to six times of it. */
export const SHARPNESS_SCALE = scaleOf(
  [
    0.02, 0.03, 0.045, 0.067, 0.1, 0.13, 0.17, 0.23, 0.3, 0.36, 0.43, 0.5, 0.56, 0.63, 0.7, 0.76,
    0.83, 0.9, 1, 1.15, 1.35, 1.6, 2, 2.5, 3.2, 4.2, 6,
  ],
  0.014,
  8,
);

/** Bins of B by the share of the background in the light at the brightest line. */
export const SIGNAL_SCALE = scaleOf(
  [
    0.007, 0.015, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.25, 0.3, 0.37, 0.43, 0.5, 0.57, 0.63, 0.7,
    0.76, 0.82, 0.86, 0.9, 0.925, 0.945, 0.965, 0.98, 0.99,
  ],
  0.004,
  0.995,
);

/** Bin of a deficit; never one of another bracket than the label's, whatever rounding says. */
export function gradeBinOf(scale: GradeScale, deficit: number, bracket: number): number {
  const found = scale.edges.findIndex((edge) => deficit < edge);
  const bin = found < 0 ? scale.edges.length : found;
  return Math.min(
    scale.brackets.lastIndexOf(bracket),
    Math.max(scale.brackets.indexOf(bracket), bin),
  );
}

/** Probabilities of the brackets of Eq. 8 from those of a scale's bins. */
export function bracketSums(scale: GradeScale, bins: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(BRACKET_COUNT);
  scale.brackets.forEach((bracket, bin) => (sums[bracket] += bins[bin]));
  return sums;
}

/** Expected graded penalty of a scale's bins, in the points of Eq. 8 and unbounded by its ends. */
export function expectedGrade(scale: GradeScale, bins: ArrayLike<number>): number {
  return scale.penalties.reduce((sum, penalty, bin) => sum + penalty * bins[bin], 0);
}
