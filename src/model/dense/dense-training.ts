import { z } from 'zod';
import { createRandom, type Random } from '#core/simulate/random';
import { DenseNetwork, type DenseLayer } from './dense-network';

/** Points to learn: places on two axes and values, as columns of equal length. */
export interface DensePoints {
  x: Float64Array;
  y: Float64Array;
  value: Float64Array;
}

export const denseSettingsSchema = z.object({
  layers: z.number().int().min(1).max(20),
  nodes: z.number().int().min(1).max(1024),
  learningRate: z.number().positive(),
  batchSize: z.number().int().positive(),
  /** Most epochs. */
  epochs: z.number().int().positive(),
  /** `cosine`: falls to nothing; `fifth`: a fifth from epoch 100 on. */
  schedule: z.enum(['cosine', 'fifth']),
  /** Epochs without a better held-out loss before it ends. */
  patience: z.number().int().positive(),
  /** Share of the points held out, to stop early and to keep the best weights. */
  heldOutShare: z.number().min(0).max(0.5),
  seed: z.number().int(),
});

/** How a dense network is trained. */
export type DenseSettings = z.infer<typeof denseSettingsSchema>;

/** Mean and spread that a column is brought to 0 and 1 with. */
interface Scale {
  mean: number;
  deviation: number;
}

/** A trained network with all it takes to use it. */
export interface TrainedDense {
  settings: DenseSettings;
  layers: DenseLayer[];
  scales: { x: Scale; y: Scale; value: Scale };
  /** Epoch of the weights kept, and their held-out mean squared error on standardised values. */
  bestEpoch: number;
  heldOutLoss: number;
}

const FIFTH_FROM = 100;
const LARGEST_BATCH = 512;

function scaleOf(values: Float64Array): Scale {
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  const variance = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) || 1 };
}

function shuffle(order: Int32Array, random: Random): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.integer(0, i);
    [order[i], order[j]] = [order[j], order[i]];
  }
}

/** A training under way, epoch by epoch: the same points and settings give the same weights. */
export class DenseTraining {
  readonly #settings: DenseSettings;
  readonly #network: DenseNetwork;
  readonly #scales: TrainedDense['scales'];
  readonly #random: Random;
  readonly #inputs: Float32Array;
  readonly #targets: Float32Array;
  readonly #learned: Int32Array;
  readonly #heldOutInputs: Float32Array;
  readonly #heldOutTargets: Float32Array;
  #epoch = 0;
  #best: { epoch: number; loss: number; parameters: Float32Array };

  constructor(points: DensePoints, settings: DenseSettings) {
    const { x, y, value } = points;
    this.#settings = settings;
    this.#random = createRandom(settings.seed);
    this.#scales = { x: scaleOf(x), y: scaleOf(y), value: scaleOf(value) };
    const shape = { inputs: 2, layers: settings.layers, nodes: settings.nodes };
    const batch = Math.min(settings.batchSize, value.length);
    this.#network = new DenseNetwork(shape, this.#random.nextUint32(), Math.max(batch, 64));
    this.#inputs = standardised(points, this.#scales);
    const { mean, deviation } = this.#scales.value;
    this.#targets = Float32Array.from(value, (one) => (one - mean) / deviation);
    const order = Int32Array.from(value, (_, i) => i);
    shuffle(order, this.#random);
    const heldOut = order.subarray(0, Math.floor(settings.heldOutShare * order.length));
    this.#learned = order.slice(heldOut.length);
    this.#heldOutInputs = Float32Array.from([...heldOut].flatMap((i) => [...this.#row(i)]));
    this.#heldOutTargets = Float32Array.from(heldOut, (i) => this.#targets[i]);
    this.#best = { epoch: 0, loss: Infinity, parameters: this.#network.snapshot() };
  }

  #row(index: number): Float32Array {
    return this.#inputs.subarray(2 * index, 2 * index + 2);
  }

  /** Whether it has come to its end. */
  get isDone(): boolean {
    const { epochs, patience } = this.#settings;
    return this.#epoch >= epochs || this.#epoch - this.#best.epoch >= patience;
  }

  /** One pass over the learned points; mean squared errors of standardised values. */
  runEpoch(): { epoch: number; loss: number; heldOutLoss: number } {
    const { batchSize } = this.#settings;
    shuffle(this.#learned, this.#random);
    const rate = this.#rate();
    let sum = 0;
    for (let first = 0; first < this.#learned.length; first += batchSize) {
      const batch = this.#learned.subarray(first, first + batchSize);
      const inputs = new Float32Array(2 * batch.length);
      const targets = new Float32Array(batch.length);
      batch.forEach((index, row) => {
        inputs.set(this.#row(index), 2 * row);
        targets[row] = this.#targets[index];
      });
      sum += this.#network.trainStep(inputs, targets, rate) * batch.length;
    }
    this.#epoch++;
    const loss = sum / this.#learned.length;
    const heldOutLoss = this.#heldOutTargets.length === 0 ? loss : this.#heldOutLoss();
    if (heldOutLoss < this.#best.loss) {
      const parameters = this.#network.snapshot();
      this.#best = { epoch: this.#epoch, loss: heldOutLoss, parameters };
    }
    return { epoch: this.#epoch, loss, heldOutLoss };
  }

  #rate(): number {
    const { learningRate, schedule, epochs } = this.#settings;
    if (schedule === 'fifth') return this.#epoch < FIFTH_FROM ? learningRate : learningRate / 5;
    return 0.5 * learningRate * (1 + Math.cos((Math.PI * this.#epoch) / epochs));
  }

  #heldOutLoss(): number {
    const answers = this.#network.predict(this.#heldOutInputs);
    const squared = answers.reduce((sum, one, i) => sum + (one - this.#heldOutTargets[i]) ** 2, 0);
    return squared / answers.length;
  }

  /** The network with the best weights so far. */
  result(): TrainedDense {
    this.#network.restore(this.#best.parameters);
    return {
      settings: this.#settings,
      layers: this.#network.layers(),
      scales: this.#scales,
      bestEpoch: this.#best.epoch,
      heldOutLoss: this.#best.loss,
    };
  }
}

function standardised(
  { x, y }: Pick<DensePoints, 'x' | 'y'>,
  scales: TrainedDense['scales'],
): Float32Array {
  const inputs = new Float32Array(2 * x.length);
  for (let i = 0; i < x.length; i++) {
    inputs[2 * i] = (x[i] - scales.x.mean) / scales.x.deviation;
    inputs[2 * i + 1] = (y[i] - scales.y.mean) / scales.y.deviation;
  }
  return inputs;
}

/** Answers of a trained network. */
export function densePredictor(
  trained: TrainedDense,
): (places: Pick<DensePoints, 'x' | 'y'>) => Float64Array {
  const { layers, nodes } = trained.settings;
  const network = new DenseNetwork({ inputs: 2, layers, nodes }, 0, LARGEST_BATCH);
  network.setLayers(trained.layers);
  const { mean, deviation } = trained.scales.value;
  return (places) =>
    Float64Array.from(
      network.predict(standardised(places, trained.scales)),
      (one) => mean + deviation * one,
    );
}
