import { createRandom } from '#core/simulate/random';
import type { SampleBatch, SampleRequest, SampleSource } from './sample-batch';
import { simulateSet } from './simulate-set';
import type { TrainingSettings } from './training-settings';

/** Batches asked for ahead of the one in training, so that neither side waits. */
const BATCHES_AHEAD = 6;
/** Stream of the orders in which a fixed set is gone through. */
const ORDER_STREAM = 77;

/** Batches of a run, in order. */
export interface Batches {
  next(): Promise<SampleBatch>;
}

function trainingRequest(
  { seed, balance, withoutScales }: TrainingSettings,
  inputSize: number,
): Omit<SampleRequest, 'first' | 'count'> {
  return { set: 'training', purpose: 'training', seed, inputSize, balance, withoutScales };
}

/** New spectra for every batch, asked for ahead of time. */
export class BatchQueue implements Batches {
  private readonly waiting: Promise<SampleBatch>[] = [];

  constructor(
    private readonly source: SampleSource,
    private readonly settings: TrainingSettings,
    private readonly inputSize: number,
    private step: number,
    /** The plan may change while the queue is in use. */
    private readonly stepCount: () => number,
  ) {}

  next(): Promise<SampleBatch> {
    while (this.waiting.length < BATCHES_AHEAD && this.step < this.stepCount()) {
      const { batchSize } = this.settings;
      const batch = this.source.simulate({
        ...trainingRequest(this.settings, this.inputSize),
        first: this.step * batchSize,
        count: batchSize,
      });
      // A failure surfaces when the batch is asked for, not as an unhandled rejection before.
      batch.catch(() => undefined);
      this.waiting.push(batch);
      this.step += 1;
    }
    const batch = this.waiting.shift();
    if (!batch) throw new Error('A batch was asked for after the last one');
    return batch;
  }
}

function gathered(
  from: Float32Array,
  rows: readonly number[],
  count: number,
): Float32Array<ArrayBuffer> {
  const width = from.length / count;
  const part = new Float32Array(rows.length * width);
  rows.forEach((row, i) => part.set(from.subarray(row * width, (row + 1) * width), i * width));
  return part;
}

/** The rows 0 … count − 1 in the order of one pass. */
function shuffledRows(count: number, seed: number, pass: number): Uint32Array {
  const random = createRandom(seed).fork(ORDER_STREAM).fork(pass);
  const rows = Uint32Array.from({ length: count }, (_, row) => row);
  for (let last = count - 1; last > 0; last--) {
    const other = random.integer(0, last);
    [rows[last], rows[other]] = [rows[other], rows[last]];
  }
  return rows;
}

/** One set of spectra, simulated once and kept in memory, shuffled anew for every pass. */
export class FixedSet implements Batches {
  private simulated: Promise<SampleBatch> | undefined;
  private pass = -1;
  private order: Uint32Array = new Uint32Array(0);

  constructor(
    private readonly source: SampleSource,
    private readonly settings: TrainingSettings,
    private readonly inputSize: number,
    private step: number,
    private readonly size: number,
  ) {}

  async next(): Promise<SampleBatch> {
    const { settings, size } = this;
    this.simulated ??= simulateSet(this.source, {
      ...trainingRequest(settings, this.inputSize),
      count: size,
    });
    const { images, scalars, targets } = await this.simulated;
    const rows = Array.from({ length: settings.batchSize }, (_, i) =>
      this.rowAt(this.step * settings.batchSize + i),
    );
    this.step += 1;
    return {
      count: rows.length,
      images: gathered(images, rows, size),
      scalars: gathered(scalars, rows, size),
      targets: gathered(targets, rows, size),
      details: new Float32Array(0),
    };
  }

  private rowAt(position: number): number {
    const pass = Math.floor(position / this.size);
    if (pass !== this.pass) {
      this.pass = pass;
      this.order = shuffledRows(this.size, this.settings.seed, pass);
    }
    return this.order[position - pass * this.size];
  }
}
