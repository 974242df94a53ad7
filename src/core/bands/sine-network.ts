import type { Random } from '#core/simulate/random';

/** Shape of a network of sines: inputs, equally wide hidden layers, one output. */
export interface SineShape {
  inputs: number;
  hidden: readonly number[];
  /** ω₀ of the first layer and of the others: sin(ω₀ (W x + b)). */
  firstFrequency: number;
  hiddenFrequency: number;
}

/** One dense layer, weights [input][output]. */
interface DenseLayer {
  inputs: number;
  outputs: number;
  weights: Float32Array;
  biases: Float32Array;
}

/** Moments of Adam beside the values they belong to. */
interface AdamState {
  values: Float32Array;
  gradient: Float32Array;
  first: Float32Array;
  second: Float32Array;
}

const ADAM = { first: 0.9, second: 0.999, small: 1e-8 } as const;

/**
 * Implicit representation by sines (SIREN, Sitzmann et al. 2020): x ↦ W_n sin(ω₀ (… sin(ω₀ (W₁ x +
 * b₁)) …)) + b_n, started with W₁ ~ U(±1/n) and the others ~ U(±√(6/n)/ω₀). Trained by Adam on the
 * mean squared error; typed arrays only, so that it runs in any process.
 */
export class SineNetwork {
  readonly layers: DenseLayer[];
  private readonly adam: AdamState[];
  private steps = 0;
  /** Per layer: inputs and, for sines, their cosines, of the present batch. */
  private activations: Float32Array[] = [];
  private cosines: Float32Array[] = [];
  private capacity = 0;

  constructor(
    readonly shape: SineShape,
    random: Random,
  ) {
    const widths = [shape.inputs, ...shape.hidden, 1];
    this.layers = widths.slice(1).map((outputs, l) => {
      const inputs = widths[l];
      const reach = l === 0 ? 1 / inputs : Math.sqrt(6 / inputs) / shape.hiddenFrequency;
      return {
        inputs,
        outputs,
        weights: Float32Array.from({ length: inputs * outputs }, () =>
          random.uniform(-reach, reach),
        ),
        biases: Float32Array.from({ length: outputs }, () => random.uniform(-reach, reach)),
      };
    });
    this.adam = this.layers.flatMap(({ weights, biases }) => [
      adamState(weights),
      adamState(biases),
    ]);
  }

  /** Outputs for `count` rows of inputs. */
  evaluate(inputs: Float32Array, count: number): Float32Array {
    this.forward(inputs, count);
    return this.activations[this.layers.length].slice(0, count);
  }

  /** Outputs and their derivatives by each input, [row][input]. */
  evaluateWithGradient(
    inputs: Float32Array,
    count: number,
  ): { outputs: Float32Array; gradient: Float32Array } {
    const outputs = this.evaluate(inputs, count);
    let back = new Float32Array(count).fill(1);
    for (let l = this.layers.length - 1; l >= 0; l--) back = this.backThrough(l, back, count);
    return { outputs, gradient: back };
  }

  /** One step of Adam on rows and their targets; returns the mean squared error before it. */
  train(inputs: Float32Array, targets: Float32Array, count: number, rate: number): number {
    this.forward(inputs, count);
    const outputs = this.activations[this.layers.length];
    let back = new Float32Array(count);
    let loss = 0;
    for (let row = 0; row < count; row++) {
      const error = outputs[row] - targets[row];
      loss += (error * error) / count;
      back[row] = (2 * error) / count;
    }
    for (let l = this.layers.length - 1; l >= 0; l--) {
      this.addGradient(l, back, count);
      if (l > 0) back = this.backThrough(l, back, count);
    }
    this.steps++;
    for (const state of this.adam) adamStep(state, rate, this.steps);
    return loss;
  }

  /** A copy of all weights, to return to. */
  snapshot(): Float32Array[] {
    return this.adam.map(({ values }) => values.slice());
  }

  restore(snapshot: readonly Float32Array[]): void {
    this.adam.forEach(({ values }, i) => values.set(snapshot[i]));
  }

  private frequency(layer: number): number {
    return layer === 0 ? this.shape.firstFrequency : this.shape.hiddenFrequency;
  }

  private forward(inputs: Float32Array, count: number): void {
    this.reserve(count);
    this.activations[0].set(inputs.subarray(0, count * this.shape.inputs));
    const last = this.layers.length - 1;
    this.layers.forEach(({ inputs: width, outputs, weights, biases }, l) => {
      const from = this.activations[l];
      const to = this.activations[l + 1];
      const cosine = this.cosines[l];
      const frequency = this.frequency(l);
      for (let row = 0; row < count; row++) {
        const base = row * outputs;
        for (let o = 0; o < outputs; o++) to[base + o] = biases[o];
        for (let i = 0; i < width; i++) {
          const value = from[row * width + i];
          const start = i * outputs;
          for (let o = 0; o < outputs; o++) to[base + o] += value * weights[start + o];
        }
        if (l === last) continue;
        for (let o = 0; o < outputs; o++) {
          const phase = frequency * to[base + o];
          to[base + o] = Math.sin(phase);
          cosine[base + o] = frequency * Math.cos(phase);
        }
      }
    });
  }

  /** Derivatives by a layer's outputs (before its sine, where it is not the last) to those by its inputs. */
  private backThrough(l: number, back: Float32Array, count: number): Float32Array<ArrayBuffer> {
    const { inputs, outputs, weights } = this.layers[l];
    const result = new Float32Array(count * inputs);
    for (let row = 0; row < count; row++) {
      for (let i = 0; i < inputs; i++) {
        const start = i * outputs;
        let sum = 0;
        for (let o = 0; o < outputs; o++) sum += back[row * outputs + o] * weights[start + o];
        result[row * inputs + i] = sum;
      }
    }
    if (l > 0) {
      const cosine = this.cosines[l - 1];
      for (let at = 0; at < result.length; at++) result[at] *= cosine[at];
    }
    return result;
  }

  private addGradient(l: number, back: Float32Array, count: number): void {
    const { inputs, outputs } = this.layers[l];
    const weights = this.adam[2 * l].gradient.fill(0);
    const biases = this.adam[2 * l + 1].gradient.fill(0);
    const from = this.activations[l];
    for (let row = 0; row < count; row++) {
      const base = row * outputs;
      for (let o = 0; o < outputs; o++) biases[o] += back[base + o];
      for (let i = 0; i < inputs; i++) {
        const value = from[row * inputs + i];
        const start = i * outputs;
        for (let o = 0; o < outputs; o++) weights[start + o] += value * back[base + o];
      }
    }
  }

  private reserve(count: number): void {
    if (count <= this.capacity) return;
    this.capacity = count;
    this.activations = [
      new Float32Array(count * this.shape.inputs),
      ...this.layers.map(({ outputs }) => new Float32Array(count * outputs)),
    ];
    this.cosines = this.layers.map(({ outputs }) => new Float32Array(count * outputs));
  }
}

function adamState(values: Float32Array): AdamState {
  const zeros = () => new Float32Array(values.length);
  return { values, gradient: zeros(), first: zeros(), second: zeros() };
}

function adamStep(
  { values, gradient, first, second }: AdamState,
  rate: number,
  step: number,
): void {
  const firstScale = 1 / (1 - ADAM.first ** step);
  const secondScale = 1 / (1 - ADAM.second ** step);
  for (let i = 0; i < values.length; i++) {
    const g = gradient[i];
    first[i] = ADAM.first * first[i] + (1 - ADAM.first) * g;
    second[i] = ADAM.second * second[i] + (1 - ADAM.second) * g * g;
    values[i] -= (rate * first[i] * firstScale) / (Math.sqrt(second[i] * secondScale) + ADAM.small);
  }
}
