import { BRACKET_COUNT, COUNT_CLASS_COUNT } from '#core/quality/types';
import type { MdcWindow, SessionSettings } from '#shared/scan';
import { assessPoint } from './assessment';
import type { BenchmarkChoice } from './benchmark-keeper';
import type { PointStore } from './point-store';
import type { ScanFactsRecord } from './scan-facts';
import type { JournalEvent, JudgementRecord, PointEvent } from './session/journal-events';

/** How far the files of a restored scan had been read. */
export interface RestoredFile {
  name: string;
  size: number;
  modifiedAt: number;
  /** Frames scored. */
  frames: number;
  /** Every frame it will ever have is scored. */
  isComplete: boolean;
}

export interface RestoredScan {
  benchmark: BenchmarkChoice | null;
  facts: ScanFactsRecord | null;
  files: RestoredFile[];
  judgements: JudgementRecord[];
  /** Window that the restored intensities belong to. */
  intensityWindow: MdcWindow | null;
}

/**
 * Plays a journal back into an empty store, without reading any spectrum. Stops before
 * the first point whose embedding did not reach the disk: it is scored again.
 */
export function restorePoints(
  points: PointStore,
  events: readonly JournalEvent[],
  embeddingRows: number,
  settings: SessionSettings,
): RestoredScan {
  let benchmark: BenchmarkChoice | null = null;
  let facts: ScanFactsRecord | null = null;
  let motorColumns = 0;
  const files = new Map<string, KnownFile>();
  let judgements: JudgementRecord[] = [];
  const window = JSON.stringify(settings.intensityWindow);
  for (const event of events) {
    if (event.t === 'motors') {
      for (const { name, unit } of event.columns) points.motors.addColumn(name, unit);
      motorColumns = event.columns.length;
    } else if (event.t === 'point') {
      // Ids are dense; a gap means that lines before it were lost.
      if (event.id > points.count || event.id >= embeddingRows) continue;
      restorePoint(points, event, motorColumns);
      noteFile(files, event);
    } else if (event.t === 'placed') {
      if (event.id < points.count) restoreMotors(points, event, motorColumns);
    } else if (event.t === 'renamed') {
      const { from, to } = event;
      points.renameFile(from, to);
      judgements = judgements.map((given) =>
        given.file === from ? { ...given, file: to } : given,
      );
      const file = files.get(event.from);
      if (file !== undefined) {
        files.delete(event.from);
        files.set(event.to, { ...file, name: event.to });
      }
    } else if (event.t === 'scan') {
      facts = event;
    } else if (event.t === 'benchmark') {
      benchmark = event;
    } else if (event.t === 'verdict') {
      judgements.push(event);
    } else if (event.t === 'intensities') {
      if (JSON.stringify(event.window) === window) restoreIntensities(points, event.points);
    } else if (event.t === 'fits') {
      for (const fit of event.points) if (fit.id < points.count) restoreFit(points, fit.id, fit);
    }
  }
  for (let id = 0; id < points.count; id++) assessPoint(points, id, settings.weights);
  return {
    benchmark,
    facts,
    judgements,
    intensityWindow: settings.intensityWindow,
    files: [...files.values()].map(({ scored, sawLast, ...file }) => ({
      ...file,
      isComplete: sawLast && scored.size === file.frames,
    })),
  };
}

type KnownFile = Omit<RestoredFile, 'isComplete'> & { scored: Set<number>; sawLast: boolean };

function restorePoint(points: PointStore, event: PointEvent, motorColumns: number): void {
  const id = points.add(event);
  points.column('arrivedAt')[id] = event.arrivedAt;
  points.setFingerprint(id, event.size, event.modifiedAt);
  restoreMotors(points, event, motorColumns);
  const [totalCounts, meanCounts, maxCounts, energyPerPixelEv, anglePerPixelDeg] = event.inputs;
  points.setInputs(id, {
    totalCounts: totalCounts ?? 0,
    meanCounts: meanCounts ?? 0,
    maxCounts: maxCounts ?? 0,
    energyPerPixelEv,
    anglePerPixelDeg,
  });
  const p = event.probabilities;
  const countsAt = 2 * BRACKET_COUNT;
  const flagsAt = countsAt + COUNT_CLASS_COUNT;
  points.setProbabilities(
    id,
    {
      sharpness: p.slice(0, BRACKET_COUNT),
      signalToBackground: p.slice(BRACKET_COUNT, countsAt),
      counts: p.slice(countsAt, flagsAt),
      featureMissing: p[flagsAt],
      lowSignalAndCounts: p[flagsAt + 1],
    },
    { fullScoreCounts: event.fullScoreCounts, labelProfile: event.labelProfile },
  );
  restoreFit(points, id, event);
}

function restoreMotors(
  points: PointStore,
  { id, motors }: { id: number; motors: readonly (number | null)[] },
  motorColumns: number,
): void {
  for (let column = 0; column < Math.min(motorColumns, motors.length); column++) {
    points.motors.set(id, column, motors[column] ?? NaN);
  }
}

function restoreFit(
  points: PointStore,
  id: number,
  event: Pick<PointEvent, 'fitVersion' | 'fit' | 'backgroundFraction'>,
): void {
  const fit = points.fit(id);
  if (event.fit === null) fit.fill(NaN);
  else fit.set(event.fit);
  points.fitVersion[id] = event.fitVersion;
  points.column('backgroundFraction')[id] = event.backgroundFraction ?? NaN;
  points.quantity('mdcPosition')[id] = fit[0];
  points.quantity('mdcFwhm')[id] = fit[2];
}

function restoreIntensities(
  points: PointStore,
  intensities: readonly (readonly [id: number, counts: number | null])[],
): void {
  const column = points.quantity('roiIntensity');
  for (const [id, counts] of intensities) if (id < points.count) column[id] = counts ?? NaN;
}

function noteFile(files: Map<string, KnownFile>, event: PointEvent): void {
  const before = files.get(event.file);
  files.set(event.file, {
    name: event.file,
    size: event.size,
    modifiedAt: event.modifiedAt,
    frames: Math.max(before?.frames ?? 0, event.frame + 1),
    scored: (before?.scored ?? new Set()).add(event.frame),
    sawLast: event.isLast || (before?.sawLast ?? false),
  });
}
