import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { toErrorData, type ErrorData } from '#shared/errors';
import type { OpenScan } from '#shared/engine-contract';
import type { Failure, FrameReference, SessionSettings } from '#shared/scan';
import type { Spectrum } from '#shared/spectrum';
import { commitFrames } from './commit-frames';
import type { EventFeed } from './event-feed';
import { FrameSource } from './frames/frame-source';
import { LateRows } from './late-rows';
import { FailureList, type TaskList } from './notices';
import type { PointStore, ScoreScale } from './point-store';
import { ReadingTask } from './reading-task';
import type { ScanFacts } from './scan-facts';
import { isSameSpectrum, type ResumedSession } from './scan-session';
import type { ScanWarnings } from './scan-warnings';
import {
  ScoringQueue,
  type ScoredFrame,
  type SpectrumScorer,
  type VersionedBenchmark,
} from './scoring-queue';
import type { SourceFiles } from './source-files';
import { watchSource, type SourceWatcher } from './watch/watch-source';
import type { MeasuredIntensity } from './window-intensity';

interface ScanIntakeOptions {
  request: OpenScan;
  files: SourceFiles;
  resumed: ResumedSession;
  scorer: SpectrumScorer;
  feed: EventFeed;
  facts: ScanFacts;
  warnings: ScanWarnings;
  tasks: TaskList;
  settings: () => SessionSettings;
  benchmark: () => VersionedBenchmark | null;
  /** Intensity of a spectrum in the window marked on it. */
  intensity: (spectrum: Spectrum) => MeasuredIntensity | null;
  /** Full-score counts once a spectrum of this total is part of the scan. */
  scaleWith: (totalCounts: number) => ScoreScale;
  /** Points with these ids are in the store, as new ones or scored again. */
  onPoints: (ids: readonly number[], frames: readonly ScoredFrame[], added: number) => void;
  /** Positions of these points, in ascending order, became known. */
  onPlaced: (ids: readonly number[]) => void;
  /** A scored file goes by another name. */
  onRenamed: (from: string, to: string) => void;
  /** Nothing is being read any more. */
  onRest: () => void;
  /** Something broke that is no fault of a file. */
  onFatal: (error: unknown) => void;
}

/** What comes in: the source watched, its frames read and scored, each made a point or a failure. */
export class ScanIntake {
  readonly failures = new FailureList();
  private readonly points: PointStore;
  private readonly queue: ScoringQueue;
  private readonly source: FrameSource;
  private watcher: SourceWatcher | null = null;
  private readonly reading: ReadingTask;
  private readonly lateRows: LateRows;
  private listed = false;
  private closed = false;

  constructor(private readonly options: ScanIntakeOptions) {
    const { resumed, scorer, benchmark, intensity, scaleWith } = options;
    this.points = resumed.points;
    this.queue = new ScoringQueue({
      scorer,
      benchmark,
      intensity,
      scaleWith,
      onScored: (frames) => this.take(frames),
    });
    this.source = this.createSource();
    for (const file of resumed.files) if (file.isComplete) this.source.restore(file.name, file);
    this.lateRows = new LateRows({
      folder: options.files.folder,
      mode: options.request.mode,
      points: this.points,
      journal: resumed.session.journal,
      onPlaced: (ids) => options.onPlaced(ids),
    });
    this.restoreFailures(resumed.failures);
    this.reading = new ReadingTask({
      tasks: options.tasks,
      counts: () => ({ handled: this.handled, seen: this.source.frameCount }),
      onCancel: () => this.skip(),
    });
  }

  /** True while files are queued or being read. */
  get isReading(): boolean {
    return this.source.isReading;
  }

  /** True once everything that was there has been dealt with. */
  get isAtRest(): boolean {
    return this.listed && !this.source.isReading;
  }

  /** Frames scored, or failed for good. */
  private get handled(): number {
    return this.points.count + this.failures.finalCount;
  }

  /** Frames seen so far; a file not opened yet counts as one. */
  get framesSeen(): number {
    return this.source.frameCount;
  }

  /** Begins to look for files. */
  watch(): void {
    const { request, feed, warnings, onFatal } = this.options;
    this.lateRows.start();
    this.watcher = watchSource({
      source: request,
      onCandidate: (name, by) => {
        this.source.notice(name, by);
        feed.part('status');
      },
      onListed: () => {
        this.listed = true;
        this.rest();
      },
      onOutage: (error) => {
        if (request.mode === 'finished') onFatal(error);
        else warnings.outage(request.kind, toErrorData(error));
      },
    });
  }

  /** Looks for nothing more; resolves once what was read is dropped or scored. */
  async close(): Promise<void> {
    this.closed = true;
    this.watcher?.close();
    this.lateRows.close();
    await this.source.close();
    await this.queue.drain().catch(() => undefined);
  }

  private createSource(): FrameSource {
    const { points, failures } = this;
    const { files, request, resumed, feed, facts, onRenamed, onFatal } = this.options;
    const { journal } = resumed.session;
    return new FrameSource({
      files,
      mode: request.mode,
      isKnown: (reference) => points.idOf(reference) !== undefined,
      isUnchanged: (reference, frame) => {
        const id = points.idOf(reference);
        return id !== undefined && isSameSpectrum(points, id, frame);
      },
      namesakes: (size, modifiedAt) => points.filesLike(size, modifiedAt),
      onRenamed: (from, to) => {
        points.renameFile(from, to);
        journal.append({ t: 'renamed', from, to });
        journal.flush();
        feed.everyPoint();
        onRenamed(from, to);
      },
      onFrame: (arrived) => this.queue.add(arrived),
      onFailure: (reference, error, willRetry) => this.fail(reference, error, willRetry),
      onVanished: (name) => {
        if (failures.clearFile(name)) feed.part('failures', 'status');
      },
      onFile: (file) => {
        facts.note(file);
        feed.part('status');
      },
      onDrained: () => this.queue.drain(),
      onRest: () => this.rest(),
      onFatal,
    });
  }

  private rest(): void {
    if (this.isAtRest) this.reading.end();
    this.options.onRest();
  }

  /** Leaves the rest of what was there unread. */
  private skip(): void {
    this.source.skip();
    this.options.warnings.skipped(Math.max(0, this.source.frameCount - this.handled));
  }

  /** What failed in an earlier run and is still there, until it is read after all. */
  private restoreFailures(failures: readonly Failure[]): void {
    const there = failures.filter(({ file }) => existsSync(join(this.options.files.folder, file)));
    for (const failure of there) this.failures.restore(failure);
    const last = there.findLast(({ willRetry }) => !willRetry);
    if (last === undefined) return;
    this.options.warnings.unreadable(this.failures.finalCount, last.file, last.error);
  }

  private take(frames: ScoredFrame[]): void {
    if (this.closed) return;
    const { points } = this;
    const { resumed, settings, feed, onPoints } = this.options;
    const before = points.count;
    const ids = commitFrames(frames, points, resumed.session, settings().weights);
    for (const { arrived } of frames) {
      if (this.failures.clear(arrived.reference)) feed.part('failures');
    }
    onPoints(ids, frames, points.count - before);
    this.reading.advance();
  }

  private fail(reference: FrameReference, error: ErrorData, willRetry: boolean): void {
    const { feed, warnings, resumed } = this.options;
    const isNews = this.failures.record(reference, error, willRetry);
    feed.part('failures', 'status');
    if (!isNews) return;
    const { file, frame } = reference;
    const { journal } = resumed.session;
    const at = new Date().toISOString();
    journal.append({ t: 'failure', at, file, frame, error, willRetry });
    journal.flush();
    if (!willRetry) warnings.unreadable(this.failures.finalCount, file, error);
  }
}
