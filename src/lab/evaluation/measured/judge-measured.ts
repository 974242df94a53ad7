import type { EvaluationRow } from '#model/model-card';
import { figureRow } from '../figure-row';
import type { Judging } from '../judged-set';
import { judgeBandLadders, judgeFeatureless, judgeHolders } from './featureless-rows';
import type { MeasuredFrames } from './measured-frames';
import { judgeSteadiness } from './nuisance-rows';
import { judgeRasters, rasterCount } from './raster-rows';
import { RASTER_SIDE } from './rasters';

/** How much is made of the measured frames. */
interface MeasuredSizes {
  measuredBands: number;
  rasterSeeds: number;
}

/** Rasters' worth of points that the steadiness of one band takes. */
const STEADINESS_RASTERS = 12;
/** Frames without bands that serve as a sample's holder. */
const HOLDERS = 2;

/** Frames that `judgeMeasured` looks at, about. */
export function measuredFramesJudged(frames: MeasuredFrames, sizes: MeasuredSizes): number {
  if (frames.kind === 'absent') return 0;
  const bands = Math.min(frames.bands.length, sizes.measuredBands);
  return bands * (rasterCount(sizes.rasterSeeds) + STEADINESS_RASTERS) * RASTER_SIDE * RASTER_SIDE;
}

/** How the rank score does on measured bands: rasters, ladders, holders, nuisances and repeats. */
export async function judgeMeasured(
  judging: Judging,
  frames: MeasuredFrames,
  { measuredBands, rasterSeeds }: MeasuredSizes,
): Promise<EvaluationRow[]> {
  if (frames.kind === 'absent') {
    const comparison = { must: 0.88, aim: 0.95, limit: 'at least', note: frames.reason } as const;
    return [figureRow('real rasters: mean ρ of the rank score', null, comparison)];
  }
  const bands = frames.bands.slice(0, measuredBands);
  return [
    ...(await judgeRasters(judging, bands, rasterSeeds)),
    ...(await judgeBandLadders(judging, bands)),
    ...(await judgeHolders(judging, bands, frames.featureless.slice(0, HOLDERS))),
    ...(await judgeFeatureless(judging, frames.featureless)),
    ...(await judgeSteadiness(judging, bands)),
  ];
}
