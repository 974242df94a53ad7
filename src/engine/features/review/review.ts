import { comparedPoints } from '#core/map/compared-points';
import type { PointSpectrum, ScanReport } from '#exports/scan-report';
import type { CommandRequest } from '#shared/contract';
import type { MeanSpectrum } from '#shared/spectrum-view';
import { jobOrder } from '../../jobs/background-work';
import type {
  FrameBatch,
  PartSources,
  ReportContribution,
  ScanCommands,
  ScanFeature,
} from '../../scan/feature';
import { featureJournal, type ScanContext } from '../../scan/scan-context';
import { reducedSpectrum } from '../../scan/spectrum-view';
import { RegionMean } from './region-mean';
import { reviewFormat, type IntensityRecord } from './review-journal';
import { VerdictBook } from './verdict-book';
import { WindowIntensity } from './window-intensity';

/** What a user marks on a scan: verdicts on points, an area of the map, a window on the spectrum. */
export class Review implements ScanFeature {
  readonly journal;
  readonly jobs;
  readonly parts: PartSources;
  readonly commands: ScanCommands;
  private readonly verdicts: VerdictBook;
  private readonly mean: RegionMean;
  private readonly intensity: WindowIntensity;

  constructor(private readonly context: ScanContext) {
    const { points, partsChanged } = context;
    this.verdicts = new VerdictBook(points, (line) => {
      this.journal.append(line);
      this.journal.flush();
    });
    this.mean = new RegionMean(context, () => partsChanged('meanProgress'));
    this.intensity = new WindowIntensity(context, (ids) => {
      this.journal.appendRecords(ids);
      this.journal.flush();
    });
    this.journal = featureJournal(context, reviewFormat, {
      restoreLine: (line) => this.verdicts.restore(line),
      restoreRecord: (id, { window, intensity }) => this.intensity.restore(id, window, intensity),
      recordOf: (id) => this.recordOf(id),
    });
    this.jobs = [
      { order: jobOrder.asked, advance: () => this.mean.advance() },
      { order: jobOrder.columns, advance: () => this.intensity.advance() },
    ];
    this.parts = {
      judgements: () => this.verdicts.shown,
      meanProgress: () => this.mean.progress,
    };
    this.commands = {
      setVerdict: ({ pointId, ...judgement }) => {
        const kept = this.verdicts.set(pointId, judgement);
        partsChanged('judgements');
        return kept;
      },
      getMeanSpectrum: (size) => this.meanSpectrum(size),
    };
  }

  openBatch(): FrameBatch {
    return this.intensity.openBatch();
  }

  onPoints(ids: readonly number[], added: number): void {
    // A frame that was scored before holds something else now.
    if (added < ids.length) this.mean.restart();
  }

  onPlaced(ids: readonly number[]): void {
    this.mean.place(ids);
  }

  onMoved(): void {
    this.mean.restart();
  }

  onRenamed(from: string, to: string): void {
    this.verdicts.renameFile(from, to);
  }

  async report(pinned: readonly number[]): Promise<ReportContribution> {
    const best = this.context.derived().bestSpots.at(0)?.pointId;
    const spectra = await this.spectra(pinned, best);
    return {
      scan: { spectra },
      point: (id) => {
        const { verdict = null, note = '' } = this.verdicts.of(id) ?? {};
        return { verdict, note };
      },
    };
  }

  private meanSpectrum(size: CommandRequest<'getMeanSpectrum'>): MeanSpectrum | null {
    const { settings, describe } = this.context;
    const { spectrum, progress } = this.mean;
    const { mapRegion: region } = settings();
    if (spectrum === null || progress === null || region === null) return null;
    const { mdcFit = null, mdcFitFailure = null } = describe(spectrum, null);
    return { ...reducedSpectrum(spectrum, size), mdcFit, mdcFitFailure, region, progress };
  }

  private recordOf(id: number): IntensityRecord | null {
    const { points, settings } = this.context;
    const { intensityWindow: window } = settings();
    const counts = points.quantity('roiIntensity')[id];
    return window && { window, intensity: Number.isFinite(counts) ? counts : null };
  }

  /**
   * Spectra for the exports: the mean of the marked area, those of the pinned points, the one at
   * the best spot, and some to compare. What cannot be read is left out.
   */
  private async spectra(
    pinnedIds: readonly number[],
    bestId: number | undefined,
  ): Promise<ScanReport['spectra']> {
    const { points, frames, settings } = this.context;
    const { mean } = this;
    const { mapRegion: region } = settings();
    const { spectrum, progress } = mean;
    const known = pinnedIds.filter((id) => id < points.count);
    const comparedIds = comparedPoints(points.quantity('mls').subarray(0, points.count), known);
    const exampleId = bestId ?? comparedIds.at(0);
    const wanted = new Set([
      ...known,
      ...comparedIds,
      ...(exampleId === undefined ? [] : [exampleId]),
    ]);
    const read = new Map<number, PointSpectrum>();
    await frames.read([...wanted], (pointId, { frame }) => {
      if (frame !== null) read.set(pointId, { pointId, spectrum: frame.spectrum });
    });
    const spectraOf = (ids: readonly number[]) => ids.flatMap((id) => read.get(id) ?? []);
    const hasMean = region !== null && spectrum !== null && progress !== null;
    return {
      pinned: spectraOf(known),
      example: exampleId === undefined ? null : (read.get(exampleId) ?? null),
      compared: spectraOf(comparedIds),
      mean: hasMean
        ? { region, spectrum, pointIds: [...mean.averagedIds], skipped: progress.skipped }
        : null,
    };
  }
}
