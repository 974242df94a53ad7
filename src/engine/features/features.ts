import type { ScanFeature } from '../scan/feature';
import type { ScanContext } from '../scan/scan-context';
import { Benchmark } from './benchmark/benchmark';
import { Detector } from './detector/detector';
import { ScoreMap } from './map/score-map';
import { Quality, type LoadedNetwork } from './quality/quality';
import { Review } from './review/review';

/** What a scan can do. Each feature is asked in this order: a later one sees what an earlier one derived. */
export function createFeatures(context: ScanContext, network: LoadedNetwork): ScanFeature[] {
  const quality = new Quality(context, network);
  const benchmark = new Benchmark(context);
  const map = new ScoreMap(context, benchmark);
  const review = new Review(context);
  const detector = new Detector(context);
  return [quality, benchmark, map, review, detector];
}
