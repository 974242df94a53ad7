import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CommandRequest, ViewEvent } from '#shared/contract';
import type { EngineConfiguration, OpenScan } from '#shared/engine-contract';
import { SweetSpotError } from '#shared/errors';
import type { ScanProfile } from '#shared/profile';
import {
  defaultSessionSettings,
  type MdcWindow,
  type SessionSettings,
  type Snapshot,
} from '#shared/scan';
import type { MeanSpectrum, SpectrumView } from '#shared/spectrum-view';
import type { PointJudgement } from '#shared/verdict';
import { openOptionsOf } from '#formats/completed-scan';
import { assessAllPoints } from './assessment';
import { BackgroundWork } from './background-work';
import { benchmarkAssessmentOf } from './benchmark-columns';
import { BenchmarkKeeper } from './benchmark-keeper';
import { fullScoreCounts } from './calibration';
import { Derivation } from './derivation';
import { EventFeed } from './event-feed';
import { TaskList } from './notices';
import type { PointStore } from './point-store';
import { differsInProfileOnly, rescaledLengths, settingsForRegion } from './profile-settings';
import { Rescaling } from './rescaling';
import { ScanFacts } from './scan-facts';
import { ScanIntake } from './scan-intake';
import { ScanProgress } from './scan-progress';
import { exportScan, scanReport } from './scan-report';
import { ScanReview } from './scan-review';
import { resumeSession, type ResumedSession } from './scan-session';
import { ScanWarnings } from './scan-warnings';
import type { ScoredFrame, SpectrumScorer } from './scoring-queue';
import type { Session } from './session/session';
import { readingKey, type SourceFiles } from './source-files';
import { meanSpectrumView, readSpectrumView } from './spectrum-view';

interface ScanContext {
  configuration: EngineConfiguration;
  scorer: SpectrumScorer;
  embeddingLength: number;
  request: OpenScan;
  /** Settings for a session that begins; those of an earlier one stay its own. */
  initialSettings?: SessionSettings;
  emit: (event: ViewEvent) => void;
}

/** An open scan: from its source to the map. */
export class Scan {
  private readonly session: Session;
  private readonly points: PointStore;
  private readonly warnings = new ScanWarnings(() => this.feed.part('warnings'));
  private readonly tasks = new TaskList(() => this.feed.part('tasks'));
  private readonly facts: ScanFacts;
  private readonly progress: ScanProgress;
  private readonly feed: EventFeed;
  private readonly intake: ScanIntake;
  private readonly benchmark: BenchmarkKeeper;
  private readonly rescaling: Rescaling;
  private readonly derivation: Derivation;
  private readonly background: BackgroundWork;
  private readonly review: ScanReview;

  private settings: SessionSettings;
  private largestTotal = 0;
  private closed = false;

  /** Opens the source and its session; reading begins at once. Throws `not-found`. */
  static async open(context: ScanContext): Promise<Scan> {
    const { configuration, scorer, embeddingLength, request } = context;
    const { profile = null, region = null } = request;
    const { path, kind } = request;
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined || stats.isDirectory() !== (kind === 'folder')) {
      throw new SweetSpotError('not-found', `Expected a ${kind} at ${path}, found none.`);
    }
    const reading = openOptionsOf(profile, region);
    const files = { folder: kind === 'folder' ? path : dirname(path), reading };
    const identity = {
      dataDirectory: configuration.dataDirectory,
      appVersion: configuration.appVersion,
      sourcePath: path,
      sourceKind: kind,
      model: { name: scorer.card.name, hash: scorer.card.hash },
      embeddingLength,
      reading: readingKey(reading),
      initialSettings: context.initialSettings ?? { ...defaultSessionSettings, profile },
    };
    const scan = new Scan(context, files, await resumeSession(identity, files));
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
    private readonly files: SourceFiles,
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
      failures: () => this.intake.failures.shown,
      warnings: () => warnings.shown,
      tasks: () => tasks.shown,
      judgements: () => this.review.verdicts.shown,
      meanProgress: () => this.review.mean.progress,
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
        failed: this.intake.failures.finalCount,
        seen: this.intake.framesSeen,
      }),
      lastPointAt: points.count > 0 ? points.column('arrivedAt')[points.count - 1] : null,
      onChange: () => feed.part('status'),
    });
    this.benchmark = new BenchmarkKeeper(
      {
        files,
        points,
        journal: session.journal,
        tasks,
        userWindow: () => this.settings.mdcWindow,
        profileWindow: () => this.settings.profile?.mdcWindow ?? null,
        userThreshold: () => this.settings.backgroundThreshold,
        onChosen: () => feed.everyPoint(),
        onFitted: () => this.derivation.touch(),
      },
      resumed.benchmark,
    );
    this.review = new ScanReview({
      files,
      resumed,
      tasks,
      feed,
      settings,
      axes: () => this.derivation.current.axes,
    });
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
        () => this.review.mean.advance(),
        () => this.benchmark.refit(),
        () => this.review.intensity.advance(),
      ],
      isBusy: () => this.intake.isReading,
      onDone: () => this.settle(),
      onFatal: (error) => this.progress.giveUp(error),
    });
    this.intake = new ScanIntake({
      request,
      files,
      resumed,
      scorer,
      feed,
      facts: this.facts,
      warnings,
      tasks,
      settings,
      benchmark: () => this.benchmark.current,
      intensity: (spectrum) => this.review.intensity.measure(spectrum),
      fullScoreCountsWith: (total) => this.fullScoreCountsWith(total),
      onPoints: (ids, frames, added) => this.take(ids, frames, added),
      onRenamed: (from, to) => {
        this.review.verdicts.renameFile(from, to);
        this.derivation.touch();
      },
      onRest: () => this.settle(),
      onFatal: (error) => this.progress.giveUp(error),
    });
    const { damagedLines } = session.restored;
    if (damagedLines > 0) warnings.damagedJournal(damagedLines);
  }

  /** Shows what is known from before, then looks for more. */
  private async begin(): Promise<void> {
    this.derivation.place(0);
    this.useProfile(this.context.request.profile ?? null);
    this.rescaling.require(this.fullScoreCountsWith(0));
    while (await this.rescaling.advance());
    this.derivation.now();
    this.context.emit({ name: 'snapshot', payload: this.snapshot() });
    this.feed.open();
    this.intake.watch();
  }

  snapshot(): Snapshot {
    return {
      status: this.progress.status,
      settings: this.settings,
      points: this.points.batch(Uint32Array.from({ length: this.points.count }, (_, id) => id)),
      derived: this.derivation.current,
      failures: this.intake.failures.shown,
      warnings: this.warnings.shown,
      tasks: this.tasks.shown,
      judgements: this.review.verdicts.shown,
      meanProgress: this.review.mean.progress,
    };
  }

  spectrum(request: CommandRequest<'getSpectrum'>): Promise<SpectrumView> {
    if (request.pointId >= this.points.count) {
      const message = `There is no point ${request.pointId} in this scan.`;
      return Promise.reject(new SweetSpotError('invalid-request', message));
    }
    const { mdcWindow, points } = this;
    const { weights } = this.settings;
    const { current } = this.benchmark;
    const { extremes } = this.derivation;
    const benchmark =
      current &&
      extremes &&
      benchmarkAssessmentOf(points, request.pointId, current.version, extremes, weights);
    return readSpectrumView(points, this.files, { weights, mdcWindow, benchmark }, request);
  }

  meanSpectrum(size: CommandRequest<'getMeanSpectrum'>): MeanSpectrum | null {
    const { spectrum, progress } = this.review.mean;
    const { mapRegion: region } = this.settings;
    if (spectrum === null || progress === null || region === null) return null;
    return { ...meanSpectrumView(spectrum, this.mdcWindow, size), region, progress };
  }

  /** Keeps a user's verdict and note on a point. Throws `invalid-request`. */
  setVerdict({ pointId, ...judgement }: CommandRequest<'setVerdict'>): PointJudgement {
    const kept = this.review.verdicts.set(pointId, judgement);
    this.feed.part('judgements');
    return kept;
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

  /** Settings with which another region of this scan begins; undefined for another scan. */
  settingsFor({ path, profile }: OpenScan): SessionSettings | undefined {
    if (path !== this.context.request.path) return undefined;
    return { ...settingsForRegion(this.settings), profile: profile ?? null };
  }

  /** Takes up what is asked for without reading anew; false where that is more than another profile. */
  adoptProfile(asked: OpenScan): boolean {
    const opened = { ...this.context.request, profile: this.settings.profile ?? undefined };
    if (!differsInProfileOnly(opened, asked)) return false;
    this.useProfile(asked.profile ?? null);
    this.derivation.now();
    return true;
  }

  dismissWarning(id: string): void {
    this.warnings.dismiss(id);
  }

  cancelTask(id: string): void {
    this.tasks.cancel(id);
  }

  /** Writes every export, the spectra of pinned points and the session's log into a folder. Throws `write-failed`. */
  async writeExports(
    directory: string,
    pinned: readonly number[],
  ): Promise<{ name: string; bytes: number }[]> {
    if (this.derivation.isPending) this.derivation.now();
    const best = this.derivation.current.bestSpots.at(0)?.pointId;
    const spectra = await this.review.spectra(pinned, best);
    const report = scanReport(this.points, this.review.verdicts.shown, {
      spectra,
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
    await this.intake.close();
    await this.background.close();
    this.derivation.close();
    this.feed.close();
    this.session.close();
  }

  /** The user's window, else the proposal. */
  private get mdcWindow(): MdcWindow | null {
    return this.settings.mdcWindow ?? this.benchmark.current?.window ?? null;
  }

  private fullScoreCountsWith(totalCounts: number): number {
    this.largestTotal = Math.max(this.largestTotal, totalCounts);
    return fullScoreCounts(this.settings.countCalibration, this.largestTotal);
  }

  private take(ids: readonly number[], frames: readonly ScoredFrame[], added: number): void {
    this.review.take(ids, frames, added);
    this.derivation.place(Math.min(...ids));
    for (const id of ids) this.feed.point(id);
    this.progress.recordPoints(frames, added);
    this.derivation.touch();
  }

  private useProfile(profile: ScanProfile | null): void {
    if (JSON.stringify(profile) === JSON.stringify(this.settings.profile)) return;
    const { scale } = this.derivation;
    this.settings = { ...this.settings, profile };
    this.derivation.place(this.points.count);
    this.updateSettings({
      profile,
      ...rescaledLengths(this.settings, scale, this.derivation.scale),
    });
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
    if (this.closed || !this.intake.isAtRest || this.progress.hasFailed) return;
    if (this.derivation.isPending) this.derivation.now();
    if (this.background.isRunning || this.derivation.isPending) return;
    this.progress.rest();
  }
}
