import {
  assessBenchmark,
  benchmarkScore,
  type BenchmarkAssessment,
  type BenchmarkExtremes,
  type BenchmarkParts,
  type BenchmarkPoint,
} from '#core/benchmark/bms';
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

/**
 * What Eqs. 14 and 16 divide by, over the points measured under the given version;
 * `fullCounts` is the user's N_max, null for the largest total.
 */
export function benchmarkExtremes(
  points: PointStore,
  version: number,
  fullCounts: number | null,
): BenchmarkExtremes {
  const extremes = { fwhm: 0, totalCounts: 0 };
  const versions = points.fitVersion;
  const widths = points.quantity('mdcFwhm');
  for (let id = 0; id < points.count; id++) {
    if (versions[id] !== version) continue;
    if (widths[id] > extremes.fwhm) extremes.fwhm = widths[id];
    extremes.totalCounts = Math.max(extremes.totalCounts, points.totalCounts(id));
  }
  if (fullCounts !== null) extremes.totalCounts = fullCounts;
  return extremes;
}

/** Brings the benchmark score of every point measured under `version` up to date; returns the ids of those that changed. */
export function updateBenchmarkScores(
  points: PointStore,
  version: number,
  extremes: BenchmarkExtremes,
  weights: QualityWeights,
): number[] {
  const scores = points.quantity('bms');
  const changed: number[] = [];
  for (let id = 0; id < points.count; id++) {
    const measured = benchmarkPoint(points, id, version);
    if (measured === null) continue;
    const score = Math.fround(benchmarkScore(measured, extremes, weights));
    if (score === scores[id]) continue;
    scores[id] = score;
    changed.push(id);
  }
  return changed;
}

/** How a point's benchmark score came about; null where it is not measured under `version`. */
export function benchmarkAssessmentOf(
  points: PointStore,
  id: number,
  version: number,
  extremes: BenchmarkExtremes,
  weights: QualityWeights,
): BenchmarkAssessment | null {
  const measured = benchmarkPoint(points, id, version);
  return measured && assessBenchmark(measured, extremes, weights);
}

/** What was measured on a point under `version`; a frame that could not be read again has nothing. */
function benchmarkPoint(points: PointStore, id: number, version: number): BenchmarkPoint | null {
  const backgroundFraction = points.column('backgroundFraction')[id];
  if (points.fitVersion[id] !== version || Number.isNaN(backgroundFraction)) return null;
  const fwhm = points.quantity('mdcFwhm')[id];
  return {
    fwhm: Number.isNaN(fwhm) ? null : fwhm,
    backgroundFraction,
    totalCounts: points.totalCounts(id),
  };
}
