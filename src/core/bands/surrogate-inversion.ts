import type { Random } from '#core/simulate/random';
import { directionCount, type BandData } from './band-data';
import { EMISSION, emission, momentumScale } from './emission';
import type { PreparedFit } from './fit-bands';
import {
  cosineFactors,
  fillSurrogateInputs,
  surrogateInputSlope,
  type Surrogate,
} from './surrogate';

const STEPS = 250;
const PIXELS = 256;
const RATE = 0.02;
const ADAM = { first: 0.9, second: 0.999 } as const;
/** Counts below this part of the largest tell nothing of the bands. */
const EDGE_MARGIN_EV = 0.01;

/** Where gradient descent through the frozen network ended. */
export interface SurrogateInversion {
  /** As the fit's unknowns. */
  unknowns: Float64Array;
  /** Mean over data sets of 1 − correlation of log(1 + counts) and the network's output. */
  loss: number;
}

/**
 * Gradient descent (Adam) on parameters and orientation through the frozen network: each step draws
 * pixels below the Fermi level, the loss is 1 − the correlation of log(1 + counts) with log(1 + S).
 */
export function invertSurrogate(
  surrogate: Surrogate,
  prepared: PreparedFit,
  start: Float64Array,
  random: Random,
): SurrogateInversion {
  const unknowns = start.slice();
  const parameterCount = surrogate.family.parameters.length;
  const moving = parameterCount + 3;
  const first = new Float64Array(moving);
  const second = new Float64Array(moving);
  const gradient = new Float64Array(moving);
  let loss = 1;
  for (let step = 1; step <= STEPS; step++) {
    gradient.fill(0);
    let sum = 0;
    for (const data of prepared.coarse)
      sum += addSetGradient(surrogate, prepared, data, unknowns, random, gradient);
    const size = prepared.coarse.length;
    loss = step === 1 ? sum / size : 0.9 * loss + (0.1 * sum) / size;
    const rate = RATE * 0.5 * (1 + Math.cos((Math.PI * step) / STEPS));
    for (let p = 0; p < moving; p++) {
      // The scale moves by its logarithm, ratios as they are, angles by degrees.
      const g = gradient[p] / size;
      first[p] = ADAM.first * first[p] + (1 - ADAM.first) * g;
      second[p] = ADAM.second * second[p] + (1 - ADAM.second) * g * g;
      const change =
        (rate * first[p]) /
        (1 - ADAM.first ** step) /
        (Math.sqrt(second[p] / (1 - ADAM.second ** step)) + 1e-10);
      moveUnknown(unknowns, p, parameterCount, change);
    }
  }
  return { unknowns, loss };
}

function moveUnknown(
  unknowns: Float64Array,
  p: number,
  parameterCount: number,
  change: number,
): void {
  const scale = unknowns[0];
  if (p === 0) {
    const factor = Math.exp(-change);
    for (let q = 0; q < parameterCount; q++) unknowns[q] *= factor;
  } else if (p < parameterCount) unknowns[p] -= change * Math.abs(scale);
  else unknowns[p] -= 5 * change;
}

/** Adds ∂loss/∂(ln scale, ratios, angles / 5) of one data set; returns its loss. */
function addSetGradient(
  { family, network }: Surrogate,
  prepared: PreparedFit,
  data: BandData,
  unknowns: Float64Array,
  random: Random,
  gradient: Float64Array,
): number {
  const parameterCount = family.parameters.length;
  const inputsPer = network.shape.inputs;
  const energies = data.energiesEv.length;
  const { fermiEv } = prepared.instrument;
  const last = data.energiesEv.findLastIndex((energy) => energy < fermiEv - EDGE_MARGIN_EV);
  const inputs = new Float32Array(PIXELS * inputsPer);
  const slopes = new Float64Array(PIXELS * 8);
  const measured = new Float64Array(PIXELS);
  const omegas = new Float64Array(PIXELS);
  const scale = unknowns[0];
  const size = Math.abs(scale);
  const ratios = Float64Array.from(
    { length: parameterCount - 1 },
    (_, p) => unknowns[p + 1] / scale,
  );
  const direction = new Float64Array(EMISSION.length);
  const k = momentumScale(data.geometry, fermiEv);
  const a = prepared.request.latticeAngstrom;
  const [fx, fy] = cosineFactors(family);
  const orientation = {
    azimuth: unknowns[parameterCount],
    polar: unknowns[parameterCount + 1],
    tilt: unknowns[parameterCount + 2],
  };
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    const d = random.integer(0, directionCount(data) - 1);
    const i = random.integer(0, last);
    emission(
      data.geometry,
      { along: data.alongDeg[d], across: data.acrossDeg[d], azimuth: data.azimuthDeg[d] },
      orientation,
      direction,
    );
    const [x, y] = [direction[0] * k * a * fx, direction[1] * k * a * fy];
    omegas[pixel] = (data.energiesEv[i] - fermiEv) / size;
    fillSurrogateInputs(
      family,
      [Math.cos(x), Math.cos(y)],
      omegas[pixel],
      ratios,
      inputs,
      pixel * inputsPer,
    );
    for (const [at, derivative] of [EMISSION.azimuth, EMISSION.polar, EMISSION.tilt].entries()) {
      slopes[pixel * 8 + 2 * at] = -Math.sin(x) * direction[derivative] * k * a * fx;
      slopes[pixel * 8 + 2 * at + 1] = -Math.sin(y) * direction[derivative + 1] * k * a * fy;
    }
    measured[pixel] = Math.log1p(data.counts[d * energies + i]);
  }
  const { outputs, gradient: byInput } = network.evaluateWithGradient(inputs, PIXELS);
  const { loss, byOutput } = correlationLoss(outputs, measured);
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    const weight = byOutput[pixel];
    const base = pixel * inputsPer;
    const energySlope = surrogateInputSlope(family, 2);
    // ln scale changes the reduced energy alone where ratios stay.
    gradient[0] -= weight * byInput[base + 2] * energySlope * omegas[pixel];
    for (let p = 1; p < parameterCount; p++) {
      gradient[p] +=
        weight * byInput[base + 2 + p] * surrogateInputSlope(family, 2 + p) * Math.sign(scale);
    }
    for (let angle = 0; angle < 3; angle++) {
      const along =
        byInput[base] * slopes[pixel * 8 + 2 * angle] +
        byInput[base + 1] * slopes[pixel * 8 + 2 * angle + 1];
      gradient[parameterCount + angle] += 5 * weight * along;
    }
  }
  return loss;
}

/** 1 − correlation, and its derivative by each output. */
function correlationLoss(
  outputs: Float32Array,
  measured: Float64Array,
): { loss: number; byOutput: Float64Array } {
  const count = outputs.length;
  let meanOutput = 0;
  let meanMeasured = 0;
  for (let i = 0; i < count; i++) {
    meanOutput += outputs[i] / count;
    meanMeasured += measured[i] / count;
  }
  let both = 0;
  let ofOutput = 1e-12;
  let ofMeasured = 1e-12;
  for (let i = 0; i < count; i++) {
    const [o, m] = [outputs[i] - meanOutput, measured[i] - meanMeasured];
    both += o * m;
    ofOutput += o * o;
    ofMeasured += m * m;
  }
  const correlation = both / Math.sqrt(ofOutput * ofMeasured);
  const byOutput = Float64Array.from(outputs, (output, i) => {
    const [o, m] = [output - meanOutput, measured[i] - meanMeasured];
    return -(m / Math.sqrt(ofOutput * ofMeasured) - (correlation * o) / ofOutput);
  });
  return { loss: 1 - correlation, byOutput };
}
