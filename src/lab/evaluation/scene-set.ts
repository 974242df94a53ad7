import { benchmarkScore } from '#core/benchmark/bms';
import { analyseMap } from '#core/map/best-spots';
import { LABEL_PROFILES } from '#core/quality/profiles';
import { summariseScore } from '#core/quality/score-distribution';
import { sceneTrueScoreAt } from '#core/simulate/scene-spectrum';
import type { ComponentProbabilities } from '#core/quality/types';
import type { EvaluationRow } from '#model/model-card';
import { figureRow } from './figure-row';
import { EVALUATION_SEED, judgeSet, type Judging } from './judged-set';
import { evaluationScene, SCENE_DETAILS, SCENE_POINTS, SCENE_POSITIONS } from './scene-point';
import { medianOf, spearman } from './statistics';

interface SceneFigures {
  correlation: number;
  benchmarkCorrelation: number;
  regret: number;
  benchmarkRegret: number;
}

/** True score lost by measuring where a map of scores says; all of it where it names no place. */
function regretOf(
  seed: number,
  scores: readonly number[],
  uncertainties: readonly number[],
  bestScore: number,
): number {
  const { search } = analyseMap(
    {
      ids: scores.map((_, i) => i),
      x: SCENE_POSITIONS.map(({ xUm }) => xUm),
      y: SCENE_POSITIONS.map(({ yUm }) => yUm),
      score: scores,
      uncertainty: uncertainties,
    },
    { delta: 1, beamFwhm: null, repeatedPoints: 'latest' },
  );
  if (search.kind === 'none') return bestScore;
  const [{ x, y }] = search.spots;
  // A place between the points may even be better than all of them.
  return Math.max(0, bestScore - sceneTrueScoreAt(evaluationScene(seed), x, y));
}

function sceneFigures(
  seed: number,
  predictions: readonly ComponentProbabilities[],
  details: Float32Array,
): SceneFigures {
  const width = SCENE_DETAILS.length;
  const points = predictions.map((_, i) => {
    const [trueScore, fwhm, backgroundFraction, totalCounts] = details.subarray(
      i * width,
      (i + 1) * width,
    );
    const isFitted = Number.isFinite(fwhm);
    return { trueScore, fwhm: isFitted ? fwhm : null, backgroundFraction, totalCounts };
  });
  const extremes = {
    fwhm: Math.max(0, ...points.map(({ fwhm }) => fwhm ?? 0)),
    totalCounts: Math.max(...points.map(({ totalCounts }) => totalCounts)),
  };
  const { weights } = LABEL_PROFILES.alignment;
  const benchmark = points.map((point) => benchmarkScore(point, extremes, weights));
  const summaries = predictions.map((one) => summariseScore(one, weights));
  const scores = summaries.map(({ expectation }) => expectation);
  const truth = points.map(({ trueScore }) => trueScore);
  const best = Math.max(...truth);
  const spreads = summaries.map(({ standardDeviation }) => standardDeviation);
  return {
    correlation: spearman(scores, truth),
    benchmarkCorrelation: spearman(benchmark, truth),
    regret: regretOf(seed, scores, spreads, best),
    benchmarkRegret: regretOf(
      seed,
      benchmark,
      benchmark.map(() => 0),
      best,
    ),
  };
}

/** Whole scans: does the map look like the truth, and is the chosen place a good one? */
export async function judgeScenes(judging: Judging, scenes: number): Promise<EvaluationRow[]> {
  const { predictions, details } = await judgeSet(
    judging,
    'scenes',
    scenes * SCENE_POINTS,
    'alignment',
  );
  const figures = Array.from({ length: scenes }, (_, i) => {
    const [first, end] = [i * SCENE_POINTS, (i + 1) * SCENE_POINTS];
    const width = SCENE_DETAILS.length;
    return sceneFigures(
      EVALUATION_SEED + i,
      predictions.slice(first, end),
      details.subarray(first * width, end * width),
    );
  });
  const median = (name: keyof SceneFigures) => medianOf(figures.map((scene) => scene[name]));
  const [correlation, benchmarkCorrelation] = [
    median('correlation'),
    median('benchmarkCorrelation'),
  ];
  const regret = median('regret');
  const note = `median of ${scenes}; baseline: the benchmark score`;
  return [
    figureRow('scenes: Spearman ρ of the score map with the true one', correlation, {
      baseline: benchmarkCorrelation,
      must: 0.92,
      aim: 0.98,
      limit: 'at least',
      alsoMeets: correlation > benchmarkCorrelation,
      note,
    }),
    figureRow('scenes: lowest ρ of any', Math.min(...figures.map((scene) => scene.correlation)), {
      baseline: Math.min(...figures.map((scene) => scene.benchmarkCorrelation)),
      limit: 'at least',
    }),
    figureRow('scenes: true score lost at the best spot', regret, {
      baseline: median('benchmarkRegret'),
      must: 0.4,
      aim: 0.15,
      note,
    }),
  ];
}
