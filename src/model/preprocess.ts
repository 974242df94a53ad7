import { estimateGain } from '#core/quality/count-gain';
import { despikedCounts } from '#core/quality/despike';
import { dispersionEvidence } from '#core/quality/dispersion-evidence';
import { isCounted } from '#core/quality/full-score-counts';
import type { Axis } from '#shared/axis';
import type { Spectrum } from '#shared/spectrum';
import { areaSums } from './area-average';

/** Counts of Eq. 10 that give N = 1 in the units the network was trained in. */
const TRAINED_FULL_SCORE_COUNTS = 1e5;
/** Edges of N between the count classes (Eqs. 8 and 11); 1 is where the bonus begins. */
const COUNT_RATIO_EDGES = [0.1, 0.3, 0.5, 0.7, 0.9, 1] as const;
/** Width in N over which an edge feature goes from 0 to 1. */
const EDGE_WIDTH = 0.04;

/** Tiles by which a frame's gain is estimated: it scales a stated deviation, and every frame pays. */
const GAIN_TILES = 48;

/** How raw counts compare with the network's count scale. */
export interface CountCalibration {
  /** Electrons in one spectrum that deserve N = 1. */
  fullScoreCounts: number;
  /** Raw counts per detected electron. */
  gain: number;
}

/** The published scale: raw counts are electrons and 1e5 of them give N = 1. */
export const PUBLISHED_CALIBRATION: CountCalibration = { fullScoreCounts: 1e5, gain: 1 };

/** What stays of a spectrum once it is reduced to the network's input. */
export interface PreparedSpectrum {
  /** Whitened image, row-major [energy ascending][angle], size × size, mean 0 and variance 1. */
  image: Float32Array;
  /** Raw counts over the whole spectrum (non-finite pixels count as 0). */
  totalCounts: number;
  /** Raw counts per resampled pixel. */
  meanCounts: number;
  /** Raw counts in the strongest resampled pixel. */
  maxCounts: number;
  /** How much of the counts is bands (`dispersionEvidence`), in raw counts. */
  evidence: number;
  /** Its standard deviation by counting noise; NaN where the noise tells no gain. */
  evidenceDeviation: number;
  /** Energy width of one resampled pixel, or null when the axis has no energy unit. */
  energyPerPixelEv: number | null;
  /** Angle width of one resampled pixel, or null when the axis has no angle unit. */
  anglePerPixelDeg: number | null;
}

/** Names of the numbers of `spectrumScalars`, in order; written into the model card. */
export const SCALAR_NAMES: readonly string[] = [
  'log10(1 + mean calibrated counts per resampled pixel) / 2',
  'log10(1 + max calibrated counts in a resampled pixel) / 3',
  'log10(eV per resampled pixel) + 2',
  'eV per pixel unknown',
  'log10(deg per resampled pixel) + 1',
  'deg per pixel unknown',
  'min(calibrated total / 1e5, 1.5)',
  ...COUNT_RATIO_EDGES.map((edge) => `calibrated total / 1e5 above ${edge}, 0…1`),
];

function finiteCopy(counts: Float32Array): Float32Array {
  return counts.map((value) => (Number.isFinite(value) ? value : 0));
}

function pixelWidth(axis: Axis, size: number, toUnit: (unit: string) => number | null) {
  const factor = toUnit(axis.unit.trim().toLowerCase());
  const width = factor === null ? NaN : (Math.abs(axis.step) * axis.count * factor) / size;
  return Number.isFinite(width) && width > 0 ? width : null;
}

function energyFactorEv(unit: string): number | null {
  if (unit === 'ev') return 1;
  return unit === 'mev' ? 1e-3 : null;
}

function angleFactorDeg(unit: string): number | null {
  if (['deg', 'degree', 'degrees', '°'].includes(unit)) return 1;
  return ['rad', 'radian', 'radians'].includes(unit) ? 180 / Math.PI : null;
}

/** Sums as an image of zero mean and unit variance; a constant image becomes all zero. */
function whitened(sums: Float64Array): { image: Float32Array; total: number; max: number } {
  const size = sums.length;
  let total = 0;
  let max = -Infinity;
  for (let i = 0; i < size; i++) {
    total += sums[i];
    if (sums[i] > max) max = sums[i];
  }
  const mean = total / size;
  let squares = 0;
  for (let i = 0; i < size; i++) squares += (sums[i] - mean) * (sums[i] - mean);
  const deviation = Math.sqrt(squares / size);
  const image = new Float32Array(size);
  // Rounding alone must not be blown up to unit variance.
  if (deviation > 1e-9 * Math.abs(mean)) {
    for (let i = 0; i < size; i++) image[i] = (sums[i] - mean) / deviation;
  }
  return { image, total, max };
}

/**
 * Reduces a spectrum to the network's input: despiked, area-averaged to size × size and whitened, with the
 * numbers the scalars need. Independent of the count calibration, so it is done once per spectrum.
 */
export function prepareSpectrum(spectrum: Spectrum, size: number): PreparedSpectrum {
  const { energy, angle } = spectrum;
  let counts = despikedCounts(spectrum);
  let sums = areaSums(counts, energy.count, angle.count, size, size);
  let reduced = whitened(sums);
  if (!Number.isFinite(reduced.total)) {
    // Rare: only frames with NaN or infinite pixels pay for a cleaned copy.
    counts = finiteCopy(counts);
    sums = areaSums(counts, energy.count, angle.count, size, size);
    reduced = whitened(sums);
  }
  const mended = { counts, energy, angle };
  // Counts are electrons but for a few; of anything else the noise has to tell.
  const gain = isCounted(reduced.total) ? 1 : (estimateGain(mended, GAIN_TILES) ?? NaN);
  const { evidence, deviation } = dispersionEvidence(mended, gain);
  return {
    image: reduced.image,
    totalCounts: reduced.total,
    meanCounts: reduced.total / sums.length,
    maxCounts: reduced.max,
    evidence,
    evidenceDeviation: deviation,
    energyPerPixelEv: pixelWidth(energy, size, energyFactorEv),
    anglePerPixelDeg: pixelWidth(angle, size, angleFactorDeg),
  };
}

function logCounts(counts: number): number {
  return Math.log10(1 + Math.max(0, counts));
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/**
 * The head's numbers (SCALAR_NAMES) for a prepared spectrum. The calibration enters here only:
 * calibrated counts = counts / gain × 1e5 / fullScoreCounts.
 */
export function spectrumScalars(
  prepared: Omit<PreparedSpectrum, 'image' | 'evidence' | 'evidenceDeviation'>,
  calibration: CountCalibration,
): Float32Array {
  const scale = TRAINED_FULL_SCORE_COUNTS / (calibration.gain * calibration.fullScoreCounts);
  const { energyPerPixelEv, anglePerPixelDeg } = prepared;
  const countRatio = Math.max(0, (prepared.totalCounts * scale) / TRAINED_FULL_SCORE_COUNTS);
  return Float32Array.of(
    logCounts(prepared.meanCounts * scale) / 2,
    logCounts(prepared.maxCounts * scale) / 3,
    energyPerPixelEv === null ? 0 : clamp(Math.log10(energyPerPixelEv) + 2, -3, 3),
    energyPerPixelEv === null ? 1 : 0,
    anglePerPixelDeg === null ? 0 : clamp(Math.log10(anglePerPixelDeg) + 1, -3, 3),
    anglePerPixelDeg === null ? 1 : 0,
    Math.min(countRatio, 1.5),
    ...COUNT_RATIO_EDGES.map((edge) => clamp((countRatio - edge) / EDGE_WIDTH + 0.5, 0, 1)),
  );
}
