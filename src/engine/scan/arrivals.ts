import { setImmediate as nextTurn } from 'node:timers/promises';
import { printOf, type SpectrumPrint } from '../points/spectrum-print';
import type { ArrivedFrame } from '../source/frame-reader';
import type { FrameBatch, ScanFeature } from './feature';

/** A frame with everything measured on it; the spectrum itself is gone. */
export interface MeasuredFrame {
  arrived: Omit<ArrivedFrame, 'frame'>;
  motors: ArrivedFrame['frame']['motors'];
  measuredAt: string | null;
  print: SpectrumPrint;
  /** Gives point `id` what the features measured. */
  commit: (id: number) => void;
}

interface ArrivalsOptions {
  features: readonly ScanFeature[];
  /** Takes what was measured, in the order of arrival. */
  onMeasured: (frames: MeasuredFrame[]) => void;
}

/** Most frames that go on together. */
const LARGEST_BATCH = 16;

/** Frames that go through the features together. */
class Batch {
  readonly frames: MeasuredFrame[] = [];
  private readonly parts: FrameBatch[];

  constructor(features: readonly ScanFeature[]) {
    this.parts = features.flatMap((feature) => feature.openBatch?.() ?? []);
  }

  add({ frame, ...arrived }: ArrivedFrame): void {
    const index = this.frames.length;
    for (const part of this.parts) part.measure(frame);
    this.frames.push({
      arrived,
      motors: frame.motors,
      measuredAt: frame.measuredAt,
      print: printOf(frame.spectrum),
      commit: (id) => {
        for (const part of this.parts) part.commit(index, id);
      },
    });
  }

  async finish(): Promise<void> {
    for (const part of this.parts) await part.finish?.();
  }
}

/**
 * From frames to points. Frames are measured as they come. While nothing is being finished each
 * goes on at once; what arrives meanwhile goes on together, so that at most two batches of what
 * the features keep of a spectrum are in memory.
 */
export class Arrivals {
  private batch: Batch;
  private busy = false;
  private inFlight: Promise<void> = Promise.resolve();

  constructor(private readonly options: ArrivalsOptions) {
    this.batch = new Batch(options.features);
  }

  /** Takes a frame; resolves when there is room for the next. Rejects where a feature fails. */
  async add(arrived: ArrivedFrame): Promise<void> {
    this.batch.add(arrived);
    if (!this.busy || this.batch.frames.length >= LARGEST_BATCH) await this.startBatch();
    // Lets commands and events through between two frames of a long file.
    await nextTurn();
  }

  /** Finishes all that was taken. */
  async drain(): Promise<void> {
    await this.startBatch();
    await this.inFlight;
  }

  private async startBatch(): Promise<void> {
    const { batch } = this;
    this.batch = new Batch(this.options.features);
    await this.inFlight;
    if (batch.frames.length === 0) return;
    this.busy = true;
    this.inFlight = this.finish(batch).finally(() => (this.busy = false));
    // Whoever waits for it next gets the error; nobody may be waiting yet.
    this.inFlight.catch(() => undefined);
  }

  private async finish(batch: Batch): Promise<void> {
    await batch.finish();
    this.options.onMeasured(batch.frames);
  }
}
