import { benchmarkParts, type BenchmarkExtremes, type BenchmarkParts } from '#core/benchmark/bms';
import { fitLorentzian } from '#core/benchmark/lorentzian-fit';
import { momentumDistributionCurve } from '#core/benchmark/mdc';
import type { Frame } from '#formats/scan-file';
import type { Derived, MdcWindow } from '#shared/scan';
import type { Spectrum } from '#shared/spectrum';
import type { SpectrumView } from '#shared/spectrum-view';
import { jobOrder } from '../../jobs/background-work';
import { PointPass } from '../../jobs/point-pass';
import type { FrameBatch, ScanFeature } from '../../scan/feature';
import { changedPoints, featureJournal, type ScanContext } from '../../scan/scan-context';
import { BenchmarkChooser, type BenchmarkChoice } from './benchmark-choice';
import { BenchmarkColumns } from './benchmark-columns';
import { benchmarkFormat, type BenchmarkRecord } from './benchmark-journal';

/** Fits of the points' momentum distribution curves, for features that build on them. */
export interface PointFits {
  /** Angle of the fitted peak, and its error; NaN where there is no fit. */
  peak: (id: number) => { position: number; error: number };
}

/** Spectra fitted again before anything else gets its turn. */
const CHUNK = 8;

/** Benchmark score (BMS) of each spectrum, from the fit of one momentum distribution curve. */
export class Benchmark implements ScanFeature, PointFits {
  readonly journal;
  readonly jobs;
  private readonly columns: BenchmarkColumns;
  private readonly chooser: BenchmarkChooser;
  private readonly refitting: PointPass<BenchmarkChoice>;
  /** What the scores are divided by; null before the first fit. */
  private extremes: BenchmarkExtremes | null = null;

  constructor(private readonly context: ScanContext) {
    this.columns = new BenchmarkColumns(context.points);
    this.chooser = new BenchmarkChooser(context, (choice) => this.begin(choice));
    this.journal = featureJournal(context, benchmarkFormat, {
      restoreLine: ({ t: _, ...choice }) => this.chooser.restore(choice),
      restoreRecord: (id, { fitVersion, fit, backgroundFraction }) =>
        this.columns.set(id, fitVersion, fit, backgroundFraction ?? NaN),
      recordOf: (id) => this.recordOf(id),
    });
    this.refitting = this.createPass();
    this.jobs = [
      { order: jobOrder.choice, advance: () => this.chooser.choose() },
      { order: jobOrder.columns, advance: () => this.refitting.advance() },
    ];
  }

  peak(id: number): { position: number; error: number } {
    const [position, error] = this.columns.fit(id);
    return { position, error };
  }

  openBatch(): FrameBatch {
    const measured: { version: number; parts: BenchmarkParts | null }[] = [];
    return {
      measure: ({ spectrum }: Frame) => {
        const choice = this.chooser.current;
        const parts = choice && benchmarkParts(spectrum, choice);
        measured.push({ version: choice?.version ?? 0, parts });
      },
      commit: (index, id) => {
        const { version, parts } = measured[index];
        this.columns.store(id, version, parts);
      },
    };
  }

  onPoints(ids: readonly number[]): void {
    // Measured with a choice that is no longer in force: once more.
    const version = this.chooser.current?.version ?? 0;
    this.refitting.again(ids.filter((id) => this.columns.version(id) !== version));
  }

  derive(): Partial<Derived> {
    const { points, settings, pointsChanged } = this.context;
    const choice = this.chooser.current;
    if (choice === null) return {};
    const { weights, benchmarkFullCounts } = settings();
    const extremes = this.columns.extremes(choice.version, benchmarkFullCounts);
    this.extremes = extremes;
    const changed = this.columns.updateScores(choice.version, extremes, weights);
    pointsChanged(changedPoints(changed, points));
    return {
      mdcWindow: choice.window,
      benchmark: {
        backgroundThreshold: choice.backgroundThreshold,
        fullCounts: extremes.totalCounts,
        widestFwhm: extremes.fwhm,
      },
    };
  }

  describe(spectrum: Spectrum, pointId: number | null): Partial<SpectrumView> {
    const choice = this.chooser.current;
    const { weights, mdcWindow } = this.context.settings();
    const { extremes } = this;
    const isKnown = pointId !== null && choice !== null && extremes !== null;
    return {
      benchmark: isKnown
        ? this.columns.assessmentOf(pointId, choice.version, extremes, weights)
        : null,
      ...fitIn(spectrum, mdcWindow ?? choice?.window ?? null),
    };
  }

  /** Another choice is in force: what was measured with an earlier one no longer counts. */
  private begin(choice: BenchmarkChoice): void {
    const { points, pointsChanged } = this.context;
    for (let id = 0; id < points.count; id++) this.columns.store(id, choice.version, null);
    this.journal.append({ t: 'choice', ...choice });
    this.journal.flush();
    pointsChanged(null);
  }

  private createPass(): PointPass<BenchmarkChoice> {
    const { points, tasks, frames, deriveSoon } = this.context;
    return new PointPass<BenchmarkChoice>({
      id: 'fits',
      label: 'Fitting momentum distribution curves',
      chunk: CHUNK,
      tasks,
      count: () => points.count,
      target: () => this.chooser.current,
      isCurrent: (id, choice) => this.columns.version(id) === choice.version,
      work: async (ids, choice) => {
        const measured: { id: number; parts: BenchmarkParts }[] = [];
        await frames.read(ids, (id, read) => {
          // A frame that cannot be read at the moment keeps its score and loses its fit.
          const parts: BenchmarkParts =
            read.frame === null
              ? { fit: { kind: 'failed', reason: read.reason }, backgroundFraction: NaN }
              : benchmarkParts(read.frame.spectrum, choice);
          measured.push({ id, parts });
        });
        return () => {
          for (const { id, parts } of measured) this.columns.store(id, choice.version, parts);
          this.journal.appendRecords(ids);
          this.journal.flush();
          deriveSoon();
        };
      },
    });
  }

  private recordOf(id: number): BenchmarkRecord {
    const fit = Array.from(this.columns.fit(id));
    const backgroundFraction = this.columns.backgroundFraction(id);
    return {
      fitVersion: this.columns.version(id),
      fit: fit.some((value) => !Number.isFinite(value)) ? null : fit,
      backgroundFraction: Number.isFinite(backgroundFraction) ? backgroundFraction : null,
    };
  }
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
