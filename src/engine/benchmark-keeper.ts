import { benchmarkParts, proposeBackgroundThreshold } from '#core/benchmark/bms';
import { proposeMdcWindow } from '#core/benchmark/mdc';
import { axisValue, type Axis } from '#shared/axis';
import type { MdcWindow } from '#shared/scan';
import type { Spectrum } from '#shared/spectrum';
import { storeBenchmark } from './benchmark-columns';
import type { TaskList } from './notices';
import type { PointStore } from './point-store';
import { fitEvent } from './point-events';
import { replacesProposal } from './proposal-due';
import { rereadFrames } from './reread-spectra';
import type { VersionedBenchmark } from './scoring-queue';
import type { Journal } from './session/journal';
import type { SourceFiles } from './source-files';

/** Benchmark settings, and where they came from. */
export interface BenchmarkChoice extends VersionedBenchmark {
  /** MLS of the spectrum the window was proposed from; null where the user set the window. */
  proposedAtScore: number | null;
  /** True where the user set the threshold. */
  isThresholdSet: boolean;
}

interface BenchmarkKeeperOptions {
  /** Files the points come from. */
  files: SourceFiles;
  points: PointStore;
  journal: Journal;
  tasks: TaskList;
  /** The user's window and I_th; the best spectrum proposes what is null. */
  userWindow: () => MdcWindow | null;
  /** The window of the site's profile; used without a window of the user's where spectra reach into it. */
  profileWindow: () => MdcWindow | null;
  userThreshold: () => number | null;
  onChosen: () => void;
  onFitted: (ids: readonly number[]) => void;
}

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
  /** A profile's window that the spectra do not reach into. */
  private outsideWindow: MdcWindow | null = null;

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
    const { points, userWindow, userThreshold } = this.options;
    const best = bestPoint(points);
    if (best === null) return false;
    const score = points.quantity('mls')[best];
    const window = userWindow() ?? this.usableProfileWindow();
    const threshold = userThreshold();
    const isWindowDue = window === null ? this.isProposalDue(score) : !this.isWindowInForce(window);
    if (!isWindowDue && this.isThresholdInForce(threshold)) return false;
    const spectrum = await this.spectrumOf(best);
    if (spectrum === null) return false;
    if (window !== null && userWindow() === null && !reachesInto(spectrum, window)) {
      this.outsideWindow = window;
      return this.choose();
    }
    const proposal = window ?? this.proposedWindow(isWindowDue, spectrum);
    if (proposal === null) {
      this.fruitlessScore = score;
      return false;
    }
    this.fruitlessScore = null;
    const choice: BenchmarkChoice = {
      version: ++this.latestVersion,
      window: proposal,
      backgroundThreshold: threshold ?? proposeBackgroundThreshold(spectrum),
      proposedAtScore: this.scoreBehind(window, isWindowDue, score),
      isThresholdSet: threshold !== null,
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

  private usableProfileWindow(): MdcWindow | null {
    const window = this.options.profileWindow();
    return window === this.outsideWindow ? null : window;
  }

  private isProposalDue(score: number): boolean {
    if (this.fruitlessScore !== null && score <= this.fruitlessScore) return false;
    const behind = this.choice?.proposedAtScore ?? null;
    if (behind === null) return true;
    return replacesProposal(score, behind);
  }

  private isWindowInForce(window: MdcWindow): boolean {
    const { choice } = this;
    return (
      choice?.proposedAtScore === null && JSON.stringify(choice.window) === JSON.stringify(window)
    );
  }

  private isThresholdInForce(threshold: number | null): boolean {
    const { choice } = this;
    if (choice === null) return true;
    if (threshold === null) return !choice.isThresholdSet;
    return choice.isThresholdSet && choice.backgroundThreshold === threshold;
  }

  /** The proposal in force while it is not due for another: a new threshold moves no window. */
  private proposedWindow(isDue: boolean, spectrum: Spectrum): MdcWindow | null {
    return isDue || this.choice === null ? proposeMdcWindow(spectrum) : this.choice.window;
  }

  private scoreBehind(window: MdcWindow | null, isDue: boolean, score: number): number | null {
    if (window !== null) return null;
    return isDue || this.choice === null ? score : this.choice.proposedAtScore;
  }

  private async fitPoints(ids: readonly number[], choice: BenchmarkChoice): Promise<void> {
    const { points, files } = this.options;
    await rereadFrames(points, files, ids, (id, read) => {
      // A frame that cannot be read at the moment keeps its score and loses its fit.
      const parts =
        read.frame === null
          ? { fit: { kind: 'failed' as const, reason: read.reason }, backgroundFraction: NaN }
          : benchmarkParts(read.frame.spectrum, choice);
      storeBenchmark(points, id, choice.version, parts);
    });
  }

  private async spectrumOf(id: number): Promise<Spectrum | null> {
    const { points, files } = this.options;
    let spectrum: Spectrum | null = null;
    await rereadFrames(points, files, [id], (_, { frame }) => {
      spectrum = frame && frame.spectrum;
    });
    return spectrum;
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

/** Whether a window and the axes of a spectrum have energies and angles in common. */
function reachesInto({ energy, angle }: Spectrum, window: MdcWindow): boolean {
  const overlaps = (axis: Axis, range: readonly [number, number]) => {
    const ends = [axisValue(axis, 0), axisValue(axis, axis.count - 1)];
    return Math.max(...range) >= Math.min(...ends) && Math.min(...range) <= Math.max(...ends);
  };
  return overlaps(energy, window.energyEv) && overlaps(angle, window.angle);
}
