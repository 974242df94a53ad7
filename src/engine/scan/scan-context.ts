import type { OpenScan } from '#shared/engine-contract';
import type { Derived, SessionSettings } from '#shared/scan';
import type { Spectrum } from '#shared/spectrum';
import type { SpectrumView } from '#shared/spectrum-view';
import type { TaskList } from '../jobs/task-list';
import type { Placement } from '../points/placement';
import type { PointStore } from '../points/point-store';
import { FeatureJournal } from '../session/feature-journal';
import type { Fields, JournalFormat } from '../session/journal-format';
import type { Session } from '../session/session';
import type { PointFrames } from '../source/point-frames';
import type { PartName } from './feature';
import type { ScanWarnings } from './scan-warnings';

/** What the kernel offers its features. */
export interface ScanContext {
  readonly request: OpenScan;
  readonly points: PointStore;
  /** Frames of points, read again. */
  readonly frames: PointFrames;
  readonly session: Pick<Session, 'directory' | 'storage' | 'firstModel' | 'journal'>;
  readonly tasks: TaskList;
  readonly warnings: ScanWarnings;
  readonly placement: Pick<Placement, 'shownAxes'>;
  /** Settings in force. */
  readonly settings: () => SessionSettings;
  /** What followed from all points together when that was last looked at. */
  readonly derived: () => Derived;
  readonly isClosed: () => boolean;
  /** Values of these points changed; null where all may have. */
  readonly pointsChanged: (ids: readonly number[] | null) => void;
  /** Parts of the state of the views changed. */
  readonly partsChanged: (...names: PartName[]) => void;
  /** What follows from all points together is out of date: soon, or at a time on the monotonic clock (ms). */
  readonly deriveSoon: (at?: number) => void;
  /** What all features say of a spectrum. */
  readonly describe: (spectrum: Spectrum, pointId: number | null) => Partial<SpectrumView>;
}

/** A feature's part of the session's journal. */
export function featureJournal<Line extends Fields, PointRecord extends Fields>(
  { session, points }: Pick<ScanContext, 'session' | 'points'>,
  format: JournalFormat<Line, PointRecord>,
  options: ConstructorParameters<typeof FeatureJournal<Line, PointRecord>>[3],
): FeatureJournal<Line, PointRecord> {
  return new FeatureJournal(session.journal, points, format, options);
}

/** Tells of changed points one by one up to this part of all, else of all together. */
const SENT_SINGLY = 1 / 4;

/** Points to tell of, where so many of all changed. */
export function changedPoints(
  ids: readonly number[],
  points: Pick<PointStore, 'count'>,
): readonly number[] | null {
  return ids.length > SENT_SINGLY * points.count ? null : ids;
}
