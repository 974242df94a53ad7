import { momentumDistributionCurve } from '#core/benchmark/mdc';
import type { MdcWindow } from '#shared/scan';
import type { Spectrum } from '#shared/spectrum';
import type { TaskList } from './notices';
import type { PointStore } from './point-store';
import { rereadFrames } from './reread-spectra';
import type { Journal } from './session/journal';
import type { SourceFiles } from './source-files';

/** The intensity of one spectrum in a window. */
export interface MeasuredIntensity {
  window: MdcWindow;
  /** Counts summed over the window. */
  counts: number;
}

interface WindowIntensityOptions {
  /** Files the points come from. */
  files: SourceFiles;
  points: PointStore;
  journal: Journal;
  tasks: TaskList;
  /** Window marked on the spectrum; null where there is none. */
  window: () => MdcWindow | null;
  /** Points whose intensity changed; null for all. */
  onMeasured: (ids: readonly number[] | null) => void;
}

/** Spectra read before anything else gets its turn. */
const CHUNK = 8;
const TASK = 'intensities';

/**
 * Intensity map of a window on the spectrum. New points are measured as they arrive, the others
 * are read again in the background.
 */
export class WindowIntensity {
  private measuredUpTo = 0;

  constructor(
    private readonly options: WindowIntensityOptions,
    /** Window that the intensities of the points belong to. */
    private current: MdcWindow | null,
  ) {}

  /** The intensity of a spectrum that has just been read; null where no window is marked. */
  measure(spectrum: Spectrum): MeasuredIntensity | null {
    const window = this.options.window();
    return window && { window, counts: windowCounts(spectrum, window) };
  }

  /** Stores what was measured on points on their way in. */
  commit(measured: readonly { id: number; intensity: MeasuredIntensity | null }[]): void {
    const { current } = this;
    if (current === null) return;
    const valid = measured.filter(({ intensity }) => intensity?.window === current);
    for (const { id, intensity } of measured) {
      if (intensity?.window === current) continue;
      // Measured in a window that is no longer the one: read again.
      this.options.points.quantity('roiIntensity')[id] = NaN;
      this.measuredUpTo = Math.min(this.measuredUpTo, id);
    }
    if (valid.length === 0) return;
    this.store(
      current,
      valid.map(({ id }) => id),
      valid.map(({ intensity }) => intensity?.counts ?? NaN),
    );
  }

  /** Measures some of the points that are not; returns whether there were any. */
  async advance(): Promise<boolean> {
    const { points, files, tasks } = this.options;
    this.follow();
    const { current } = this;
    const known = points.quantity('roiIntensity');
    const ids: number[] = [];
    while (current !== null && this.measuredUpTo < points.count && ids.length < CHUNK) {
      if (Number.isNaN(known[this.measuredUpTo])) ids.push(this.measuredUpTo);
      this.measuredUpTo++;
    }
    if (current === null || ids.length === 0) {
      tasks.end(TASK);
      return false;
    }
    const values = new Array<number>(ids.length).fill(NaN);
    await rereadFrames(points, files, ids, (id, { frame }) => {
      if (frame !== null) values[ids.indexOf(id)] = windowCounts(frame.spectrum, current);
    });
    // Another window was marked meanwhile.
    if (this.options.window() !== current) return true;
    this.store(current, ids, values);
    this.options.onMeasured(ids);
    const progress = {
      id: TASK,
      label: 'Summing intensities in the window',
      done: this.measuredUpTo,
      total: points.count,
    };
    if (this.measuredUpTo < points.count) {
      tasks.update(progress, () => (this.measuredUpTo = points.count));
    } else tasks.end(TASK);
    return true;
  }

  /** Forgets the intensities of another window than the one marked. */
  private follow(): void {
    const { points, onMeasured } = this.options;
    const window = this.options.window();
    if (window === this.current) return;
    const isSame = JSON.stringify(window) === JSON.stringify(this.current);
    this.current = window;
    if (isSame) return;
    this.measuredUpTo = 0;
    points.quantity('roiIntensity').fill(NaN);
    onMeasured(null);
  }

  private store(window: MdcWindow, ids: readonly number[], counts: readonly number[]): void {
    const { points, journal } = this.options;
    const column = points.quantity('roiIntensity');
    ids.forEach((id, i) => (column[id] = counts[i]));
    journal.append({
      t: 'intensities',
      window,
      points: ids.map((id, i) => [id, Number.isFinite(counts[i]) ? counts[i] : null]),
    });
    journal.flush();
  }
}

/** Counts summed over a window of a spectrum. */
function windowCounts(spectrum: Spectrum, window: MdcWindow): number {
  return momentumDistributionCurve(spectrum, window).intensity.reduce((sum, value) => sum + value);
}
