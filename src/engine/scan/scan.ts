import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { openOptionsOf } from '#formats/completed-scan';
import { numberedRegion } from '#formats/numbered-regions';
import type { CommandHandlers } from '#shared/contract';
import type { OpenScan } from '#shared/engine-contract';
import { SweetSpotError } from '#shared/errors';
import type { ScanProfile } from '#shared/profile';
import { defaultSessionSettings, type SessionSettings, type Snapshot } from '#shared/scan';
import { archiveSession, openSession } from '../session/session';
import { readingKey } from '../source/source-files';
import { differsInProfileOnly, rescaledLengths, settingsForRegion } from './profile-settings';
import type { ScanOptions } from './scan-options';
import { ScanKernel } from './scan-kernel';
import { exportScan, scanReport } from './scan-report';

/** An open scan: from its source to the map. */
export class Scan {
  private constructor(
    private readonly options: ScanOptions,
    private readonly kernel: ScanKernel,
  ) {}

  /** Opens the source and its session; reading begins at once. Throws `not-found`. */
  static async open(options: ScanOptions): Promise<Scan> {
    const { configuration, engine, request } = options;
    const { profile = null, region = null, path, kind } = request;
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
      model: engine.model,
      reading: [readingKey(reading), request.scan?.name ?? ''].filter(Boolean).join(' '),
      initialSettings: options.initialSettings ?? { ...defaultSessionSettings, profile },
    };
    const kernelOf = () => ScanKernel.resume({ ...options, files, session: openSession(identity) });
    let kernel = kernelOf();
    if (await kernel.holdsOtherSpectra()) {
      // The files under the same names hold another scan now: the old session is set aside.
      await kernel.close();
      archiveSession(kernel.session);
      kernel = kernelOf();
    }
    const scan = new Scan(options, kernel);
    try {
      await kernel.begin(() => scan.useProfile(profile));
      options.emit({ name: 'snapshot', payload: scan.snapshot() });
      kernel.watch();
      return scan;
    } catch (error) {
      await scan.close();
      throw error;
    }
  }

  snapshot(): Snapshot {
    const { settings, points, derivation, parts } = this.kernel;
    const shown = Object.entries(parts).map(([name, source]) => [name, source()]);
    return {
      ...(Object.fromEntries(shown) as Omit<Snapshot, 'settings' | 'points' | 'derived'>),
      settings,
      points: points.batch(Uint32Array.from({ length: points.count }, (_, id) => id)),
      derived: derivation.current,
    };
  }

  /** What views may ask of the scan, each answered by the feature that it belongs to. */
  get commands(): CommandHandlers<'engine'> {
    return { ...this.kernel.commands, getSnapshot: () => this.snapshot() };
  }

  /** Settings with which another region of this scan begins; undefined for another scan. */
  settingsFor({ path, profile }: OpenScan): SessionSettings | undefined {
    if (path !== this.options.request.path) return undefined;
    return { ...settingsForRegion(this.kernel.settings), profile: profile ?? null };
  }

  /** Takes up what is asked for without reading anew; false where that is more than another profile. */
  adoptProfile(asked: OpenScan): boolean {
    const { kernel } = this;
    const opened = { ...this.options.request, profile: kernel.settings.profile ?? undefined };
    if (!differsInProfileOnly(opened, asked)) return false;
    this.useProfile(asked.profile ?? null);
    kernel.derivation.now();
    return true;
  }

  /** Writes every export into a folder. Throws `write-failed`. */
  async writeExports(
    directory: string,
    pinned: readonly number[],
  ): Promise<{ name: string; bytes: number }[]> {
    const { kernel } = this;
    if (kernel.derivation.isPending) kernel.derivation.now();
    const contributions = await Promise.all(
      kernel.features.map((feature) => feature.report?.(pinned) ?? {}),
    );
    const report = scanReport(kernel.points, contributions, {
      status: kernel.progress.status,
      settings: kernel.settings,
      derived: kernel.derivation.current,
      appVersion: this.options.configuration.appVersion,
    });
    return exportScan(directory, report, kernel.session, (at, files) =>
      kernel.note({ t: 'export', at, files }),
    );
  }

  async close(): Promise<void> {
    await this.kernel.close();
    this.kernel.session.close();
  }

  private useProfile(profile: ScanProfile | null): void {
    const { kernel } = this;
    if (JSON.stringify(profile) === JSON.stringify(kernel.settings.profile)) return;
    const before = kernel.placement.scale;
    kernel.settings = { ...kernel.settings, profile };
    kernel.placement.place(kernel.points.count);
    kernel.updateSettings({
      profile,
      ...rescaledLengths(kernel.settings, before, kernel.placement.scale),
    });
  }
}
