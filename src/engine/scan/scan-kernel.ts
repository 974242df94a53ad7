import { SweetSpotError } from '#shared/errors';
import type { SessionSettings } from '#shared/scan';
import type { Spectrum } from '#shared/spectrum';
import type { SpectrumView } from '#shared/spectrum-view';
import { BackgroundWork } from '../jobs/background-work';
import { TaskList } from '../jobs/task-list';
import { unitTrouble } from '../points/map-axes';
import { Placement } from '../points/placement';
import { PointStore } from '../points/point-store';
import { hasSameTotal, printOf } from '../points/spectrum-print';
import type { FeatureJournal } from '../session/feature-journal';
import type { Session } from '../session/session';
import { FilePointFrames, type PointFrames } from '../source/point-frames';
import type { SourceFiles } from '../source/source-files';
import type { MeasuredFrame } from './arrivals';
import { commitFrames } from './commit-frames';
import { Derivation } from './derivation';
import { EventFeed } from './event-feed';
import type { PartSources, ScanCommands, ScanFeature } from './feature';
import { ScanRestoration } from './restore-scan';
import { featureJournal, type ScanContext } from './scan-context';
import { ScanFacts } from './scan-facts';
import { ScanIntake } from './scan-intake';
import { scanFormat, type ScanLine } from './scan-lines';
import type { ScanOptions } from './scan-options';
import { ScanProgress } from './scan-progress';
import { ScanWarnings } from './scan-warnings';
import { readSpectrumView } from './spectrum-view';

type KernelOptions = ScanOptions & { files: SourceFiles; session: Session };

/** Points whose files are looked into before a session is taken up again. */
const SAMPLED = 3;

/**
 * Kernel of an open scan: points, their files and their session, and when each feature gets its
 * turn. It knows no feature by name.
 */
export class ScanKernel {
  readonly session: Session;
  readonly points: PointStore;
  readonly placement: Placement;
  readonly derivation: Derivation;
  readonly features: readonly ScanFeature[];
  readonly parts: Required<PartSources>;
  readonly commands: Required<ScanCommands>;
  readonly progress: ScanProgress;
  settings: SessionSettings;

  private readonly feed: EventFeed;
  private readonly warnings: ScanWarnings;
  private readonly tasks: TaskList;
  private readonly frames: PointFrames;
  private readonly lines: FeatureJournal<ScanLine, never>;
  private readonly restoration: ScanRestoration;
  private readonly facts: ScanFacts;
  private readonly intake: ScanIntake;
  private readonly background: BackgroundWork;
  private closed = false;

  /** The scan of a session as its journal has it; nothing is read of its source yet. */
  static resume(options: KernelOptions): ScanKernel {
    return new ScanKernel(options);
  }

  private constructor(private readonly options: KernelOptions) {
    const { emit, files, session, request, createFeatures } = options;
    this.session = session;
    this.settings = session.settings;
    this.points = new PointStore();
    this.feed = new EventFeed(emit, this.points);
    this.warnings = new ScanWarnings(() => this.feed.part('warnings'));
    this.tasks = new TaskList(options.jobs);
    this.frames = new FilePointFrames(this.points, files);
    this.restoration = new ScanRestoration(this.points);
    this.lines = featureJournal(this, scanFormat, {
      restoreLine: (line) => this.restore(line),
    });
    this.placement = this.createPlacement();
    this.derivation = new Derivation({ placement: this.placement, feed: this.feed });
    this.features = createFeatures(this.context());
    this.replay();
    this.facts = new ScanFacts(
      request.kind,
      (line) => this.lines.append(line),
      this.restoration.facts,
    );
    this.intake = this.createIntake();
    this.progress = this.createProgress();
    this.background = new BackgroundWork({
      jobs: this.features.flatMap(({ jobs }) => jobs ?? []),
      isBusy: () => this.intake.isReading,
      onDone: () => this.settle(),
      onFatal: (error) => this.progress.giveUp(error),
    });
    this.derivation.begin(this.features, () => this.background.start());
    this.parts = Object.assign(
      {},
      this.ownParts(),
      ...this.features.map(({ parts }) => parts),
    ) as Required<PartSources>;
    this.commands = Object.assign(
      {},
      this.ownCommands(),
      ...this.features.map(({ commands }) => commands),
    ) as Required<ScanCommands>;
  }

  /** Shows what is known from before; `prepare` is called once points have their places. */
  async begin(prepare: () => void): Promise<void> {
    const { session, warnings, options } = this;
    this.note({
      t: 'opened',
      at: new Date().toISOString(),
      appVersion: options.configuration.appVersion,
      sourcePath: options.request.path,
      model: options.engine.model,
    });
    session.onSettingsWritten((settings) =>
      this.note({ t: 'settings', at: new Date().toISOString(), settings }),
    );
    session.storage.onChange((error) => warnings.storage(error));
    if (session.displaced !== null) warnings.displaced(session.displaced, session.directory);
    this.placement.place(0);
    prepare();
    for (const feature of this.features) await feature.restored?.();
    this.derivation.now();
  }

  /** Tells the views what changes from here on, and looks for more. */
  watch(): void {
    this.feed.open(this.parts);
    this.intake.watch();
  }

  /** Keeps a line of the scan itself in the journal. */
  note(line: ScanLine): void {
    this.lines.append(line);
    this.lines.flush();
  }

  updateSettings(changes: Partial<SessionSettings>): SessionSettings {
    this.settings = { ...this.settings, ...changes };
    this.session.saveSettings(this.settings);
    this.feed.send({ name: 'settings', payload: this.settings });
    if (changes.mapAxes !== undefined) this.placement.place(this.points.count);
    for (const feature of this.features) feature.onSettings?.(changes);
    this.derivation.touch();
    return this.settings;
  }

  /** Whether files under the names of some points hold other spectra than were scored. */
  async holdsOtherSpectra(): Promise<boolean> {
    const { points } = this;
    const ids = Array.from({ length: Math.min(SAMPLED, points.count) }, (_, k) =>
      Math.floor((k * (points.count - 1)) / Math.max(1, SAMPLED - 1)),
    );
    let isOther = false;
    // Gone, or not readable at the moment: that is no sign of another scan.
    await this.frames.read(ids, (id, { frame }) => {
      isOther ||= frame !== null && !hasSameTotal(printOf(frame.spectrum), points.print(id));
    });
    return isOther;
  }

  /** Ends all that is under way; the session stays open. */
  async close(): Promise<void> {
    this.closed = true;
    this.progress.close();
    await this.intake.close();
    await this.background.close();
    this.tasks.close();
    this.derivation.close();
    this.feed.close();
    for (const feature of this.features) feature.close?.();
  }

  private context(): ScanContext {
    const { points, frames, session, tasks, warnings, placement, feed, derivation } = this;
    return {
      ...{ points, frames, session, tasks, warnings, placement },
      request: this.options.request,
      settings: () => this.settings,
      derived: () => derivation.current,
      isClosed: () => this.closed,
      pointsChanged: (ids) => {
        if (ids === null) feed.everyPoint();
        else for (const id of ids) feed.point(id);
      },
      partsChanged: (...names) => feed.part(...names),
      deriveSoon: (at) => derivation.touch(at),
      describe: (spectrum, pointId) => this.describe(spectrum, pointId),
    };
  }

  private describe(spectrum: Spectrum, pointId: number | null): Partial<SpectrumView> {
    const said = this.features.map((feature) => feature.describe?.(spectrum, pointId) ?? {});
    return Object.assign({}, ...said) as Partial<SpectrumView>;
  }

  private restore(line: ScanLine): void {
    this.restoration.take(line);
    if (line.t !== 'renamed') return;
    for (const feature of this.features) feature.onRenamed?.(line.from, line.to);
  }

  /** Plays the journal back: the scan's own part of each line, then the features'. */
  private replay(): void {
    const parts = [this.lines, ...this.features.flatMap(({ journal }) => journal ?? [])];
    const known = new Set(parts.map(({ feature }) => feature));
    let damaged = 0;
    this.session.replay((raw) => {
      const outcomes = raw === null ? [] : parts.map((part) => part.restore(raw));
      const isOthers = typeof raw?.f === 'string' && !known.has(raw.f);
      const isRead = outcomes.some(({ isOurs }) => isOurs) || isOthers;
      if (!isRead || outcomes.some(({ isSound }) => !isSound)) damaged++;
    });
    if (damaged > 0) this.warnings.damagedJournal(damaged);
  }

  private createPlacement(): Placement {
    return new Placement({
      points: this.points,
      settings: () => this.settings,
      scanAxes: () => this.facts.axes,
      onAxes: (axes) => {
        this.warnings.units(axes && unitTrouble(axes));
        this.feed.everyPoint();
      },
    });
  }

  private createProgress(): ScanProgress {
    const { points, intake, facts, warnings, session } = this;
    const { request, engine } = this.options;
    return new ScanProgress({
      ...{ request, engine, facts, warnings },
      sessionId: session.id,
      counts: () => ({
        scored: points.count,
        failed: intake.failures.finalCount,
        seen: intake.framesSeen,
      }),
      lastPointAt: points.count > 0 ? points.column('arrivedAt')[points.count - 1] : null,
      onChange: () => this.feed.part('status'),
    });
  }

  private createIntake(): ScanIntake {
    const { points, lines, features, feed, facts, warnings, tasks, restoration } = this;
    return new ScanIntake({
      ...{ points, lines, features, feed, facts, warnings, tasks },
      request: this.options.request,
      files: this.options.files,
      restored: restoration,
      onMeasured: (frames) => this.take(frames),
      onPlaced: (ids) => {
        this.placement.place(ids[0] ?? 0);
        for (const feature of features) feature.onPlaced?.(ids);
        for (const id of ids) feed.point(id);
        this.derivation.touch();
      },
      onMoved: (ids) => {
        this.placement.place(ids[0] ?? 0);
        for (const feature of features) feature.onMoved?.(ids);
        for (const id of ids) feed.point(id);
        this.derivation.touch();
      },
      onRenamed: (from, to) => {
        for (const feature of features) feature.onRenamed?.(from, to);
        this.derivation.touch();
      },
      onRest: () => this.settle(),
      onFatal: (error) => this.progress.giveUp(error),
    });
  }

  private ownParts(): PartSources {
    return {
      status: () => this.progress.status,
      failures: () => this.intake.failures.shown,
      warnings: () => this.warnings.shown,
    };
  }

  private ownCommands(): ScanCommands {
    return {
      getSpectrum: (request) => {
        if (request.pointId >= this.points.count) {
          const message = `There is no point ${request.pointId} in this scan.`;
          throw new SweetSpotError('invalid-request', message);
        }
        const describe = (spectrum: Spectrum, id: number | null) => this.describe(spectrum, id);
        return readSpectrumView({ points: this.points, describe }, this.options.files, request);
      },
      updateSettings: (changes) => this.updateSettings(changes),
      dismissWarning: ({ id }) => {
        this.warnings.dismiss(id);
        return {};
      },
    };
  }

  private take(frames: MeasuredFrame[]): void {
    const { points, features, lines, feed } = this;
    const before = points.count;
    const ids = commitFrames(frames, { points, features, lines });
    const added = points.count - before;
    for (const feature of features) feature.onPoints?.(ids, added);
    this.placement.place(Math.min(...ids));
    for (const id of ids) feed.point(id);
    this.progress.recordPoints(frames, added);
    this.derivation.touch();
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
