import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CommandRequest, ViewEvent } from '#shared/contract';
import type { EngineConfiguration, OpenScan } from '#shared/engine-contract';
import { SweetSpotError, toErrorData, type ErrorData } from '#shared/errors';
import type { SessionSettings, Snapshot } from '#shared/scan';
import type { SpectrumView } from '#shared/spectrum-view';
import { assessAllPoints } from './assessment';
import { BackgroundWork } from './background-work';
import { BenchmarkKeeper } from './benchmark-keeper';
import { fullScoreCounts } from './calibration';
import { commitFrames } from './commit-frames';
import { Derivation } from './derivation';
import { EventFeed } from './event-feed';
import { FrameSource } from './frames/frame-source';
import { FailureList, TaskList } from './notices';
import type { PointStore } from './point-store';
import { Rescaling } from './rescaling';
import { ScanFacts } from './scan-facts';
import { ScanProgress } from './scan-progress';
import { exportScan, scanReport } from './scan-report';
import { isSameSpectrum, resumeSession, type ResumedSession } from './scan-session';
import { ScanWarnings } from './scan-warnings';
import { ScoringQueue, type ScoredFrame, type SpectrumScorer } from './scoring-queue';
import type { Session } from './session/session';
import { readSpectrumView } from './spectrum-view';
import { watchSource, type SourceWatcher } from './watch/watch-source';

interface ScanContext {
  configuration: EngineConfiguration;
  scorer: SpectrumScorer;
  embeddingLength: number;
  request: OpenScan;
  emit: (event: ViewEvent) => void;
}

/** An open scan: from its source to the map. */
export class Scan {
  private readonly session: Session;
  private readonly points: PointStore;
  private readonly failures = new FailureList();
  private readonly warnings = new ScanWarnings(() => this.feed.part('warnings'));
  private readonly tasks = new TaskList(() => this.feed.part('tasks'));
  private readonly facts: ScanFacts;
  private readonly progress: ScanProgress;
  private readonly feed: EventFeed;
  private readonly queue: ScoringQueue;
  private readonly source: FrameSource;
  private readonly benchmark: BenchmarkKeeper;
  private readonly rescaling: Rescaling;
  private readonly derivation: Derivation;
  private readonly background: BackgroundWork;

  private watcher: SourceWatcher | null = null;
  private settings: SessionSettings;
  private largestTotal = 0;
  private listed = false;
  private closed = false;

  /** Opens the source and its session; reading begins at once. Throws `not-found`. */
  static async open(context: ScanContext): Promise<Scan> {
    const { configuration, scorer, embeddingLength, request } = context;
    const { path, kind } = request;
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined || stats.isDirectory() !== (kind === 'folder')) {
      throw new SweetSpotError('not-found', `Expected a ${kind} at ${path}, found none.`);
    }
    const folder = kind === 'folder' ? path : dirname(path);
    const identity = {
      dataDirectory: configuration.dataDirectory,
      appVersion: configuration.appVersion,
      sourcePath: path,
      sourceKind: kind,
      model: { name: scorer.card.name, hash: scorer.card.hash },
      embeddingLength,
    };
    const scan = new Scan(context, folder, await resumeSession(identity, folder));
    try {
      await scan.begin();
      return scan;
    } catch (error) {
      await scan.close();
      throw error;
    }
  }

  private constructor(
    private readonly context: ScanContext,
    private readonly folder: string,
    resumed: ResumedSession,
  ) {
    const { session, points } = resumed;
    const { request, scorer, emit } = context;
    const { warnings, tasks } = this;
    this.session = session;
    this.points = points;
    this.settings = session.settings;
    this.facts = new ScanFacts(request.kind, session.journal, resumed.facts);
    const settings = () => this.settings;
    for (let id = 0; id < points.count; id++) this.fullScoreCountsWith(points.totalCounts(id));
    this.feed = new EventFeed(emit, {
      points: (ids) => points.batch(ids),
      pointCount: () => points.count,
      status: () => this.progress.status,
      failures: () => this.failures.shown,
      warnings: () => warnings.shown,
      tasks: () => tasks.shown,
    });
    const { feed } = this;
    this.progress = new ScanProgress({
      request,
      scorer,
      sessionId: session.id,
      facts: this.facts,
      warnings,
      counts: () => ({
        scored: points.count,
        failed: this.failures.finalCount,
        seen: this.source.frameCount,
      }),
      lastPointAt: points.count > 0 ? points.column('arrivedAt')[points.count - 1] : null,
      onChange: () => feed.part('status'),
    });
    this.benchmark = new BenchmarkKeeper(
      {
        folder,
        points,
        journal: session.journal,
        tasks,
        userWindow: () => this.settings.mdcWindow,
        onChosen: () => feed.everyPoint(),
        onFitted: () => this.derivation.touch(),
      },
      resumed.benchmark,
    );
    this.rescaling = new Rescaling({
      points,
      embeddings: session.embeddings,
      scorer,
      tasks,
      weights: () => this.settings.weights,
      onRescored: () => {
        feed.everyPoint();
        this.derivation.touch();
      },
    });
    this.derivation = new Derivation({
      points,
      feed,
      warnings,
      settings,
      scanAxes: () => this.facts.axes,
      fullScoreCounts: () => this.fullScoreCountsWith(0),
      benchmark: () => this.benchmark.current,
      onDerived: () => {
        this.rescaling.require(this.fullScoreCountsWith(0));
        this.background.start();
      },
    });
    this.background = new BackgroundWork({
      jobs: [
        () => this.rescaling.advance(),
        () => this.benchmark.choose(),
        () => this.benchmark.refit(),
      ],
      isBusy: () => this.source.isReading,
      onDone: () => this.settle(),
      onFatal: (error) => this.progress.giveUp(error),
    });
    this.queue = new ScoringQueue({
      scorer,
      benchmark: () => this.benchmark.current,
      fullScoreCountsWith: (total) => this.fullScoreCountsWith(total),
      onScored: (frames) => this.take(frames),
    });
    this.source = this.createSource();
    for (const file of resumed.files) if (file.isComplete) this.source.restore(file.name, file);
    const { damagedLines } = session.restored;
    if (damagedLines > 0) warnings.damagedJournal(damagedLines);
  }

  /** Shows what is known from before, then looks for more. */
  private async begin(): Promise<void> {
    this.derivation.place(0);
    this.rescaling.require(this.fullScoreCountsWith(0));
    while (await this.rescaling.advance());
    this.derivation.now();
    this.context.emit({ name: 'snapshot', payload: this.snapshot() });
    this.feed.open();
    this.watcher = this.watch();
  }

  snapshot(): Snapshot {
    return {
      status: this.progress.status,
      settings: this.settings,
      points: this.points.batch(Uint32Array.from({ length: this.points.count }, (_, id) => id)),
      derived: this.derivation.current,
      failures: this.failures.shown,
      warnings: this.warnings.shown,
      tasks: this.tasks.shown,
    };
  }

  spectrum(request: CommandRequest<'getSpectrum'>): Promise<SpectrumView> {
    if (request.pointId >= this.points.count) {
      const message = `There is no point ${request.pointId} in this scan.`;
      return Promise.reject(new SweetSpotError('invalid-request', message));
    }
    const { weights, mdcWindow } = this.settings;
    const window = mdcWindow ?? this.benchmark.current?.window ?? null;
    return readSpectrumView(this.points, this.folder, weights, window, request);
  }

  updateSettings(changes: Partial<SessionSettings>): SessionSettings {
    this.settings = { ...this.settings, ...changes };
    this.session.saveSettings(this.settings);
    this.feed.send({ name: 'settings', payload: this.settings });
    if (changes.mapAxes !== undefined) this.derivation.place(this.points.count);
    if (changes.weights !== undefined) void this.assessAll();
    this.derivation.touch();
    return this.settings;
  }

  dismissWarning(id: string): void {
    this.warnings.dismiss(id);
  }

  cancelTask(id: string): void {
    this.tasks.cancel(id);
  }

  /** Writes every export and the session's log into a folder. Throws `write-failed`. */
  writeExports(directory: string): Promise<{ name: string; bytes: number }[]> {
    if (this.derivation.isPending) this.derivation.now();
    const report = scanReport(this.points, {
      status: this.progress.status,
      settings: this.settings,
      derived: this.derivation.current,
      appVersion: this.context.configuration.appVersion,
    });
    return exportScan(directory, report, this.session);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.progress.close();
    this.watcher?.close();
    await this.source.close();
    await this.queue.drain().catch(() => undefined);
    await this.background.close();
    this.derivation.close();
    this.feed.close();
    this.session.close();
  }

  private createSource(): FrameSource {
    const { points, failures, feed } = this;
    return new FrameSource({
      folder: this.folder,
      mode: this.context.request.mode,
      isKnown: (reference) => points.idOf(reference) !== undefined,
      isUnchanged: (reference, frame) => {
        const id = points.idOf(reference);
        return id !== undefined && isSameSpectrum(points, id, frame);
      },
      namesake: (size, modifiedAt) => points.fileLike(size, modifiedAt),
      onRenamed: (from, to) => {
        points.renameFile(from, to);
        this.session.journal.append({ t: 'renamed', from, to });
        this.session.journal.flush();
        feed.everyPoint();
        this.derivation.touch();
      },
      onFrame: (arrived) => this.queue.add(arrived),
      onFailure: (reference, error, willRetry) => this.fail(reference, error, willRetry),
      onVanished: (name) => {
        if (failures.clearFile(name)) feed.part('failures', 'status');
      },
      onFile: (file) => {
        this.facts.note(file);
        feed.part('status');
      },
      onDrained: () => this.queue.drain(),
      onRest: () => this.settle(),
      onFatal: (error) => this.progress.giveUp(error),
    });
  }

  private watch(): SourceWatcher {
    const { request } = this.context;
    return watchSource({
      source: request,
      onCandidate: (name, by) => {
        this.source.notice(name, by);
        this.feed.part('status');
      },
      onListed: () => {
        this.listed = true;
        this.settle();
      },
      onOutage: (error) => {
        if (request.mode === 'finished') this.progress.giveUp(error);
        else this.warnings.outage(request.kind, toErrorData(error));
      },
    });
  }

  private fullScoreCountsWith(totalCounts: number): number {
    this.largestTotal = Math.max(this.largestTotal, totalCounts);
    return fullScoreCounts(this.settings.countCalibration, this.largestTotal);
  }

  private take(frames: ScoredFrame[]): void {
    if (this.closed) return;
    const { points, feed } = this;
    const before = points.count;
    const ids = commitFrames(frames, points, this.session, this.settings.weights);
    this.derivation.place(Math.min(...ids));
    for (const { arrived } of frames) {
      if (this.failures.clear(arrived.reference)) feed.part('failures');
    }
    for (const id of ids) feed.point(id);
    this.progress.recordPoints(frames, points.count - before);
    this.derivation.touch();
  }

  private fail(reference: { file: string; frame: number }, error: ErrorData, willRetry: boolean) {
    const isNews = this.failures.record(reference, error, willRetry);
    this.feed.part('failures', 'status');
    if (!isNews) return;
    const { file, frame } = reference;
    const at = new Date().toISOString();
    this.session.journal.append({ t: 'failure', at, file, frame, error, willRetry });
    this.session.journal.flush();
    if (!willRetry) this.warnings.unreadable(this.failures.finalCount, file, error);
  }

  /** Scores all points under the weights in force; a newer call ends an older one. */
  private async assessAll(): Promise<void> {
    const { weights } = this.settings;
    const isWanted = () => !this.closed && this.settings.weights === weights;
    if (!(await assessAllPoints(this.points, weights, isWanted))) return;
    this.feed.everyPoint();
    this.derivation.touch();
  }

  /** Moves on once everything that can be done is done. */
  private settle(): void {
    if (this.closed || !this.listed || this.source.isReading || this.progress.hasFailed) return;
    if (this.derivation.isPending) this.derivation.now();
    if (this.background.isRunning || this.derivation.isPending) return;
    this.progress.rest();
  }
}
