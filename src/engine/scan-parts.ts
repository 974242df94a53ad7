import type { ViewEvent } from '#shared/contract';
import type { EngineConfiguration, OpenScan } from '#shared/engine-contract';
import type { MdcWindow, SessionSettings } from '#shared/scan';
import { assessAllPoints } from './assessment';
import { BackgroundWork } from './background-work';
import { BenchmarkKeeper } from './benchmark-keeper';
import { fullScoreCounts } from './calibration';
import { Derivation } from './derivation';
import { EventFeed } from './event-feed';
import { TaskList } from './notices';
import type { PointStore, ScoreScale } from './point-store';
import { Rescaling } from './rescaling';
import { ScanFacts } from './scan-facts';
import { ScanIntake } from './scan-intake';
import { ScanProgress } from './scan-progress';
import { ScanReview } from './scan-review';
import type { ResumedSession } from './scan-session';
import { ScanWarnings } from './scan-warnings';
import type { ScoredFrame, SpectrumScorer } from './scoring-queue';
import type { Session } from './session/session';
import type { SourceFiles } from './source-files';

export interface ScanContext {
  configuration: EngineConfiguration;
  scorer: SpectrumScorer;
  embeddingLength: number;
  request: OpenScan;
  /** Settings for a session that begins; those of an earlier one stay its own. */
  initialSettings?: SessionSettings;
  emit: (event: ViewEvent) => void;
}

/** What an open scan is made of, put together: each part is told what concerns it. */
export class ScanParts {
  readonly session: Session;
  readonly points: PointStore;
  readonly warnings = new ScanWarnings(() => this.feed.part('warnings'));
  readonly tasks = new TaskList(() => this.feed.part('tasks'));
  readonly facts: ScanFacts;
  readonly progress: ScanProgress;
  readonly feed: EventFeed;
  readonly intake: ScanIntake;
  readonly benchmark: BenchmarkKeeper;
  readonly rescaling: Rescaling;
  readonly derivation: Derivation;
  readonly background: BackgroundWork;
  readonly review: ScanReview;

  settings: SessionSettings;
  private largestTotal = 0;
  private closed = false;

  constructor({ request, scorer, emit }: ScanContext, files: SourceFiles, resumed: ResumedSession) {
    const { session, points } = resumed;
    const { warnings, tasks } = this;
    this.session = session;
    this.points = points;
    this.settings = session.settings;
    this.facts = new ScanFacts(request.kind, session.journal, resumed.facts);
    const settings = () => this.settings;
    for (let id = 0; id < points.count; id++) this.scaleWith(points.totalCounts(id));
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
      fullScoreCounts: () => this.scaleWith(0).fullScoreCounts,
      benchmark: () => this.benchmark.current,
      onDerived: () => {
        this.rescaling.require(this.scaleWith(0));
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
      scaleWith: (total) => this.scaleWith(total),
      onPoints: (ids, frames, added) => this.take(ids, frames, added),
      onPlaced: (ids) => {
        this.derivation.place(ids[0] ?? 0);
        this.review.mean.place(ids);
        for (const id of ids) feed.point(id);
        this.derivation.touch();
      },
      onRenamed: (from, to) => {
        this.review.verdicts.renameFile(from, to);
        this.derivation.touch();
      },
      onRest: () => this.settle(),
      onFatal: (error) => this.progress.giveUp(error),
    });
    const { damagedLines } = session.restored;
    if (damagedLines > 0) warnings.damagedJournal(damagedLines);
    session.storage.onChange((error) => warnings.storage(error));
  }

  /** The user's window, else the proposal. */
  get mdcWindow(): MdcWindow | null {
    return this.settings.mdcWindow ?? this.benchmark.current?.window ?? null;
  }

  /** The scale of the scores once a spectrum of this total is part of the scan. */
  scaleWith(totalCounts: number): ScoreScale {
    this.largestTotal = Math.max(this.largestTotal, totalCounts);
    const { countCalibration, labelProfile } = this.settings;
    return { fullScoreCounts: fullScoreCounts(countCalibration, this.largestTotal), labelProfile };
  }

  private take(ids: readonly number[], frames: readonly ScoredFrame[], added: number): void {
    this.review.take(ids, frames, added);
    this.derivation.place(Math.min(...ids));
    for (const id of ids) this.feed.point(id);
    this.progress.recordPoints(frames, added);
    this.derivation.touch();
  }

  /** Scores all points under the weights in force; a newer call ends an older one. */
  async assessAll(): Promise<void> {
    const { weights } = this.settings;
    const isWanted = () => !this.closed && this.settings.weights === weights;
    if (!(await assessAllPoints(this.points, weights, isWanted))) return;
    this.feed.everyPoint();
    this.derivation.touch();
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

  /** Moves on once everything that can be done is done. */
  private settle(): void {
    if (this.closed || !this.intake.isAtRest || this.progress.hasFailed) return;
    // A finished scan is whole. A live one rests after every point, and derives at its own pace.
    if (this.progress.isOver && this.derivation.isPending) this.derivation.now();
    if (this.background.isRunning || this.derivation.isPending) return;
    this.progress.rest();
  }
}
