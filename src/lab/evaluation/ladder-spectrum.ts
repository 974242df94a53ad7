import { LABEL_PROFILES, profileLabel } from '#core/quality/profiles';
import { drawSpectrumParameters } from '#core/simulate/distributions';
import type { Domain, Sampling, SpectrumParameters } from '#core/simulate/parameters';
import type { Random } from '#core/simulate/random';
import { expectedComponents, expectedImages } from '#core/simulate/spectrum';

/** What gets worse along a ladder while all else stays. */
export const DEGRADATIONS = [
  'energy resolution',
  'angle resolution',
  'temperature',
  'counts',
  'background',
  'flake admixture',
] as const;
/** What training degrades by: also by what spreads the light both ways, as measured ladders do. */
export const TRAINED_DEGRADATIONS = [...DEGRADATIONS, 'both resolutions'] as const;
export type Degradation = (typeof TRAINED_DEGRADATIONS)[number];
/** Steps of a ladder, the first untouched. */
export const LADDER_STEPS = 5;

/** Added in quadrature to the energy resolution, eV FWHM. */
const ENERGY_BLUR_EV = [0, 0.06, 0.14, 0.24, 0.38];
/** Added in quadrature to the angle resolution, share of the angle window. */
const ANGLE_BLUR = [0, 0.01, 0.025, 0.05, 0.1];
/** Added in quadrature to both resolutions, FWHM, share of the window. */
const BOTH_BLUR = [0, 0.02, 0.04, 0.08, 0.15];
const HEATING_K = [0, 80, 160, 240, 320];
const ELECTRONS = [1.5e5, 6e4, 4e4, 1.5e4, 4e3];
/** Flat background over the signal's maximum. */
const BACKGROUND = [0, 0.15, 0.4, 1, 2.5];
/** Weight of another flake over that of the heaviest; beyond 1 it would take over and sharpen again. */
const FLAKE_WEIGHT = [0, 0.1, 0.25, 0.5, 1];

/** A spectrum below this score has nothing left to lose. */
const LEAST_BASE_SCORE = 5;
/** Sampling at which a base is judged; F's threshold follows it. */
const JUDGED_SAMPLING: Sampling = { energyCount: 64, angleCount: 64 };
const MOST_DRAWS = 500;
/** Sampling at which the light of signals is compared: fine enough for the lines of most. */
const COMPARED_SAMPLING: Sampling = { energyCount: 96, angleCount: 96 };

/** A spectrum of the `alignment` ranges that is worth degrading: 5 points or more. */
export function drawLadderBase(random: Random, sampling: Sampling): SpectrumParameters {
  const { alignment } = LABEL_PROFILES;
  for (let draw = 0; ; draw++) {
    const parameters = drawSpectrumParameters('alignment', random, JUDGED_SAMPLING);
    const components = expectedComponents(parameters, alignment);
    const { score } = profileLabel(alignment, components, JUDGED_SAMPLING.angleCount);
    if (score >= LEAST_BASE_SCORE || draw === MOST_DRAWS) {
      return { ...parameters, sampling: { ...parameters.sampling, ...sampling } };
    }
  }
}

/** The crystallite that an admixture ladder adds, turned against the base's. */
const LADDER_FLAKE = { polarOffsetDeg: 2, tiltOffsetDeg: 1, azimuthOffsetDeg: 6 };

/** Value of a ladder at a step, linear between whole steps. */
function rung(values: readonly number[], step: number): number {
  const lower = Math.min(LADDER_STEPS - 2, Math.floor(step));
  return values[lower] + (step - lower) * (values[lower + 1] - values[lower]);
}

/**
 * The base with one thing worse, by the step of its ladder: 0 … LADDER_STEPS − 1, or any number
 * between, and with another flake than the ladders' own where one is given. What broadens a line
 * spreads its electrons: the light over the background stays, and the peak sinks.
 */
export function degraded(
  base: SpectrumParameters,
  degradation: Degradation,
  step: number,
  flake: Omit<Domain, 'weight'> = LADDER_FLAKE,
): SpectrumParameters {
  const worse = withLess(base, degradation, step, flake);
  if (step === 0 || degradation === 'counts' || degradation === 'background') return worse;
  // A flake may have brighter bands in the window; it does not make the others brighter.
  const lesser = Array.from({ length: Math.ceil(step) - 1 }, (_, before) =>
    meanSignal(withLess(base, degradation, before + 1, flake)),
  );
  const light = meanSignal(base);
  const signalAmplitude =
    base.signalAmplitude * (light / Math.max(light, ...lesser, meanSignal(worse)));
  return { ...worse, signalAmplitude };
}

/** Mean of the noise-free signal over the window, in units of its own peak. */
function meanSignal(parameters: SpectrumParameters): number {
  const sampling = { ...parameters.sampling, ...COMPARED_SAMPLING };
  const { signal } = expectedImages({ ...parameters, sampling, signalAmplitude: 1 });
  return signal.reduce((sum, value) => sum + value, 0) / signal.length;
}

/** The base with one thing worse, its brightest place as bright as before. */
function withLess(
  base: SpectrumParameters,
  degradation: Degradation,
  step: number,
  flake: Omit<Domain, 'weight'>,
): SpectrumParameters {
  const { background, domains, sampling } = base;
  switch (degradation) {
    case 'energy resolution':
      return {
        ...base,
        energyResolutionEv: Math.hypot(base.energyResolutionEv, rung(ENERGY_BLUR_EV, step)),
      };
    case 'angle resolution': {
      const [low, high] = sampling.angleWindowDeg;
      const blurDeg = rung(ANGLE_BLUR, step) * (high - low);
      return { ...base, angleResolutionDeg: Math.hypot(base.angleResolutionDeg, blurDeg) };
    }
    case 'both resolutions': {
      const share = rung(BOTH_BLUR, step);
      const wider = (resolution: number, [low, high]: [number, number]) =>
        Math.hypot(resolution, share * (high - low));
      return {
        ...base,
        energyResolutionEv: wider(base.energyResolutionEv, sampling.energyWindowEv),
        angleResolutionDeg: wider(base.angleResolutionDeg, sampling.angleWindowDeg),
      };
    }
    case 'temperature':
      return { ...base, temperatureK: base.temperatureK + rung(HEATING_K, step) };
    case 'counts': {
      const electronCount = Math.round(rung(ELECTRONS, step));
      return { ...base, counting: { kind: 'fixed-count', electronCount } };
    }
    case 'background': {
      const flat = background.flat + rung(BACKGROUND, step);
      return { ...base, background: { ...background, flat } };
    }
    case 'flake admixture': {
      if (step === 0) return base;
      const heaviest = Math.max(...domains.map(({ weight }) => weight));
      return {
        ...base,
        domains: [...domains, { ...flake, weight: rung(FLAKE_WEIGHT, step) * heaviest }],
      };
    }
  }
}
