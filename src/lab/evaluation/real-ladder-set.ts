import { LABEL_PROFILES } from '#core/quality/profiles';
import { summariseScore } from '#core/quality/score-distribution';
import { blurImage } from '#core/simulate/blur';
import { addEvents } from '#core/simulate/counting';
import { createRandom, type Random } from '#core/simulate/random';
import { binomialVariate } from '#core/simulate/random-counts';
import type { Spectrum } from '#shared/spectrum';
import type { EvaluationRow } from '#model/model-card';
import { prepareSpectrum, PUBLISHED_CALIBRATION, spectrumScalars } from '#model/preprocess';
import { figureRow } from './figure-row';
import { assertGoingOn, EVALUATION_SEED, type Judging } from './judged-set';
import { FALLING_STEPS } from './ladder-set';
import { orderedPairs, pairShare, type PairCount } from './statistics';

/** Measured spectra with bands, or why there are none. */
export type RealBands =
  | { kind: 'given'; spectra: { name: string; spectrum: Spectrum }[] }
  | { kind: 'absent'; reason: string };

const REAL_DEGRADATIONS = ['counts', 'blur', 'background'] as const;
type RealDegradation = (typeof REAL_DEGRADATIONS)[number];

/** Electrons of an untouched step: a little more than earns the full score for counts. */
const BASE_ELECTRONS = 1.2e5;
/** Share of the electrons that is kept. */
const THINNING = [1, 0.5, 0.3, 0.15, 0.05];
/** Standard deviation of the blur in both directions, share of the window. */
const BLUR = [0, 0.008, 0.016, 0.032, 0.064];
/** Share of the electrons that a flat background takes. */
const BACKGROUND_SHARE = [0, 0.2, 0.4, 0.6, 0.8];

/** Intensity as measured, without what is negative or missing. */
function intensityOf({ counts }: Spectrum): Float32Array {
  return counts.map((value) => (value > 0 && value < Infinity ? value : 0));
}

/** Counts of `electrons` electrons that fall as `intensity` says. */
function exposed(intensity: Float32Array, columns: number, electrons: number, random: Random) {
  const counts = new Float32Array(intensity.length);
  addEvents(intensity, columns, electrons, random, counts);
  return counts;
}

function blurred(spectrum: Spectrum, intensity: Float32Array, share: number): Float32Array {
  const { energy, angle } = spectrum;
  const half = new Float32Array(intensity.length);
  const both = new Float32Array(intensity.length);
  blurImage(intensity, half, energy.count, angle.count, 'column', share * energy.count);
  blurImage(half, both, energy.count, angle.count, 'row', share * angle.count);
  return both.map((value) => Math.max(0, value));
}

function withFlatBackground(intensity: Float32Array, share: number): Float32Array {
  const total = intensity.reduce((sum, value) => sum + value, 0);
  const added = ((share / (1 - share)) * total) / intensity.length;
  return intensity.map((value) => value + added);
}

/** A measured spectrum made worse in one way, all else as in the first step. */
export function degradedReal(
  spectrum: Spectrum,
  degradation: RealDegradation,
  step: number,
  random: Random,
): Spectrum {
  const columns = spectrum.angle.count;
  const intensity = intensityOf(spectrum);
  switch (degradation) {
    case 'counts': {
      const counts = exposed(intensity, columns, BASE_ELECTRONS, random);
      const thinned = counts.map((count) => binomialVariate(random, count, THINNING[step]));
      return { ...spectrum, counts: thinned };
    }
    case 'blur': {
      const image = blurred(spectrum, intensity, BLUR[step]);
      return { ...spectrum, counts: exposed(image, columns, BASE_ELECTRONS, random) };
    }
    case 'background': {
      const image = withFlatBackground(intensity, BACKGROUND_SHARE[step]);
      return { ...spectrum, counts: exposed(image, columns, BASE_ELECTRONS, random) };
    }
  }
}

/** Images that ladders from this many spectra take. */
export function realLadderSpectra(bands: RealBands): number {
  const spectra = bands.kind === 'given' ? bands.spectra.length : 0;
  return spectra * REAL_DEGRADATIONS.length * FALLING_STEPS.length;
}

/** Measured spectra made worse step by step: every step must score below the one before. */
export async function judgeRealLadders(
  judging: Judging,
  bands: RealBands,
): Promise<EvaluationRow[]> {
  const name = 'real ladders: pairs ordered rightly';
  const limits = { must: 0.92, aim: 0.98, baseline: 0.5, limit: 'at least' as const };
  if (bands.kind === 'absent') return [figureRow(name, null, { ...limits, note: bands.reason })];
  const root = createRandom(EVALUATION_SEED);
  const ladders: { degradation: RealDegradation; pairs: PairCount }[] = [];
  for (const [index, { spectrum }] of bands.spectra.entries()) {
    for (const [kind, degradation] of REAL_DEGRADATIONS.entries()) {
      const random = root.fork(index).fork(kind);
      const steps = FALLING_STEPS.map((_, step) =>
        degradedReal(spectrum, degradation, step, random.fork(step)),
      );
      const scores = await expectations(judging, steps);
      ladders.push({ degradation, pairs: orderedPairs(FALLING_STEPS, scores) });
    }
  }
  return [
    figureRow(name, pairShare(ladders.map(({ pairs }) => pairs)), {
      ...limits,
      note: `${bands.spectra.length} measured spectra`,
    }),
    ...REAL_DEGRADATIONS.map((degradation) =>
      figureRow(
        `real ladders, ${degradation}: pairs ordered rightly`,
        pairShare(ladders.filter((one) => one.degradation === degradation).map((one) => one.pairs)),
        { baseline: 0.5, limit: 'at least' },
      ),
    ),
  ];
}

async function expectations(judging: Judging, spectra: readonly Spectrum[]): Promise<number[]> {
  const { engine } = judging;
  const prepared = spectra.map((one) => prepareSpectrum(one, engine.card.architecture.inputSize));
  const predictions = await engine.predict(
    await engine.embed(prepared.map(({ image }) => image)),
    prepared.map((one) => spectrumScalars(one, PUBLISHED_CALIBRATION)),
    'alignment',
  );
  judging.onJudged(spectra.length);
  assertGoingOn(judging.signal);
  const { weights } = LABEL_PROFILES.alignment;
  return predictions.map((one) => summariseScore(one, weights).expectation);
}
