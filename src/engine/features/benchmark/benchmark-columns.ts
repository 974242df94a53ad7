import {
  assessBenchmark,
  benchmarkScore,
  type BenchmarkAssessment,
  type BenchmarkExtremes,
  type BenchmarkParts,
  type BenchmarkPoint,
} from '#core/benchmark/bms';
import type { QualityWeights } from '#core/quality/types';
import { float64Column, uint32Column } from '../../points/columns';
import type { PointStore } from '../../points/point-store';

/** Position, its error, FWHM, its error, amplitude, background. */
export const FIT_NUMBERS = 7;

/** What was measured on each point for the benchmark score, under numbered settings. */
export class BenchmarkColumns {
  private readonly fits;
  private readonly backgroundFractions;
  private readonly versions;

  constructor(private readonly points: PointStore) {
    // NaN where there is no fit.
    this.fits = points.attach(float64Column(FIT_NUMBERS));
    this.backgroundFractions = points.attach(float64Column());
    this.versions = points.attach(uint32Column());
  }

  /** Number of the settings a point was measured with; 0 for none. */
  version(id: number): number {
    return this.versions.data[id];
  }

  /** Fit of a point: seven numbers, NaN where there is none. A view. */
  fit(id: number): Float64Array {
    return this.fits.row(id);
  }

  backgroundFraction(id: number): number {
    return this.backgroundFractions.data[id];
  }

  /** Stores what was measured on a point under settings of a version; null parts forget it. */
  store(id: number, version: number, parts: BenchmarkParts | null): void {
    let fit: readonly number[] | null = null;
    if (parts?.fit.kind === 'fitted') {
      const { position, positionError, fwhm, fwhmError, amplitude, background } = parts.fit;
      fit = [position, positionError, fwhm, fwhmError, amplitude, ...background];
    }
    this.set(id, parts === null ? 0 : version, fit, parts?.backgroundFraction ?? NaN);
    if (parts === null) this.points.quantity('bms')[id] = NaN;
  }

  /** Puts numbers of a point into place; null for one without a fit. */
  set(
    id: number,
    version: number,
    numbers: readonly number[] | null,
    backgroundFraction: number,
  ): void {
    const fit = this.fit(id);
    if (numbers === null) fit.fill(NaN);
    else fit.set(numbers);
    this.versions.data[id] = version;
    this.backgroundFractions.data[id] = backgroundFraction;
    this.points.quantity('mdcPosition')[id] = fit[0];
    this.points.quantity('mdcFwhm')[id] = fit[2];
  }

  /**
   * What Eqs. 14 and 16 divide by, over the points measured under the given version;
   * `fullCounts` is the user's N_max, null for the largest total.
   */
  extremes(version: number, fullCounts: number | null): BenchmarkExtremes {
    const { points } = this;
    const extremes = { fwhm: 0, totalCounts: 0 };
    const versions = this.versions.data;
    const widths = points.quantity('mdcFwhm');
    for (let id = 0; id < points.count; id++) {
      if (versions[id] !== version) continue;
      if (widths[id] > extremes.fwhm) extremes.fwhm = widths[id];
      extremes.totalCounts = Math.max(extremes.totalCounts, points.totalCounts(id));
    }
    if (fullCounts !== null) extremes.totalCounts = fullCounts;
    return extremes;
  }

  /** Brings the score of every point measured under `version` up to date; returns the ids of those that changed. */
  updateScores(version: number, extremes: BenchmarkExtremes, weights: QualityWeights): number[] {
    const scores = this.points.quantity('bms');
    const changed: number[] = [];
    for (let id = 0; id < this.points.count; id++) {
      const measured = this.point(id, version);
      if (measured === null) continue;
      const score = Math.fround(benchmarkScore(measured, extremes, weights));
      if (score === scores[id]) continue;
      scores[id] = score;
      changed.push(id);
    }
    return changed;
  }

  /** How a point's score came about; null where it is not measured under `version`. */
  assessmentOf(
    id: number,
    version: number,
    extremes: BenchmarkExtremes,
    weights: QualityWeights,
  ): BenchmarkAssessment | null {
    const measured = this.point(id, version);
    return measured && assessBenchmark(measured, extremes, weights);
  }

  /** What was measured on a point under `version`; a frame that could not be read again has nothing. */
  private point(id: number, version: number): BenchmarkPoint | null {
    const backgroundFraction = this.backgroundFraction(id);
    if (this.version(id) !== version || Number.isNaN(backgroundFraction)) return null;
    const fwhm = this.points.quantity('mdcFwhm')[id];
    return {
      fwhm: Number.isNaN(fwhm) ? null : fwhm,
      backgroundFraction,
      totalCounts: this.points.totalCounts(id),
    };
  }
}
