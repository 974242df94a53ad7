import { areaSums } from '#model/area-average';
import type { Axis } from '#shared/axis';
import type { CommandRequest } from '#shared/contract';
import type { Spectrum } from '#shared/spectrum';
import type { SpectrumView } from '#shared/spectrum-view';
import type { PointStore } from '../points/point-store';
import { openSourceFile, type SourceFiles } from '../source/source-files';
import type { ScanContext } from './scan-context';

/** Largest size of a spectrum on screen. */
type ScreenSize = Pick<CommandRequest<'getSpectrum'>, 'maxEnergyPixels' | 'maxAnglePixels'>;

/** What a spectrum without features to describe it has. */
const undescribed: Pick<SpectrumView, 'benchmark' | 'mdcFit' | 'mdcFitFailure'> = {
  benchmark: null,
  mdcFit: null,
  mdcFitFailure: null,
};

/** A point's spectrum from its file, averaged to at most the requested size. */
export async function readSpectrumView(
  { points, describe }: { points: PointStore; describe: ScanContext['describe'] },
  files: SourceFiles,
  { pointId, ...size }: CommandRequest<'getSpectrum'>,
): Promise<SpectrumView> {
  const reference = points.reference(pointId);
  const scanFile = await openSourceFile(files, reference.file);
  try {
    const { spectrum, motors, measuredAt, notes } = scanFile.readFrame(reference.frame);
    return {
      pointId,
      reference,
      ...reducedSpectrum(spectrum, size),
      totalCounts: points.totalCounts(pointId),
      maximumCounts: spectrum.counts.reduce((most, value) => (value > most ? value : most), 0),
      motors,
      measuredAt,
      ...undescribed,
      ...describe(spectrum, pointId),
      notes,
    } as SpectrumView;
  } finally {
    scanFile.close();
  }
}

/** A spectrum area-averaged to at most a size, counts per original pixel. */
export function reducedSpectrum(
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
