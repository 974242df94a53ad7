import type { Random } from '#core/simulate/random';
import type { BandFamily } from './band-family';
import { unknownsOf, type Instrument } from './fit-settings';
import type { ProjectedFit } from './projected-fit';

/** Candidates looked at for each start; the best is followed down. */
const CANDIDATES = 40;
/** Γ of candidates: broad lines reach farther into the landscape. */
const START_GAMMA_EV = 0.05;
/** Orientations within which candidates lie, deg. */
const START_AZIMUTH_DEG = 4;
const START_OFFSET_DEG = 1.2;
/** Part of each value by which starts differ from a guess. */
const AROUND_GUESS = 0.5;

/** Where starts are drawn from. */
export interface StartPlan {
  family: BandFamily;
  /** The user's guess of the parameters, or null for the family's own ranges. */
  guess: readonly number[] | null;
  instrument: Instrument;
  /** True where the energy scale stays at its typical value. */
  scaleIsFixed: boolean;
  isFixed: (name: string) => boolean;
}

/** The best of some random candidates: the beginning of one descent. */
export function drawStart(plan: StartPlan, fit: ProjectedFit, random: Random): Float64Array {
  let best: Float64Array | null = null;
  let bestLoss = Infinity;
  const count = plan.guess === null ? CANDIDATES : 1;
  for (let candidate = 0; candidate < count || best === null; candidate++) {
    const unknowns = drawUnknowns(plan, random);
    const loss = fit.lossAt(unknowns);
    if (best !== null && !(loss < bestLoss)) continue;
    best = unknowns;
    bestLoss = loss;
  }
  return best;
}

/** Random unknowns: the scale by its logarithm, other parameters as multiples of it. */
function drawUnknowns(plan: StartPlan, random: Random): Float64Array {
  const { instrument } = plan;
  const around = (value: number, reach: number, name: string): number => {
    const offset = random.uniform(-reach, reach);
    return plan.isFixed(name) ? value : value + offset;
  };
  return unknownsOf(drawParameters(plan, random), {
    ...instrument,
    azimuthDeg: around(instrument.azimuthDeg, START_AZIMUTH_DEG, 'azimuth'),
    polarDeg: around(instrument.polarDeg, START_OFFSET_DEG, 'polar'),
    tiltDeg: around(instrument.tiltDeg, START_OFFSET_DEG, 'tilt'),
    gammaOffsetEv: plan.isFixed('logOffset') ? instrument.gammaOffsetEv : START_GAMMA_EV,
  });
}

function drawParameters(
  { family, guess, scaleIsFixed, isFixed }: StartPlan,
  random: Random,
): number[] {
  const { parameters } = family;
  if (guess !== null) {
    return guess.map((value, i) => {
      const factor = 1 + random.uniform(-AROUND_GUESS, AROUND_GUESS);
      return (i === 0 && scaleIsFixed) || isFixed(parameters[i].name) ? value : value * factor;
    });
  }
  const [first] = parameters;
  const size = random.logUniform(first.start.low, first.start.high);
  const isNegative = first.start.eitherSign === true && random.next() < 0.5;
  const drawn = scaleIsFixed ? first.typical : isNegative ? -size : size;
  const scale = isFixed(first.name) ? first.typical : drawn;
  return parameters.map(({ name, typical, start }, i) => {
    const ratio = random.uniform(start.low, start.high);
    if (i === 0) return scale;
    return isFixed(name) ? typical : ratio * scale;
  });
}
