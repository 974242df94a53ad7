import { momentumDistributionCurve } from '#core/benchmark/mdc';
import type { MdcWindow } from '#shared/scan';
import type { Spectrum } from '#shared/spectrum';
import { PointPass } from '../../jobs/point-pass';
import type { FrameBatch } from '../../scan/feature';
import type { ScanContext } from '../../scan/scan-context';

/** Spectra read before anything else gets its turn. */
const CHUNK = 8;

/**
 * Intensity map of a window on the spectrum. New points are measured as they arrive, the others
 * are read again in the background.
 */
export class WindowIntensity {
  /** Window that the intensities of the points belong to. */
  private current: MdcWindow | null = null;
  private readonly pass: PointPass<MdcWindow>;

  constructor(
    private readonly context: ScanContext,
    /** Keeps the intensities of these points as they are now. */
    keep: (ids: readonly number[]) => void,
  ) {
    const { points, tasks, frames, pointsChanged } = context;
    const column = () => points.quantity('roiIntensity');
    this.pass = new PointPass<MdcWindow>({
      id: 'intensities',
      label: 'Summing intensities in the window',
      chunk: CHUNK,
      tasks,
      count: () => points.count,
      target: () => this.window(),
      isCurrent: (id) => Number.isFinite(column()[id]),
      async work(ids, window) {
        const values = new Map<number, number>();
        await frames.read(ids, (id, { frame }) => {
          if (frame !== null) values.set(id, windowCounts(frame.spectrum, window));
        });
        return () => {
          for (const [id, counts] of values) column()[id] = counts;
          keep(ids);
          pointsChanged(ids);
        };
      },
    });
  }

  /** Takes up the intensity of a point in a window, of an earlier run. */
  restore(id: number, window: MdcWindow, counts: number | null): void {
    if (isSameWindow(window, this.window())) {
      this.context.points.quantity('roiIntensity')[id] = counts ?? NaN;
    }
  }

  openBatch(): FrameBatch {
    const measured: { window: MdcWindow | null; counts: number }[] = [];
    return {
      measure: ({ spectrum }) => {
        const window = this.window();
        measured.push({ window, counts: window === null ? NaN : windowCounts(spectrum, window) });
      },
      commit: (index, id) => {
        const { window, counts } = measured[index];
        // Measured in a window that is no longer the one: read again.
        const isValid = window !== null && window === this.window();
        this.context.points.quantity('roiIntensity')[id] = isValid ? counts : NaN;
        if (!isValid) this.pass.again([id]);
      },
    };
  }

  /** Measures some of the points that are not; returns whether there were any. */
  advance(): Promise<boolean> {
    return this.pass.advance();
  }

  /** The window in force: the same object while it is the same. Forgets the intensities of another one. */
  private window(): MdcWindow | null {
    const { settings, points, pointsChanged } = this.context;
    const window = settings().intensityWindow;
    if (window === this.current || isSameWindow(window, this.current)) return this.current;
    const isFirst = this.current === null;
    this.current = window;
    if (!isFirst) {
      points.quantity('roiIntensity').fill(NaN);
      pointsChanged(null);
    }
    return window;
  }
}

function isSameWindow(a: MdcWindow | null, b: MdcWindow | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Counts summed over a window of a spectrum. */
function windowCounts(spectrum: Spectrum, window: MdcWindow): number {
  return momentumDistributionCurve(spectrum, window).intensity.reduce((sum, value) => sum + value);
}
