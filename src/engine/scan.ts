import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CommandRequest } from '#shared/contract';
import type { OpenScan } from '#shared/engine-contract';
import { SweetSpotError } from '#shared/errors';
import type { ScanProfile } from '#shared/profile';
import { defaultSessionSettings, type SessionSettings, type Snapshot } from '#shared/scan';
import type { MeanSpectrum, SpectrumView } from '#shared/spectrum-view';
import type { PointJudgement } from '#shared/verdict';
import { openOptionsOf } from '#formats/completed-scan';
import { numberedRegion } from '#formats/numbered-regions';
import { benchmarkAssessmentOf } from './benchmark-columns';
import { differsInProfileOnly, rescaledLengths, settingsForRegion } from './profile-settings';
import { ScanParts, type ScanContext } from './scan-parts';
import { exportScan, scanReport } from './scan-report';
import { resumeSession } from './scan-session';
import { readingKey, type SourceFiles } from './source-files';
import { meanSpectrumView, readSpectrumView } from './spectrum-view';

/** An open scan: from its source to the map. */
export class Scan {
  private constructor(
    private readonly context: ScanContext,
    private readonly files: SourceFiles,
    private readonly parts: ScanParts,
  ) {}

  /** Opens the source and its session; reading begins at once. Throws `not-found`. */
  static async open(context: ScanContext): Promise<Scan> {
    const { configuration, scorer, embeddingLength, request } = context;
    const { profile = null, region = null } = request;
    const { path, kind } = request;
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined || stats.isDirectory() !== (kind === 'folder')) {
      throw new SweetSpotError('not-found', `Expected a ${kind} at ${path}, found none.`);
    }
    // A file opened by itself is read, whichever of the numbered regions it holds.
    const itself = kind === 'file' ? (numberedRegion(path)?.region ?? null) : null;
    const reading = openOptionsOf(profile, region ?? itself);
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
    const parts = new ScanParts(context, files, await resumeSession(identity, files));
    const scan = new Scan(context, files, parts);
    try {
      await scan.begin();
      return scan;
    } catch (error) {
      await scan.close();
      throw error;
    }
  }

  /** Shows what is known from before, then looks for more. */
  private async begin(): Promise<void> {
    this.parts.derivation.place(0);
    this.useProfile(this.context.request.profile ?? null);
    this.parts.rescaling.require(this.parts.scaleWith(0));
    while (await this.parts.rescaling.advance());
    this.parts.derivation.now();
    this.context.emit({ name: 'snapshot', payload: this.snapshot() });
    this.parts.feed.open();
    this.parts.intake.watch();
  }

  snapshot(): Snapshot {
    return {
      status: this.parts.progress.status,
      settings: this.parts.settings,
      points: this.parts.points.batch(
        Uint32Array.from({ length: this.parts.points.count }, (_, id) => id),
      ),
      derived: this.parts.derivation.current,
      failures: this.parts.intake.failures.shown,
      warnings: this.parts.warnings.shown,
      tasks: this.parts.tasks.shown,
      judgements: this.parts.review.verdicts.shown,
      meanProgress: this.parts.review.mean.progress,
    };
  }

  spectrum(request: CommandRequest<'getSpectrum'>): Promise<SpectrumView> {
    if (request.pointId >= this.parts.points.count) {
      const message = `There is no point ${request.pointId} in this scan.`;
      return Promise.reject(new SweetSpotError('invalid-request', message));
    }
    const { mdcWindow, points } = this.parts;
    const { weights } = this.parts.settings;
    const { current } = this.parts.benchmark;
    const { extremes } = this.parts.derivation;
    const benchmark =
      current &&
      extremes &&
      benchmarkAssessmentOf(points, request.pointId, current.version, extremes, weights);
    return readSpectrumView(points, this.files, { weights, mdcWindow, benchmark }, request);
  }

  meanSpectrum(size: CommandRequest<'getMeanSpectrum'>): MeanSpectrum | null {
    const { spectrum, progress } = this.parts.review.mean;
    const { mapRegion: region } = this.parts.settings;
    if (spectrum === null || progress === null || region === null) return null;
    return { ...meanSpectrumView(spectrum, this.parts.mdcWindow, size), region, progress };
  }

  /** Keeps a user's verdict and note on a point. Throws `invalid-request`. */
  setVerdict({ pointId, ...judgement }: CommandRequest<'setVerdict'>): PointJudgement {
    const kept = this.parts.review.verdicts.set(pointId, judgement);
    this.parts.feed.part('judgements');
    return kept;
  }

  updateSettings(changes: Partial<SessionSettings>): SessionSettings {
    this.parts.settings = { ...this.parts.settings, ...changes };
    this.parts.session.saveSettings(this.parts.settings);
    this.parts.feed.send({ name: 'settings', payload: this.parts.settings });
    if (changes.mapAxes !== undefined) this.parts.derivation.place(this.parts.points.count);
    if (changes.weights !== undefined) void this.parts.assessAll();
    this.parts.derivation.touch();
    return this.parts.settings;
  }

  /** Settings with which another region of this scan begins; undefined for another scan. */
  settingsFor({ path, profile }: OpenScan): SessionSettings | undefined {
    if (path !== this.context.request.path) return undefined;
    return { ...settingsForRegion(this.parts.settings), profile: profile ?? null };
  }

  /** Takes up what is asked for without reading anew; false where that is more than another profile. */
  adoptProfile(asked: OpenScan): boolean {
    const opened = { ...this.context.request, profile: this.parts.settings.profile ?? undefined };
    if (!differsInProfileOnly(opened, asked)) return false;
    this.useProfile(asked.profile ?? null);
    this.parts.derivation.now();
    return true;
  }

  dismissWarning(id: string): void {
    this.parts.warnings.dismiss(id);
  }

  cancelTask(id: string): void {
    this.parts.tasks.cancel(id);
  }

  /** Writes every export, the spectra of pinned points and the session's log into a folder. Throws `write-failed`. */
  async writeExports(
    directory: string,
    pinned: readonly number[],
  ): Promise<{ name: string; bytes: number }[]> {
    if (this.parts.derivation.isPending) this.parts.derivation.now();
    const best = this.parts.derivation.current.bestSpots.at(0)?.pointId;
    const spectra = await this.parts.review.spectra(pinned, best);
    const report = scanReport(this.parts.points, this.parts.review.verdicts.shown, {
      spectra,
      status: this.parts.progress.status,
      settings: this.parts.settings,
      derived: this.parts.derivation.current,
      appVersion: this.context.configuration.appVersion,
    });
    return exportScan(directory, report, this.parts.session);
  }

  close(): Promise<void> {
    return this.parts.close();
  }

  private useProfile(profile: ScanProfile | null): void {
    if (JSON.stringify(profile) === JSON.stringify(this.parts.settings.profile)) return;
    const { scale } = this.parts.derivation;
    this.parts.settings = { ...this.parts.settings, profile };
    this.parts.derivation.place(this.parts.points.count);
    this.updateSettings({
      profile,
      ...rescaledLengths(this.parts.settings, scale, this.parts.derivation.scale),
    });
  }
}
