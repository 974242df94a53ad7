import { proposeBackgroundThreshold, type BenchmarkSettings } from '#core/benchmark/bms';
import { proposeMdcWindow } from '#core/benchmark/mdc';
import { axisValue, type Axis } from '#shared/axis';
import type { MdcWindow } from '#shared/scan';
import type { Spectrum } from '#shared/spectrum';
import type { ScanContext } from '../../scan/scan-context';
import { replacesProposal } from './proposal-due';

/** Benchmark settings, the number they go by, and where they came from. */
export interface BenchmarkChoice extends BenchmarkSettings {
  version: number;
  /** MLS of the spectrum the window was proposed from; null where the user set the window. */
  proposedAtScore: number | null;
  /** True where the user set the threshold. */
  isThresholdSet: boolean;
}

/**
 * Chooses what the benchmark score is measured with: the user's window and I_th, the profile's
 * window where spectra reach into it, else what the best spectrum proposes.
 */
export class BenchmarkChooser {
  /** No proposal came out of a spectrum of this score. */
  private fruitlessScore: number | null = null;
  private latestVersion = 0;
  /** A profile's window that the spectra do not reach into. */
  private outsideWindow: MdcWindow | null = null;

  private choice: BenchmarkChoice | null = null;

  constructor(
    private readonly context: ScanContext,
    /** Takes a choice that is in force from here on. */
    private readonly onChosen: (choice: BenchmarkChoice) => void,
  ) {}

  get current(): BenchmarkChoice | null {
    return this.choice;
  }

  /** Takes up a choice of an earlier run. */
  restore(choice: BenchmarkChoice): void {
    this.choice = choice;
    this.latestVersion = Math.max(this.latestVersion, choice.version);
  }

  /** Makes the choice due at this time; returns whether there was one to make. */
  async choose(): Promise<boolean> {
    const { points, settings } = this.context;
    const { mdcWindow: userWindow, backgroundThreshold: threshold } = settings();
    const best = bestPoint(points.quantity('mls').subarray(0, points.count));
    if (best === null) return false;
    const score = points.quantity('mls')[best];
    const window = userWindow ?? this.usableProfileWindow();
    const isWindowDue = window === null ? this.isProposalDue(score) : !this.isWindowInForce(window);
    if (!isWindowDue && this.isThresholdInForce(threshold)) return false;
    const spectrum = await this.spectrumOf(best);
    if (spectrum === null) return false;
    if (window !== null && userWindow === null && !reachesInto(spectrum, window)) {
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
    this.onChosen(choice);
    return true;
  }

  private usableProfileWindow(): MdcWindow | null {
    const window = this.context.settings().profile?.mdcWindow ?? null;
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

  private async spectrumOf(id: number): Promise<Spectrum | null> {
    let spectrum: Spectrum | null = null;
    await this.context.frames.read([id], (_, { frame }) => {
      spectrum = frame && frame.spectrum;
    });
    return spectrum;
  }
}

/** Id of the highest score; null where there is none. */
function bestPoint(scores: Float32Array): number | null {
  let best: number | null = null;
  for (let id = 0; id < scores.length; id++) {
    if (Number.isFinite(scores[id]) && (best === null || scores[id] > scores[best])) best = id;
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
