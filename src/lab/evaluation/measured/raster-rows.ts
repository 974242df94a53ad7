import { createRandom } from '#core/simulate/random';
import type { EvaluationRow } from '#model/model-card';
import { figureRow } from '../figure-row';
import { EVALUATION_SEED, type Judging } from '../judged-set';
import { spearman } from '../statistics';
import { degradedBand, measuredBand } from './degraded-band';
import { CHOSEN_ON, type MeasuredFrame } from './measured-frames';
import { rankedFrames } from './ranked-frames';
import { drawRasterQuality, FALLING_RASTERS, RASTERS, type RasterRule } from './rasters';

/** One raster's outcome by the rank score, and by the quality score beside it. */
interface RasterFigures {
  name: string;
  isApart: boolean;
  correlation: number;
  mlsCorrelation: number;
  /** Quality lost at the best spot, 0 … 1. */
  lost: number;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function judgeRaster(
  judging: Judging,
  frame: MeasuredFrame,
  [name, rule]: readonly [string, RasterRule],
  stream: number,
): Promise<RasterFigures> {
  const random = createRandom(EVALUATION_SEED).fork(stream);
  const quality = drawRasterQuality(random.fork(0));
  const band = measuredBand(frame.spectrum);
  const spectra = Array.from(quality, (value, point) => {
    const own = random.fork(point + 1);
    return degradedBand(band, rule(1 - value, own), own);
  });
  const frames = await rankedFrames(judging, spectra);
  const ranks = frames.map(({ rank }) => rank);
  return {
    name,
    isApart: !CHOSEN_ON.includes(frame.instrument),
    correlation: spearman(ranks, quality),
    mlsCorrelation: spearman(
      frames.map(({ mls }) => mls),
      quality,
    ),
    lost: 1 - quality[ranks.indexOf(Math.max(...ranks))],
  };
}

async function judgeRules(
  judging: Judging,
  bands: readonly MeasuredFrame[],
  rules: readonly (readonly [string, RasterRule])[],
  seeds: number,
): Promise<RasterFigures[]> {
  const found: RasterFigures[] = [];
  for (const [index, frame] of bands.entries()) {
    for (const [kind, rule] of rules.entries()) {
      for (let seed = 0; seed < seeds; seed++) {
        const stream = (index * 100 + kind) * 10 + seed;
        found.push(await judgeRaster(judging, frame, rule, stream));
      }
    }
  }
  return found;
}

function meanRow(name: string, figures: readonly RasterFigures[], must?: number, aim?: number) {
  const lowest = Math.min(...figures.map(({ correlation }) => correlation));
  return figureRow(name, mean(figures.map(({ correlation }) => correlation)), {
    limit: 'at least',
    must,
    aim,
    baseline: mean(figures.map(({ mlsCorrelation }) => mlsCorrelation)),
    note: `lowest ${lowest.toFixed(2)}; baseline: the quality score`,
  });
}

/** How many rasters a band gives, for progress. */
export function rasterCount(seeds: number): number {
  return (Object.keys(RASTERS).length + FALLING_RASTERS.length) * seeds;
}

/**
 * Rasters of measured bands degraded by known amounts, one thing at a time: does the rank score put
 * the places in order, and is the best spot a good one? And rasters in which everything falls.
 */
export async function judgeRasters(
  judging: Judging,
  bands: readonly MeasuredFrame[],
  seeds: number,
): Promise<EvaluationRow[]> {
  const single = await judgeRules(judging, bands, Object.entries(RASTERS), seeds);
  const all = await judgeRules(
    judging,
    bands,
    FALLING_RASTERS.map((rule, i) => [`falling ${i + 1}`, rule] as const),
    seeds,
  );
  const named = (figures: readonly RasterFigures[], name: string) =>
    figures.filter((one) => one.name === name);
  const names = [...new Set(single.map(({ name }) => name))];
  const withBackground = single.filter(({ name }) => name.includes('background'));
  const lost = single.map((one) => one.lost);
  const falling = [...new Set(all.map(({ name }) => name))].map((name) =>
    mean(named(all, name).map(({ correlation }) => correlation)),
  );
  const apart = single.filter(({ isApart }) => isApart);
  return [
    meanRow('real rasters: mean ρ of the rank score', single, 0.88, 0.95),
    figureRow(
      'real rasters: lowest ρ of any',
      Math.min(...single.map(({ correlation }) => correlation)),
      { limit: 'at least', must: 0.5, aim: 0.8 },
    ),
    ...(apart.length > 0
      ? [meanRow('real rasters, instruments kept apart: mean ρ', apart, 0.88, 0.95)]
      : []),
    ...names.map((name) => meanRow(`real rasters, ${name}: mean ρ`, named(single, name))),
    meanRow('real rasters with background: mean ρ', withBackground, 0.9, 0.97),
    figureRow('real rasters: quality lost at the best spot, mean', mean(lost), {
      must: 0.06,
      aim: 0.03,
    }),
    figureRow('real rasters: quality lost at the best spot, worst', Math.max(...lost), {
      must: 0.4,
      aim: 0.15,
    }),
    figureRow('real rasters in which all falls: lowest mean ρ of five', Math.min(...falling), {
      limit: 'at least',
      must: 0.95,
      aim: 0.98,
      note: falling.map((value) => value.toFixed(3)).join(', '),
    }),
  ];
}
