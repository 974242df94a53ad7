import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from '#formats/scan-file';
import { toErrorData, type ErrorData } from '#shared/errors';
import type { OpenScan } from '#shared/engine-contract';
import type { Failure, FrameReference } from '#shared/scan';
import { ReadingTask } from '../jobs/reading-task';
import type { TaskList } from '../jobs/task-list';
import type { PointStore } from '../points/point-store';
import { isSamePrint, printOf } from '../points/spectrum-print';
import type { FeatureJournal } from '../session/feature-journal';
import type { ArrivedFrame } from '../source/frame-reader';
import { FrameSource } from '../source/frame-source';
import { LateRows } from '../source/late-rows';
import type { SourceFiles } from '../source/source-files';
import { watchSource, type SourceWatcher } from '../source/watch-source';
import { Arrivals, type MeasuredFrame } from './arrivals';
import type { EventFeed } from './event-feed';
import { FailureList } from './failure-list';
import type { ScanFeature } from './feature';
import { FrameKinds } from './frame-kinds';
import type { RestoredFile } from './restore-scan';
import type { ScanFacts } from './scan-facts';
import type { ScanLine } from './scan-lines';
import type { ScanWarnings } from './scan-warnings';

interface ScanIntakeOptions {
  request: OpenScan;
  files: SourceFiles;
  points: PointStore;
  lines: FeatureJournal<ScanLine, never>;
  /** What earlier runs had read, and what they could not. */
  restored: { files: readonly RestoredFile[]; failures: readonly Failure[] };
  features: readonly ScanFeature[];
  feed: EventFeed;
  facts: ScanFacts;
  warnings: ScanWarnings;
  tasks: TaskList;
  /** Makes points of frames; returns how many are new. */
  onMeasured: (frames: MeasuredFrame[]) => void;
  /** Positions of these points, in ascending order, became known. */
  onPlaced: (ids: readonly number[]) => void;
  /** These points, in ascending order, lie elsewhere than was known. */
  onMoved: (ids: readonly number[]) => void;
  /** A scored file goes by another name. */
  onRenamed: (from: string, to: string) => void;
  /** Nothing is being read any more. */
  onRest: () => void;
  /** Something broke that is no fault of a file. */
  onFatal: (error: unknown) => void;
}

/** Way in: the source watched, its frames read and measured, each made a point or a failure. */
export class ScanIntake {
  readonly failures = new FailureList();
  private readonly arrivals: Arrivals;
  private readonly source: FrameSource;
  private watcher: SourceWatcher | null = null;
  private readonly reading: ReadingTask;
  private readonly lateRows: LateRows;
  private listed = false;
  private closed = false;
  private readonly kinds = new FrameKinds();

  constructor(private readonly options: ScanIntakeOptions) {
    const { restored, features, files, request, points, tasks } = options;
    this.arrivals = new Arrivals({ features, onMeasured: (frames) => this.take(frames) });
    this.source = this.createSource();
    for (const file of restored.files) if (file.isComplete) this.source.restore(file.name, file);
    this.lateRows = new LateRows({
      folder: files.folder,
      mode: request.mode,
      points,
      onPlaced: (ids, grown) => this.place(ids, grown),
    });
    this.restoreFailures(restored.failures);
    this.reading = new ReadingTask({
      tasks,
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
    return this.options.points.count + this.failures.finalCount;
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
      onReplaced: () => warnings.replaced(request.kind),
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
    await this.arrivals.drain().catch(() => undefined);
  }

  private createSource(): FrameSource {
    const { failures } = this;
    const { files, request, points, lines, feed, facts, onRenamed, onFatal } = this.options;
    return new FrameSource({
      files,
      mode: request.mode,
      isKnown: (reference) => points.idOf(reference) !== undefined,
      compare: (reference, frame) => {
        const id = points.idOf(reference);
        if (id === undefined || !isSamePrint(printOf(frame.spectrum), points.print(id))) {
          return 'other';
        }
        return points.motors.differs(id, frame.motors) ? 'moved' : 'same';
      },
      onMotors: (reference, motors) => this.move(reference, motors),
      namesakes: (size, modifiedAt) => points.filesLike(size, modifiedAt),
      onRenamed: (from, to) => {
        points.renameFile(from, to);
        lines.append({ t: 'renamed', from, to });
        lines.flush();
        feed.everyPoint();
        onRenamed(from, to);
      },
      onFrame: (arrived) => {
        this.tellKind(arrived);
        return this.arrivals.add(arrived);
      },
      onFailure: (reference, error, willRetry) => this.fail(reference, error, willRetry),
      onVanished: (name) => {
        if (failures.clearFile(name)) feed.part('failures', 'status');
      },
      onFile: (file) => {
        facts.note(file);
        feed.part('status');
      },
      onDrained: () => this.arrivals.drain(),
      onRest: () => this.rest(),
      onFatal,
    });
  }

  private tellKind({ reference, frame }: ArrivedFrame): void {
    const mixed = this.kinds.compare(reference.file, frame.spectrum);
    if (mixed !== null) this.options.warnings.mixed(mixed.first, mixed.other);
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

  private take(frames: MeasuredFrame[]): void {
    if (this.closed) return;
    const { feed, onMeasured } = this.options;
    for (const { arrived } of frames) {
      if (this.failures.clear(arrived.reference)) feed.part('failures');
    }
    onMeasured(frames);
    this.reading.advance();
  }

  /** A file that was written again says that its frame was taken elsewhere. */
  private move(reference: FrameReference, motors: Frame['motors']): void {
    const { points, onMoved } = this.options;
    const id = points.idOf(reference);
    if (id === undefined) return;
    const grown = points.motors.move(id, motors);
    this.keepMotors([id], grown);
    onMoved([id]);
  }

  private place(ids: readonly number[], grown: boolean): void {
    this.keepMotors(ids, grown);
    this.options.onPlaced(ids);
  }

  private keepMotors(ids: readonly number[], grown: boolean): void {
    const { points, lines } = this.options;
    if (grown) lines.append({ t: 'motors', columns: points.motors.columns });
    for (const id of ids) {
      lines.append({ t: 'placed', id: points.row(id), motors: points.motors.row(id) });
    }
    lines.flush();
  }

  private fail(reference: FrameReference, error: ErrorData, willRetry: boolean): void {
    const { feed, warnings, lines } = this.options;
    const isNews = this.failures.record(reference, error, willRetry);
    feed.part('failures', 'status');
    if (!isNews) return;
    const { file, frame } = reference;
    const at = new Date().toISOString();
    lines.append({ t: 'failure', at, file, frame, error, willRetry });
    lines.flush();
    if (!willRetry) warnings.unreadable(this.failures.finalCount, file, error);
  }
}
