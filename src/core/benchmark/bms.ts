import {
  bracketOf,
  COMBINED_LIMIT,
  countClassOf,
  scoreOf,
  scoreParts,
  type ScoreParts,
} from '#core/quality/label';
import type { QualityWeights } from '#core/quality/types';
import type { MdcWindow } from '#shared/scan';
import type { Spectrum } from '#shared/spectrum';
import { fitLorentzian, type FailedFit, type LorentzianFit } from './lorentzian-fit';
import { momentumDistributionCurve } from './mdc';

/** What the benchmark score needs of a scan beyond one spectrum: fixed for all its points. */
export interface BenchmarkSettings {
  window: MdcWindow;
  /** I_th of Eq. 15: pixels below it are background, counts. */
  backgroundThreshold: number;
}

/** What one spectrum contributes to its benchmark score. */
export interface BenchmarkParts {
  fit: LorentzianFit | FailedFit;
  /** I_bkgd / I_total of Eq. 15. */
  backgroundFraction: number;
}

/** What Eqs. 14 and 16 divide by: the scan's largest values, or the user's N_max. */
export interface BenchmarkExtremes {
  /** max(σ_FWHM), in the angle axis's unit; 0 while no fit succeeded. */
  fwhm: number;
  /** N_max. */
  totalCounts: number;
}

/** Share of an image's pixels that is taken for background when I_th is proposed. */
const BACKGROUND_SHARE = 0.5;

/** The MDC fit and the background fraction of a spectrum. */
export function benchmarkParts(spectrum: Spectrum, settings: BenchmarkSettings): BenchmarkParts {
  const { angle, intensity } = momentumDistributionCurve(spectrum, settings.window);
  const { background, total } = countsBelow(spectrum.counts, settings.backgroundThreshold);
  return {
    fit: fitLorentzian(angle, intensity),
    backgroundFraction: total > 0 ? background / total : 1,
  };
}

/** Counts in pixels below a threshold, and in all; pixels that are not finite count as 0. */
function countsBelow(
  counts: Float32Array,
  threshold: number,
): { background: number; total: number } {
  let background = 0;
  let total = 0;
  const pixels = counts.length;
  // Over every pixel of every spectrum: which way a branch goes would be noise, and a miss costly.
  for (let i = 0; i < pixels; i++) {
    const value = counts[i] * Number(counts[i] > 0);
    total += value;
    background += value * Number(value < threshold);
  }
  if (Number.isFinite(total)) return { background, total };
  return countsBelow(
    counts.map((value) => (Number.isFinite(value) ? value : 0)),
    threshold,
  );
}

/** What was measured on one point for the benchmark score. */
export interface BenchmarkPoint {
  /** Null where the fit failed, which gives S = 0. */
  fwhm: number | null;
  backgroundFraction: number;
  totalCounts: number;
}

/** A benchmark score with the terms it is made of. */
export interface BenchmarkAssessment extends ScoreParts {
  score: number;
  /** S, B and N of Eqs. 14–16, each in [0, 1]. */
  sharpness: number;
  signalToBackground: number;
  countRatio: number;
}

/** Benchmark score: S, B and N of Eqs. 14–16 with the penalties of Eqs. 8 and 11–13. */
export function benchmarkScore(
  point: BenchmarkPoint,
  extremes: BenchmarkExtremes,
  weights: QualityWeights,
): number {
  return scoreOf(benchmarkLabel(benchmarkComponents(point, extremes)), weights);
}

/** The benchmark score of a point and how it came about. */
export function assessBenchmark(
  point: BenchmarkPoint,
  extremes: BenchmarkExtremes,
  weights: QualityWeights,
): BenchmarkAssessment {
  const components = benchmarkComponents(point, extremes);
  const label = benchmarkLabel(components);
  return { ...components, ...scoreParts(label, weights), score: scoreOf(label, weights) };
}

type BenchmarkComponents = Pick<
  BenchmarkAssessment,
  'sharpness' | 'signalToBackground' | 'countRatio'
>;

function benchmarkComponents(
  { fwhm, backgroundFraction, totalCounts }: BenchmarkPoint,
  extremes: BenchmarkExtremes,
): BenchmarkComponents {
  return {
    sharpness: fwhm === null || extremes.fwhm <= 0 ? 0 : 1 - fwhm / extremes.fwhm,
    signalToBackground: 1 - backgroundFraction,
    countRatio: extremes.totalCounts > 0 ? Math.min(1, totalCounts / extremes.totalCounts) : 0,
  };
}

function benchmarkLabel({ sharpness, signalToBackground, countRatio }: BenchmarkComponents) {
  return {
    sharpnessBracket: bracketOf(sharpness),
    signalToBackgroundBracket: bracketOf(signalToBackground),
    countClass: countClassOf(countRatio),
    featureMissing: false,
    lowSignalAndCounts: signalToBackground + countRatio <= COMBINED_LIMIT,
  };
}

/**
 * I_th proposed from the image's histogram: two standard deviations above the mean of its dimmest
 * half, which is background in a frame worth a benchmark score. One threshold serves the whole
 * scan, so it has to follow the background and not the height of the bands: a threshold that
 * reaches into the flanks of a bright band calls the whole band of a dim spectrum background.
 * Where most pixels are empty it lies above a single count, which is no feature.
 */
export function proposeBackgroundThreshold(spectrum: Spectrum): number {
  const values = spectrum.counts.filter((value) => value >= 0 && value < Infinity).sort();
  const dimmest = values.subarray(0, Math.ceil(BACKGROUND_SHARE * values.length));
  if (values.length === 0 || values[values.length - 1] === 0) return 0;
  let sum = 0;
  let squares = 0;
  for (const value of dimmest) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / dimmest.length;
  const deviation = Math.sqrt(Math.max(0, squares / dimmest.length - mean * mean));
  const singleCount = values.find((value) => value > 0) ?? 0;
  return Math.max(mean + 2 * deviation, 1.5 * singleCount);
}
