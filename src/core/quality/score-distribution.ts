import {
  BONUS_POINTS,
  BRACKET_PENALTIES,
  bracketRange,
  COMBINED_LIMIT,
  COMBINED_PENALTY,
  FEATURE_PENALTY,
  scoreOf,
} from './label';
import type { ComponentProbabilities, QualityWeights } from './types';
import { BRACKET_COUNT, COUNT_CLASS_COUNT } from './types';

/** A discrete distribution of scores: `values` ascend, `probabilities` sum to 1. */
export interface ScoreDistribution {
  values: Float64Array;
  probabilities: Float64Array;
}

/** What a user reads off a score distribution. Penalties and bonus are in points, before clipping. */
export interface ScoreSummary {
  /** Ranks and maps spectra. */
  expectation: number;
  /** Point estimate that minimises the mean absolute error. */
  median: number;
  standardDeviation: number;
  expectedPenalty: {
    sharpness: number;
    signalToBackground: number;
    counts: number;
    feature: number;
    combined: number;
  };
  expectedBonus: number;
}

/** What Eq. 12 makes of a pair of brackets of B and N. */
type CombinedRule = 'applies' | 'never' | 'undecided';

const PAIR_COUNT = BRACKET_COUNT * COUNT_CLASS_COUNT;
/** Feature present or missing × Eq. 12 not applied or applied. */
const FLAG_STATES = 4;
/** Guards the median against the rounding of a sum that is exactly one half. */
const HALF = 0.5 - 1e-12;
/** Scores closer than this are one value. */
const SAME_SCORE = 1e-9;

/** Rule of Eq. 12 per (B bracket, N class), the N class varying fastest. */
const COMBINED_RULES: readonly CombinedRule[] = Array.from({ length: PAIR_COUNT }, (_, pair) => {
  const signal = bracketRange(Math.floor(pair / COUNT_CLASS_COUNT));
  const countClass = pair % COUNT_CLASS_COUNT;
  if (countClass === 0) return 'never';
  const counts = bracketRange(countClass - 1);
  // Brackets exclude their upper edges, so a sum below the limit's upper edge always applies.
  if (signal.high + counts.high <= COMBINED_LIMIT + SAME_SCORE) return 'applies';
  if (signal.low + counts.low >= COMBINED_LIMIT - SAME_SCORE) return 'never';
  return 'undecided';
});

/** The possible scores under given weights, and where each outcome falls among them. */
interface Support {
  weights: QualityWeights;
  values: Float64Array;
  /** Index into `values` per outcome: ((S · pairs + pair) · FLAG_STATES + flags). */
  valueIndices: Uint16Array;
}

let latestSupport: Support | undefined;

/** Support for the weights; kept for the next call, as a weight slider calls once per point. */
function supportOf(weights: QualityWeights): Support {
  const kept = latestSupport?.weights;
  if (
    latestSupport !== undefined &&
    kept?.sharpness === weights.sharpness &&
    kept.signalToBackground === weights.signalToBackground &&
    kept.counts === weights.counts
  ) {
    return latestSupport;
  }
  const scores = new Float64Array(BRACKET_COUNT * PAIR_COUNT * FLAG_STATES);
  for (let outcome = 0; outcome < scores.length; outcome++) {
    const flags = outcome % FLAG_STATES;
    const pair = Math.floor(outcome / FLAG_STATES) % PAIR_COUNT;
    scores[outcome] = scoreOf(
      {
        sharpnessBracket: Math.floor(outcome / (FLAG_STATES * PAIR_COUNT)),
        signalToBackgroundBracket: Math.floor(pair / COUNT_CLASS_COUNT),
        countClass: pair % COUNT_CLASS_COUNT,
        featureMissing: flags >= 2,
        lowSignalAndCounts: flags % 2 === 1,
      },
      weights,
    );
  }
  const values: number[] = [];
  for (const score of scores.slice().sort()) {
    if (values.length === 0 || score - values[values.length - 1] > SAME_SCORE) values.push(score);
  }
  latestSupport = {
    weights: { ...weights },
    values: Float64Array.from(values),
    valueIndices: Uint16Array.from(scores, (score) => nearestIndex(values, score)),
  };
  return latestSupport;
}

function nearestIndex(ascending: number[], value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ascending[middle] <= value + SAME_SCORE) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Probability that Eq. 12 applies in the bracket pairs that do not decide it,
 * chosen so that over all pairs it applies as often as the flag says; clamped
 * where the brackets leave no room for that.
 */
function undecidedProbability(p: ComponentProbabilities): number {
  let decided = 0;
  let undecided = 0;
  for (let pair = 0; pair < PAIR_COUNT; pair++) {
    const rule = COMBINED_RULES[pair];
    if (rule === 'never') continue;
    const probability =
      p.signalToBackground[Math.floor(pair / COUNT_CLASS_COUNT)] *
      p.counts[pair % COUNT_CLASS_COUNT];
    if (rule === 'applies') decided += probability;
    else undecided += probability;
  }
  if (!(undecided > 0)) return 0;
  return Math.min(1, Math.max(0, (p.lowSignalAndCounts - decided) / undecided));
}

function combinedProbability(rule: CombinedRule, undecided: number): number {
  return rule === 'undecided' ? undecided : rule === 'applies' ? 1 : 0;
}

/**
 * Fills `probabilities` (same length as the support) and returns how often Eq. 12
 * applies. S, the pair (B, N) and the feature flag are independent.
 */
function fillProbabilities(
  p: ComponentProbabilities,
  support: Support,
  probabilities: Float64Array,
): number {
  const { valueIndices } = support;
  const undecided = undecidedProbability(p);
  const missing = p.featureMissing;
  let combined = 0;
  probabilities.fill(0);
  for (let pair = 0; pair < PAIR_COUNT; pair++) {
    const pairProbability =
      p.signalToBackground[Math.floor(pair / COUNT_CLASS_COUNT)] *
      p.counts[pair % COUNT_CLASS_COUNT];
    if (pairProbability === 0) continue;
    const applies = combinedProbability(COMBINED_RULES[pair], undecided);
    combined += pairProbability * applies;
    for (let sharpness = 0; sharpness < BRACKET_COUNT; sharpness++) {
      const probability = pairProbability * p.sharpness[sharpness];
      if (probability === 0) continue;
      const outcome = (sharpness * PAIR_COUNT + pair) * FLAG_STATES;
      const present = probability * (1 - missing);
      const absent = probability * missing;
      probabilities[valueIndices[outcome]] += present * (1 - applies);
      probabilities[valueIndices[outcome + 1]] += present * applies;
      probabilities[valueIndices[outcome + 2]] += absent * (1 - applies);
      probabilities[valueIndices[outcome + 3]] += absent * applies;
    }
  }
  return combined;
}

/** The distribution of Eq. 13's score, clipped to [0, 10] per outcome, under any weights. */
export function scoreDistribution(
  p: ComponentProbabilities,
  weights: QualityWeights,
): ScoreDistribution {
  const support = supportOf(weights);
  const probabilities = new Float64Array(support.values.length);
  fillProbabilities(p, support, probabilities);
  return { values: support.values.slice(), probabilities };
}

function expectedBracketPenalty(probabilities: ArrayLike<number>, firstBracket: number): number {
  let penalty = 0;
  for (let bracket = 0; bracket < BRACKET_COUNT; bracket++) {
    penalty += probabilities[firstBracket + bracket] * BRACKET_PENALTIES[bracket];
  }
  return penalty;
}

/** Scratch of `summariseScore`, which runs for every point while a slider moves. */
let summaryProbabilities = new Float64Array(0);

/** Expectation, median, spread and the points expected to be lost or won per criterion. */
export function summariseScore(p: ComponentProbabilities, weights: QualityWeights): ScoreSummary {
  const support = supportOf(weights);
  const { values } = support;
  if (summaryProbabilities.length !== values.length) {
    summaryProbabilities = new Float64Array(values.length);
  }
  const combined = fillProbabilities(p, support, summaryProbabilities);
  let total = 0;
  let sum = 0;
  let squares = 0;
  for (let index = 0; index < values.length; index++) {
    const weighted = summaryProbabilities[index] * values[index];
    total += summaryProbabilities[index];
    sum += weighted;
    squares += weighted * values[index];
  }
  // Probabilities from a network sum to 1 only within its float precision.
  const expectation = sum / total;
  return {
    expectation,
    median: medianOf(values, summaryProbabilities, total),
    standardDeviation: Math.sqrt(Math.max(0, squares / total - expectation * expectation)),
    expectedPenalty: {
      sharpness: weights.sharpness * expectedBracketPenalty(p.sharpness, 0),
      signalToBackground:
        weights.signalToBackground * expectedBracketPenalty(p.signalToBackground, 0),
      counts: weights.counts * expectedBracketPenalty(p.counts, 1),
      feature: FEATURE_PENALTY * p.featureMissing,
      combined: COMBINED_PENALTY * combined,
    },
    expectedBonus: BONUS_POINTS * (p.counts[0] + p.signalToBackground[0]),
  };
}

function medianOf(values: Float64Array, probabilities: Float64Array, total: number): number {
  let cumulative = 0;
  for (let index = 0; index < values.length; index++) {
    cumulative += probabilities[index];
    if (cumulative >= HALF * total) return values[index];
  }
  return values[values.length - 1];
}
