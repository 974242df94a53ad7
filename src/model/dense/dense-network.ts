import { createRandom } from '#core/simulate/random';
import { denseMemory, type DenseCode } from './simd-code';

/** Sizes of a dense network: inputs → hidden layers of equal width, ReLU → one output. */
export interface DenseShape {
  inputs: number;
  layers: number;
  nodes: number;
}

/** Weights of one layer: `values` by rows of inputs, and a bias an output. */
export interface DenseLayer {
  inputs: number;
  outputs: number;
  values: Float32Array;
  bias: Float32Array;
}

const BYTES = 4;
/** Columns are padded to a multiple of this, rows of a batch to `ROW_STEP`. */
const COLUMN_STEP = 8;
const ROW_STEP = 4;

const padded = (size: number, step: number) => Math.ceil(size / step) * step;

interface LayerPlace {
  inputs: number;
  outputs: number;
  paddedInputs: number;
  paddedOutputs: number;
  /** Offsets in values: of weights and bias within the parameters, of the transpose in memory. */
  weights: number;
  bias: number;
  transposed: number;
}

/**
 * A dense network in training, its numbers in one WebAssembly memory. Rows and columns are padded
 * with zeros that stay zero: their weights, their activations and so their gradients are.
 */
export class DenseNetwork {
  readonly shape: DenseShape;
  readonly #rows: number;
  readonly #layers: LayerPlace[] = [];
  readonly #activations: number[] = [];
  readonly #deltas: number[] = [];
  readonly #parameterCount: number;
  readonly #gradients: number;
  readonly #means: number;
  readonly #squares: number;
  readonly #values: Float32Array;
  readonly #code: DenseCode;
  #step = 0;

  /** A network with weights drawn by He's rule; `largestBatch` rows at once. */
  constructor(shape: DenseShape, seed: number, largestBatch: number) {
    this.shape = shape;
    this.#rows = padded(largestBatch, ROW_STEP);
    const sizes = [shape.inputs, ...Array<number>(shape.layers).fill(shape.nodes), 1];
    let at = 0;
    const take = (count: number) => {
      const start = at;
      at += padded(count, COLUMN_STEP);
      return start;
    };
    for (let layer = 0; layer + 1 < sizes.length; layer++) {
      const [paddedInputs, paddedOutputs] = [sizes[layer], sizes[layer + 1]].map((size) =>
        padded(size, COLUMN_STEP),
      );
      this.#layers.push({
        inputs: sizes[layer],
        outputs: sizes[layer + 1],
        paddedInputs,
        paddedOutputs,
        weights: take(paddedInputs * paddedOutputs),
        bias: take(paddedOutputs),
        transposed: 0,
      });
    }
    this.#parameterCount = at;
    [this.#gradients, this.#means, this.#squares] = [0, 1, 2].map(() => take(this.#parameterCount));
    for (const layer of this.#layers) {
      layer.transposed = take(layer.paddedInputs * layer.paddedOutputs);
    }
    for (const size of sizes) {
      this.#activations.push(take(this.#rows * padded(size, COLUMN_STEP)));
      this.#deltas.push(take(this.#rows * padded(size, COLUMN_STEP)));
    }
    const { values, code } = denseMemory(at);
    this.#values = values;
    this.#code = code;
    this.#draw(seed);
  }

  #draw(seed: number): void {
    const random = createRandom(seed);
    for (const { inputs, outputs, paddedOutputs, weights } of this.#layers) {
      const deviation = Math.sqrt(2 / inputs);
      for (let i = 0; i < inputs; i++) {
        for (let o = 0; o < outputs; o++) {
          this.#values[weights + i * paddedOutputs + o] = deviation * random.normal();
        }
      }
    }
  }

  /** One step of Adam on the mean squared error of a batch (rows of inputs, one target a row). Gives that error. */
  trainStep(inputs: Float32Array, targets: Float32Array, rate: number): number {
    const rows = targets.length;
    this.#load(inputs, rows);
    this.#forward(rows);
    const last = this.#layers.length;
    const width = this.#layers[last - 1].paddedOutputs;
    const deltas = this.#values.subarray(
      this.#deltas[last],
      this.#deltas[last] + this.#rows * width,
    );
    deltas.fill(0, 0, padded(rows, ROW_STEP) * width);
    let squared = 0;
    for (let row = 0; row < rows; row++) {
      const error = this.#values[this.#activations[last] + row * width] - targets[row];
      squared += error * error;
      deltas[row * width] = (2 * error) / rows;
    }
    this.#backward(rows);
    this.#step++;
    const corrected = (rate * Math.sqrt(1 - 0.999 ** this.#step)) / (1 - 0.9 ** this.#step);
    this.#code.adam(
      0,
      this.#gradients * BYTES,
      this.#means * BYTES,
      this.#squares * BYTES,
      this.#parameterCount,
      corrected,
    );
    return squared / rows;
  }

  /** The network's answers to rows of inputs. */
  predict(inputs: Float32Array): Float32Array {
    const { inputs: columns } = this.shape;
    const count = inputs.length / columns;
    const answers = new Float32Array(count);
    const last = this.#layers.length;
    const width = this.#layers[last - 1].paddedOutputs;
    for (let first = 0; first < count; first += this.#rows) {
      const rows = Math.min(this.#rows, count - first);
      this.#load(inputs.subarray(first * columns, (first + rows) * columns), rows);
      this.#forward(rows);
      for (let row = 0; row < rows; row++) {
        answers[first + row] = this.#values[this.#activations[last] + row * width];
      }
    }
    return answers;
  }

  #load(inputs: Float32Array, rows: number): void {
    const { inputs: columns, paddedInputs } = this.#layers[0];
    const start = this.#activations[0];
    this.#values.fill(0, start, start + padded(rows, ROW_STEP) * paddedInputs);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        this.#values[start + row * paddedInputs + column] = inputs[row * columns + column];
      }
    }
  }

  #forward(rows: number): void {
    const used = padded(rows, ROW_STEP);
    this.#layers.forEach((layer, index) => {
      const { paddedInputs, paddedOutputs, weights, bias } = layer;
      this.#code.multiply(
        this.#activations[index] * BYTES,
        paddedInputs * BYTES,
        BYTES,
        weights * BYTES,
        paddedOutputs * BYTES,
        this.#activations[index + 1] * BYTES,
        paddedOutputs * BYTES,
        used,
        paddedInputs,
        paddedOutputs,
      );
      const values = this.#values;
      const isLast = index === this.#layers.length - 1;
      let at = this.#activations[index + 1];
      for (let row = 0; row < used; row++) {
        for (let column = 0; column < paddedOutputs; column++, at++) {
          const sum = values[at] + values[bias + column];
          values[at] = isLast || sum > 0 ? sum : 0;
        }
      }
    });
  }

  #backward(rows: number): void {
    const used = padded(rows, ROW_STEP);
    for (let index = this.#layers.length - 1; index >= 0; index--) {
      const { paddedInputs, paddedOutputs, weights, bias } = this.#layers[index];
      this.#code.multiply(
        this.#activations[index] * BYTES,
        BYTES,
        paddedInputs * BYTES,
        this.#deltas[index + 1] * BYTES,
        paddedOutputs * BYTES,
        (this.#gradients + weights) * BYTES,
        paddedOutputs * BYTES,
        paddedInputs,
        used,
        paddedOutputs,
      );
      this.#sumDeltas(index, used, this.#gradients + bias);
      if (index > 0) this.#passBack(index, used);
    }
  }

  #sumDeltas(index: number, rows: number, into: number): void {
    const { paddedOutputs } = this.#layers[index];
    const values = this.#values;
    values.fill(0, into, into + paddedOutputs);
    let at = this.#deltas[index + 1];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < paddedOutputs; column++, at++) {
        values[into + column] += values[at];
      }
    }
  }

  /** Deltas of the layer before, where its units were on. */
  #passBack(index: number, rows: number): void {
    const { paddedInputs, paddedOutputs, weights, transposed } = this.#layers[index];
    const values = this.#values;
    for (let i = 0; i < paddedInputs; i++) {
      const row = weights + i * paddedOutputs;
      for (let o = 0; o < paddedOutputs; o++)
        values[transposed + o * paddedInputs + i] = values[row + o];
    }
    this.#code.multiply(
      this.#deltas[index + 1] * BYTES,
      paddedOutputs * BYTES,
      BYTES,
      transposed * BYTES,
      paddedInputs * BYTES,
      this.#deltas[index] * BYTES,
      paddedInputs * BYTES,
      rows,
      paddedOutputs,
      paddedInputs,
    );
    const [delta, activation] = [this.#deltas[index], this.#activations[index]];
    for (let at = 0; at < rows * paddedInputs; at++) {
      if (values[activation + at] === 0) values[delta + at] = 0;
    }
  }

  /** A copy of all parameters, to come back to. */
  snapshot(): Float32Array {
    return this.#values.slice(0, this.#parameterCount);
  }

  /** Takes parameters that `snapshot` gave. */
  restore(parameters: Float32Array): void {
    this.#values.set(parameters);
  }

  /** The weights without padding, layer by layer. */
  layers(): DenseLayer[] {
    return this.#layers.map(({ inputs, outputs, paddedOutputs, weights, bias }) => ({
      inputs,
      outputs,
      values: Float32Array.from(
        { length: inputs * outputs },
        (_, i) => this.#values[weights + Math.floor(i / outputs) * paddedOutputs + (i % outputs)],
      ),
      bias: this.#values.slice(bias, bias + outputs),
    }));
  }

  /** Takes weights that `layers` gave. */
  setLayers(layers: readonly DenseLayer[]): void {
    this.#layers.forEach(({ paddedOutputs, weights, bias }, index) => {
      const { inputs, outputs, values, bias: biases } = layers[index];
      for (let i = 0; i < inputs; i++) {
        for (let o = 0; o < outputs; o++) {
          this.#values[weights + i * paddedOutputs + o] = values[i * outputs + o];
        }
      }
      this.#values.set(biases, bias);
    });
  }
}
