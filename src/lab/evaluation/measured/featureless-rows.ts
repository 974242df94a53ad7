import { createRandom } from '#core/simulate/random';
import { binomialVariate } from '#core/simulate/random-counts';
import type { EvaluationRow } from '#model/model-card';
import { figureRow } from '../figure-row';
import { EVALUATION_SEED, type Judging } from '../judged-set';
import { FALLING_STEPS } from '../ladder-set';
import { orderedPairs, pairShare } from '../statistics';
import { degradedBand, measuredBand, type Degradation } from './degraded-band';
import type { MeasuredFrame } from './measured-frames';
import { rankedFrames } from './ranked-frames';
import { BASE_ELECTRONS, CLEAN } from './rasters';

/** Points of the sample and of its holder each. */
const HALF_SCAN = 24;
/** Light of the holder over that of the sample. */
const HOLDER_LIGHT = [1, 3];

/** Electrons of a frame that was measured for longer than any point of a scan. */
const FEATURELESS_ELECTRONS = 3e5;

const LADDERS: Record<string, (share: number) => Degradation> = {
  counts: (share) => ({ ...CLEAN, electrons: BASE_ELECTRONS * 0.05 ** share }),
  blur: (share) => ({ ...CLEAN, blur: 0.064 * share }),
  background: (share) => ({ ...CLEAN, background: 4 * share }),
  'second domain': (share) => ({ ...CLEAN, secondDomain: 0.5 * share }),
};

/** Measured bands made worse in one way, step by step: every step must rank below the one before. */
export async function judgeBandLadders(
  judging: Judging,
  bands: readonly MeasuredFrame[],
): Promise<EvaluationRow[]> {
  const last = FALLING_STEPS.length - 1;
  const pairs = [];
  for (const [index, frame] of bands.entries()) {
    const band = measuredBand(frame.spectrum);
    for (const [kind, degradation] of Object.values(LADDERS).entries()) {
      const random = createRandom(EVALUATION_SEED).fork(9000 + 10 * index + kind);
      const steps = FALLING_STEPS.map((_, step) =>
        degradedBand(band, degradation(step / last), random.fork(step)),
      );
      const frames = await rankedFrames(judging, steps);
      for (let step = 0; step < last; step++) {
        const two = [frames[step], frames[step + 1]];
        pairs.push({
          rank: orderedPairs(
            [1, 0],
            two.map(({ rank }) => rank),
          ),
          mls: orderedPairs(
            [1, 0],
            two.map(({ mls }) => mls),
          ),
        });
      }
    }
  }
  return [
    figureRow(
      'real ladders: neighbouring steps in order by rank',
      pairShare(pairs.map(({ rank }) => rank)),
      {
        limit: 'at least',
        must: 0.88,
        aim: 0.95,
        baseline: pairShare(pairs.map(({ mls }) => mls)),
        note: 'baseline: the quality score',
      },
    ),
  ];
}

/** A sample beside its holder: the best spot must lie on the sample. */
export async function judgeHolders(
  judging: Judging,
  bands: readonly MeasuredFrame[],
  holders: readonly MeasuredFrame[],
): Promise<EvaluationRow[]> {
  let [right, rightByMls, all] = [0, 0, 0];
  for (const [index, sample] of bands.entries()) {
    for (const [kind, holder] of holders.entries()) {
      for (const light of HOLDER_LIGHT) {
        const random = createRandom(EVALUATION_SEED)
          .fork(9500 + 10 * index + kind)
          .fork(light);
        const frames = [sample, holder].flatMap(({ spectrum }, side) => {
          const band = measuredBand(spectrum);
          const electrons = BASE_ELECTRONS * (side === 0 ? 1 : light);
          return Array.from({ length: HALF_SCAN }, (_, i) =>
            degradedBand(band, { ...CLEAN, electrons }, random.fork(side * HALF_SCAN + i)),
          );
        });
        const scored = await rankedFrames(judging, frames, 'scan');
        const isRight = (of: 'rank' | 'mls') => {
          const scores = scored.map((one) => one[of]);
          return scores.indexOf(Math.max(...scores)) < HALF_SCAN;
        };
        all += 1;
        if (isRight('rank')) right += 1;
        if (isRight('mls')) rightByMls += 1;
      }
    }
  }
  return [
    figureRow('real sample beside a holder: best spot on the sample, share', right / all, {
      limit: 'at least',
      must: 1,
      baseline: rightByMls / all,
      note: `${right} of ${all}; baseline: the quality score`,
    }),
  ];
}

/** Measured frames without dispersion: none may look worth measuring. */
export async function judgeFeatureless(
  judging: Judging,
  frames: readonly MeasuredFrame[],
): Promise<EvaluationRow[]> {
  const scores = [];
  for (const [index, { name, spectrum }] of frames.entries()) {
    const random = createRandom(EVALUATION_SEED).fork(9900 + index);
    const total = spectrum.counts.reduce((sum, count) => sum + Math.max(0, count), 0);
    const share = Math.min(1, FEATURELESS_ELECTRONS / Math.max(1, total));
    // Long exposures are thinned to what a point of a scan has.
    const counts = spectrum.counts.map((count) =>
      count > 0 ? binomialVariate(random, Math.round(count), share) : 0,
    );
    const [found] = await rankedFrames(judging, [{ ...spectrum, counts }]);
    scores.push({ name, ...found });
  }
  const worst = scores.reduce((most, one) => (one.rank > most.rank ? one : most));
  const worstMls = scores.reduce((most, one) => (one.mls > most.mls ? one : most));
  return [
    figureRow('real frames without dispersion: highest rank', worst.rank, {
      must: 2,
      aim: 1,
      note: worst.name,
    }),
    figureRow('real frames without dispersion: highest quality score', worstMls.mls, {
      must: 2,
      aim: 1,
      note: worstMls.name,
    }),
  ];
}
