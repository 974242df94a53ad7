import { benchmarkScore, type BenchmarkExtremes, type BenchmarkParts } from '#core/benchmark/bms';
import type { QualityWeights } from '#core/quality/types';
import type { PointStore } from './point-store';

/** Stores what was measured on a point under benchmark settings of a version; null parts forget it. */
export function storeBenchmark(
  points: PointStore,
  id: number,
  version: number,
  parts: BenchmarkParts | null,
): void {
  const fit = points.fit(id);
  fit.fill(NaN);
  if (parts?.fit.kind === 'fitted') {
    const { position, positionError, fwhm, fwhmError, amplitude, background } = parts.fit;
    fit.set([position, positionError, fwhm, fwhmError, amplitude, ...background]);
  }
  points.fitVersion[id] = parts === null ? 0 : version;
  points.column('backgroundFraction')[id] = parts?.backgroundFraction ?? NaN;
  points.quantity('mdcPosition')[id] = fit[0];
  points.quantity('mdcFwhm')[id] = fit[2];
  if (parts === null) points.quantity('bms')[id] = NaN;
}

/** What Eqs. 14 and 16 divide by, over the points measured under the given version. */
export function benchmarkExtremes(points: PointStore, version: number): BenchmarkExtremes {
  const extremes = { fwhm: 0, totalCounts: 0 };
  const versions = points.fitVersion;
  const widths = points.quantity('mdcFwhm');
  for (let id = 0; id < points.count; id++) {
    if (versions[id] !== version) continue;
    if (widths[id] > extremes.fwhm) extremes.fwhm = widths[id];
    extremes.totalCounts = Math.max(extremes.totalCounts, points.totalCounts(id));
  }
  return extremes;
}

/** Brings the benchmark score of every point measured under `version` up to date; returns the ids of those that changed. */
export function updateBenchmarkScores(
  points: PointStore,
  version: number,
  weights: QualityWeights,
): number[] {
  const extremes = benchmarkExtremes(points, version);
  const scores = points.quantity('bms');
  const widths = points.quantity('mdcFwhm');
  const backgrounds = points.column('backgroundFraction');
  const changed: number[] = [];
  for (let id = 0; id < points.count; id++) {
    if (points.fitVersion[id] !== version) continue;
    // A frame that could not be read again has no benchmark score.
    if (Number.isNaN(backgrounds[id])) continue;
    const score = Math.fround(
      benchmarkScore(
        {
          fwhm: Number.isNaN(widths[id]) ? null : widths[id],
          backgroundFraction: backgrounds[id],
          totalCounts: points.totalCounts(id),
        },
        extremes,
        weights,
      ),
    );
    if (score === scores[id]) continue;
    scores[id] = score;
    changed.push(id);
  }
  return changed;
}
