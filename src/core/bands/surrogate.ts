import { createRandom, type Random } from '#core/simulate/random';
import type { BandFamily } from './band-family';
import { BandModel } from './band-model';
import { SineNetwork, type SineShape } from './sine-network';

/** Half width of lines in units of the family's scale: broad ones reach farther. */
const LINE_WIDTH = 0.3;
/** Depth below the Fermi level, in units of the scale. */
const DEPTH = 2;
const HIDDEN = [64, 64, 64] as const;
const BATCH = 512;
const RATE = { first: 2e-3, last: 1e-5 } as const;
/** Momentum features, cosines of kx and ky, then the energy, then the parameters but the scale. */
const FEATURES = 3;

/** A line S(k, ω; θ) learned from a family's own spectra, in units of its scale. */
export interface Surrogate {
  family: BandFamily;
  network: SineNetwork;
}

/** Shape of the network that stands for a family. */
function surrogateShape(family: BandFamily): SineShape {
  return {
    inputs: FEATURES + family.parameters.length - 1,
    hidden: HIDDEN,
    firstFrequency: 8,
    hiddenFrequency: 8,
  };
}

/** A surrogate whose weights are yet to be read. */
export function emptySurrogate(family: BandFamily): Surrogate {
  return { family, network: new SineNetwork(surrogateShape(family), createRandom(0)) };
}

/** Factors of kx a and ky a whose cosines all bands of the family's lattice are made of. */
export function cosineFactors({ lattice }: BandFamily): readonly [number, number] {
  return lattice === 'hexagonal' ? [0.5, Math.sqrt(3) / 2] : [1, 1];
}

/** Inputs of the network from −1 to 1: parameters by their ranges, energy by its depth. */
export function fillSurrogateInputs(
  family: BandFamily,
  cosines: readonly [number, number],
  energy: number,
  ratios: ArrayLike<number>,
  into: Float32Array,
  offset: number,
): void {
  into[offset] = cosines[0];
  into[offset + 1] = cosines[1];
  into[offset + 2] = 1 + (2 * energy) / DEPTH;
  for (let p = 1; p < family.parameters.length; p++) {
    const { low, high } = family.parameters[p].start;
    into[offset + 2 + p] = (2 * (ratios[p - 1] - low)) / (high - low) - 1;
  }
}

/** Derivative of input `2 + p` by the ratio of parameter p, and of input 2 by the energy. */
export function surrogateInputSlope(family: BandFamily, input: number): number {
  if (input < 2) return 1;
  if (input === 2) return 2 / DEPTH;
  const { low, high } = family.parameters[input - 2].start;
  return 2 / (high - low);
}

/** Random points of the family's spectra: inputs and log(1 + S). */
function drawBatch(
  model: BandModel,
  random: Random,
  count: number,
  inputs: Float32Array,
  targets: Float32Array,
): void {
  const { family } = model;
  const width = FEATURES + family.parameters.length - 1;
  const factors = cosineFactors(family);
  const values = new Float64Array(family.parameters.length);
  values[0] = 1;
  for (let row = 0; row < count; row++) {
    for (let p = 1; p < values.length; p++) {
      const { low, high } = family.parameters[p].start;
      values[p] = random.uniform(low, high);
    }
    const kx = random.uniform(0, Math.PI / factors[0]);
    const ky = random.uniform(0, Math.PI / factors[1]);
    const energy = -DEPTH * random.next();
    const cosines = [Math.cos(kx * factors[0]), Math.cos(ky * factors[1])] as const;
    fillSurrogateInputs(family, cosines, energy, values.subarray(1), inputs, row * width);
    let sum = 0;
    for (const band of model.at(values, kx, ky).energies) {
      const distance = energy - band;
      sum += LINE_WIDTH ** 2 / (distance * distance + LINE_WIDTH ** 2);
    }
    targets[row] = Math.log1p(sum);
  }
}

/** Trains step by step; call `advance` until it returns false. */
export class SurrogateTraining {
  readonly surrogate: Surrogate;
  private readonly model: BandModel;
  private readonly inputs: Float32Array;
  private readonly targets = new Float32Array(BATCH);
  private step = 0;

  constructor(
    family: BandFamily,
    private readonly random: Random,
    readonly steps: number,
  ) {
    const shape = surrogateShape(family);
    this.model = new BandModel(family, 1);
    this.surrogate = { family, network: new SineNetwork(shape, random.fork(1)) };
    this.inputs = new Float32Array(BATCH * shape.inputs);
  }

  /** Trains `count` steps; false when all are done. */
  advance(count: number): boolean {
    for (let i = 0; i < count && this.step < this.steps; i++, this.step++) {
      const share = this.step / this.steps;
      const rate = RATE.last + (RATE.first - RATE.last) * 0.5 * (1 + Math.cos(Math.PI * share));
      drawBatch(this.model, this.random, BATCH, this.inputs, this.targets);
      this.surrogate.network.train(this.inputs, this.targets, BATCH, rate);
    }
    return this.step < this.steps;
  }
}

/** 1 − (mean squared error) / variance of log(1 + S) at parameters never trained on. */
export function surrogateScore(
  { family, network }: Surrogate,
  random: Random,
  points: number,
): number {
  const model = new BandModel(family, 1);
  const inputs = new Float32Array(points * network.shape.inputs);
  const targets = new Float32Array(points);
  drawBatch(model, random, points, inputs, targets);
  const outputs = network.evaluate(inputs, points);
  const mean = targets.reduce((sum, value) => sum + value, 0) / points;
  let error = 0;
  let variance = 0;
  for (let i = 0; i < points; i++) {
    error += (outputs[i] - targets[i]) ** 2;
    variance += (targets[i] - mean) ** 2;
  }
  return 1 - error / variance;
}
