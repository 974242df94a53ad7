import { join } from 'node:path';
import { benchmarkParts, proposeBackgroundThreshold } from '#core/benchmark/bms';
import { proposeMdcWindow } from '#core/benchmark/mdc';
import { openScanFile } from '#formats/registry';
import type { ScanFile } from '#formats/scan-file';
import type { MdcWindow } from '#shared/scan';
import { storeBenchmark } from './benchmark-columns';
import type { TaskList } from './notices';
import type { PointStore } from './point-store';
import { fitEvent } from './point-events';
import type { VersionedBenchmark } from './scoring-queue';
import type { Journal } from './session/journal';

/** Benchmark settings, and where they came from. */
export interface BenchmarkChoice extends VersionedBenchmark {
  /** MLS of the spectrum they were proposed from; null where the user set the window. */
  proposedAtScore: number | null;
}

interface BenchmarkKeeperOptions {
  /** Folder the points' file names are relative to. */
  folder: string;
  points: PointStore;
  journal: Journal;
  tasks: TaskList;
  /** The user's window; null lets the best spectrum propose one. */
  userWindow: () => MdcWindow | null;
  onChosen: () => void;
  onFitted: (ids: readonly number[]) => void;
}

/** A spectrum must be better than the one behind the proposal by this much to replace it: each replacement fits all points anew. */
const BETTER_BY = 2;
/** Points fitted again before anything else gets its turn. */
const CHUNK = 8;
const TASK = 'fits';

/** Chooses what the benchmark score is measured with, and measures again what was measured otherwise. */
export class BenchmarkKeeper {
  /** Points below this id are up to date, or were given up. */
  private fittedUpTo = 0;
  /** No proposal came out of a spectrum of this score. */
  private fruitlessScore: number | null = null;
  private latestVersion: number;

  constructor(
    private readonly options: BenchmarkKeeperOptions,
    private choice: BenchmarkChoice | null,
  ) {
    this.latestVersion = choice?.version ?? 0;
  }

  get current(): BenchmarkChoice | null {
    return this.choice;
  }

  /** Makes and keeps the choice due at this time; returns whether there was one to make. */
  async choose(): Promise<boolean> {
    const { points, userWindow } = this.options;
    const best = bestPoint(points);
    if (best === null) return false;
    const score = points.quantity('mls')[best];
    const window = userWindow();
    if (window === null ? !this.isProposalDue(score) : this.isInForce(window)) return false;
    const spectrum = await this.spectrumOf(best);
    if (spectrum === null) return false;
    const proposal = window ?? proposeMdcWindow(spectrum);
    if (proposal === null) {
      this.fruitlessScore = score;
      return false;
    }
    this.fruitlessScore = null;
    const choice: BenchmarkChoice = {
      version: ++this.latestVersion,
      window: proposal,
      backgroundThreshold: proposeBackgroundThreshold(spectrum),
      proposedAtScore: window === null ? score : null,
    };
    this.choice = choice;
    this.fittedUpTo = 0;
    for (let id = 0; id < points.count; id++) storeBenchmark(points, id, choice.version, null);
    this.options.journal.append({ t: 'benchmark', ...choice });
    this.options.journal.flush();
    this.options.onChosen();
    return true;
  }

  /** Fits some of the points that were measured otherwise; returns whether there were any. */
  async refit(): Promise<boolean> {
    const { points, journal, tasks, onFitted } = this.options;
    const { choice } = this;
    if (choice === null) return false;
    const ids: number[] = [];
    while (this.fittedUpTo < points.count && ids.length < CHUNK) {
      if (points.fitVersion[this.fittedUpTo] !== choice.version) ids.push(this.fittedUpTo);
      this.fittedUpTo++;
    }
    if (ids.length === 0) {
      tasks.end(TASK);
      return false;
    }
    await this.fitPoints(ids, choice);
    // A newer choice made meanwhile starts over.
    if (this.choice !== choice) return true;
    journal.append({ t: 'fits', points: ids.map((id) => ({ id, ...fitEvent(points, id) })) });
    journal.flush();
    onFitted(ids);
    const label = 'Fitting momentum distribution curves';
    const progress = { id: TASK, label, done: this.fittedUpTo, total: points.count };
    if (this.fittedUpTo < points.count) tasks.update(progress, () => this.giveUp());
    else tasks.end(TASK);
    return true;
  }

  private giveUp(): void {
    this.fittedUpTo = this.options.points.count;
  }

  private isProposalDue(score: number): boolean {
    if (this.fruitlessScore !== null && score <= this.fruitlessScore) return false;
    if (this.choice === null || this.choice.proposedAtScore === null) return true;
    return score >= this.choice.proposedAtScore + BETTER_BY;
  }

  private isInForce(window: MdcWindow): boolean {
    const { choice } = this;
    return (
      choice?.proposedAtScore === null && JSON.stringify(choice.window) === JSON.stringify(window)
    );
  }

  private async fitPoints(ids: readonly number[], choice: BenchmarkChoice): Promise<void> {
    const { points, folder } = this.options;
    const files = new OpenFile(folder);
    try {
      for (const id of ids) {
        const { file, frame } = points.reference(id);
        try {
          const { spectrum } = (await files.at(file)).readFrame(frame);
          storeBenchmark(points, id, choice.version, benchmarkParts(spectrum, choice));
        } catch (error) {
          // Its file has gone or cannot be read at the moment: it keeps its score and loses its fit.
          const reason = error instanceof Error ? error.message : String(error);
          const parts = { fit: { kind: 'failed' as const, reason }, backgroundFraction: NaN };
          storeBenchmark(points, id, choice.version, parts);
        }
      }
    } finally {
      files.close();
    }
  }

  private async spectrumOf(id: number) {
    const { file, frame } = this.options.points.reference(id);
    const files = new OpenFile(this.options.folder);
    try {
      return (await files.at(file)).readFrame(frame).spectrum;
    } catch {
      return null;
    } finally {
      files.close();
    }
  }
}

/** The file read from last stays open: neighbouring points tend to share it. */
class OpenFile {
  private name = '';
  private scanFile: ScanFile | null = null;

  constructor(private readonly folder: string) {}

  async at(name: string): Promise<ScanFile> {
    if (this.scanFile !== null && this.name === name) return this.scanFile;
    this.close();
    this.name = name;
    this.scanFile = await openScanFile(join(this.folder, name));
    return this.scanFile;
  }

  close(): void {
    this.scanFile?.close();
    this.scanFile = null;
  }
}

function bestPoint(points: PointStore): number | null {
  const scores = points.quantity('mls');
  let best: number | null = null;
  for (let id = 0; id < points.count; id++) {
    if (best === null || scores[id] > scores[best]) best = id;
  }
  return best;
}
