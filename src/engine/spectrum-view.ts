import type { BenchmarkAssessment } from '#core/benchmark/bms';
import { fitLorentzian } from '#core/benchmark/lorentzian-fit';
import { momentumDistributionCurve } from '#core/benchmark/mdc';
import { areaSums } from '#model/area-average';
import type { Axis } from '#shared/axis';
import type { QualityWeights } from '#core/quality/types';
import type { MdcWindow } from '#shared/scan';
import type { Spectrum } from '#shared/spectrum';
import type { MeanSpectrum, SpectrumView } from '#shared/spectrum-view';
import { assessmentOf } from './assessment';
import type { PointStore } from './point-store';
import { openSourceFile, type SourceFiles } from './source-files';

/** Largest size of a spectrum on screen. */
interface ScreenSize {
  maxEnergyPixels: number;
  maxAnglePixels: number;
}

/** What a spectrum is judged with. */
interface ViewContext {
  weights: QualityWeights;
  mdcWindow: MdcWindow | null;
  benchmark: BenchmarkAssessment | null;
}

/** A point's spectrum from its file, averaged to at most the requested size. */
export async function readSpectrumView(
  points: PointStore,
  files: SourceFiles,
  { weights, mdcWindow, benchmark }: ViewContext,
  { pointId, ...size }: ScreenSize & { pointId: number },
): Promise<SpectrumView> {
  const reference = points.reference(pointId);
  const scanFile = await openSourceFile(files, reference.file);
  try {
    const { spectrum, motors, measuredAt, notes } = scanFile.readFrame(reference.frame);
    return {
      pointId,
      reference,
      ...reduced(spectrum, size),
      totalCounts: points.totalCounts(pointId),
      maximumCounts: spectrum.counts.reduce((most, value) => (value > most ? value : most), 0),
      motors,
      measuredAt,
      assessment: assessmentOf(points.probabilities(pointId), weights),
      benchmark,
      ...fitIn(spectrum, mdcWindow),
      notes,
    };
  } finally {
    scanFile.close();
  }
}

/** A spectrum that is no single point's, as a view shows it. */
export function meanSpectrumView(
  spectrum: Spectrum,
  mdcWindow: MdcWindow | null,
  size: ScreenSize,
): Omit<MeanSpectrum, 'region' | 'progress'> {
  return { ...reduced(spectrum, size), ...fitIn(spectrum, mdcWindow) };
}

function reduced(
  { counts, energy, angle }: Spectrum,
  { maxEnergyPixels, maxAnglePixels }: ScreenSize,
): Pick<SpectrumView, 'energy' | 'angle' | 'intensity'> {
  const energyPixels = Math.min(energy.count, maxEnergyPixels);
  const anglePixels = Math.min(angle.count, maxAnglePixels);
  const pixelsPerPixel = (energy.count * angle.count) / (energyPixels * anglePixels);
  const sums = areaSums(counts, energy.count, angle.count, energyPixels, anglePixels);
  return {
    energy: coarser(energy, energyPixels),
    angle: coarser(angle, anglePixels),
    intensity: Float32Array.from(sums, (sum) => sum / pixelsPerPixel),
  };
}

/** The MDC fit of the spectrum as read: the one stored for the map, made again with its reason where it fails. */
function fitIn(
  spectrum: Spectrum,
  window: MdcWindow | null,
): Pick<SpectrumView, 'mdcFit' | 'mdcFitFailure'> {
  if (window === null) return { mdcFit: null, mdcFitFailure: null };
  const { angle, intensity } = momentumDistributionCurve(spectrum, window);
  const fit = fitLorentzian(angle, intensity);
  if (fit.kind === 'failed') return { mdcFit: null, mdcFitFailure: fit.reason };
  const { position, positionError, fwhm, fwhmError, amplitude, background } = fit;
  return {
    mdcFit: { position, positionError, fwhm, fwhmError, amplitude, background },
    mdcFitFailure: null,
  };
}

/** The same span in fewer pixels, each centred on the pixels it averages. */
function coarser(axis: Axis, count: number): Axis {
  const ratio = axis.count / count;
  return {
    ...axis,
    start: axis.start + ((ratio - 1) / 2) * axis.step,
    step: axis.step * ratio,
    count,
  };
}
