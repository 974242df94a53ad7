import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { waveVectorAt } from '#core/simulate/kinematics';
import { SweetSpotError, toErrorData } from '#shared/errors';
import { fitData } from './fit-files';
import { loadBandData } from './load-band-data';
import { requestFor } from './evaluation-cases';
import { judged, rootMeanSquare, type EvaluationRow } from './evaluation-row';
import { contourDistance, runTrial, type Trial, type TrialPlan } from './fit-trials';
import { fitKnownSets, sharedDataFolder } from './known-sets';
import { neuralRows } from './neural-rows';

/** How much is tried. */
export interface EvaluationSize {
  seeds: number;
}

export interface EvaluationListener {
  onProgress: (share: number, part: string) => void;
  signal: AbortSignal;
}

const HOPPINGS = ['t', 'tPrime', 'tDoublePrime'] as const;
const quadrant = { share: 'quadrant' } as const;
const plan = (
  matrix: TrialPlan['matrix'],
  peakCounts: number,
  request: TrialPlan['request'],
  family: TrialPlan['family'] = 'square',
): TrialPlan => ({ family, matrix, peakCounts, request });

const PLANS = {
  flat: plan('flat', 100, quadrant),
  contrast: plan('four-to-one', 100, quadrant),
  node: plan('node', 100, quadrant),
  dim: plan('four-to-one', 10, quadrant),
  random: plan('flat', 100, { share: 'random-quarter' }),
  all: plan('flat', 100, {}),
  t2g: plan('four-to-one', 100, {}, 't2g'),
} as const;

/** Judges the fits on spectra of known truth, made by another implementation. Throws `cancelled`. */
export async function evaluateBands(
  { seeds }: EvaluationSize,
  listener: EvaluationListener,
): Promise<EvaluationRow[]> {
  const names = Object.keys(PLANS) as (keyof typeof PLANS)[];
  const parts = names.length + 4;
  let part = 0;
  const trials = {} as Record<keyof typeof PLANS, Trial[]>;
  for (const name of names) {
    trials[name] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      if (listener.signal.aborted) throw new SweetSpotError('cancelled', 'Cancelled.');
      listener.onProgress((part + seed / seeds) / parts, name);
      trials[name].push(runTrial(PLANS[name], seed));
      await new Promise<void>((resume) => setImmediate(resume));
    }
    part++;
  }
  const rows = trialRows(trials);
  listener.onProgress(part++ / parts, 'starts');
  rows.push(startsRow(seeds), ...fermiSurfaceRows(seeds));
  listener.onProgress(part++ / parts, 'known models');
  rows.push(...(await knownRows(listener)));
  listener.onProgress(part++ / parts, 'networks');
  rows.push(...(await neuralRows(listener.signal)));
  listener.onProgress(part / parts, 'measured maps');
  rows.push(await measuredRow(listener.signal));
  return rows;
}

/** Root mean square error of some parameters, in units of the true t, over all trials; the worst. */
function errorInT(trials: readonly Trial[], names: readonly string[]): number | null {
  const each = names.map((name) =>
    rootMeanSquare(
      trials.map(({ errors, truth }) => (errors[name] ?? Infinity) / truth.truth['t']),
    ),
  );
  return each.reduce((worst, value) => Math.max(worst ?? 0, value ?? Infinity), 0);
}

function trialRows(trials: Record<keyof typeof PLANS, Trial[]>): EvaluationRow[] {
  const lower = 'lower' as const;
  const pair = (name: string, of: keyof typeof PLANS, hopping: number, mu: number) => [
    judged({
      name: `${name}: t, t′, t″`,
      value: errorInT(trials[of], HOPPINGS),
      must: hopping,
      aim: hopping / 2,
      better: lower,
    }),
    judged({
      name: `${name}: μ`,
      value: errorInT(trials[of], ['mu']),
      must: mu,
      aim: mu / 2,
      better: lower,
    }),
  ];
  const first = errorInT(trials.flat, HOPPINGS) ?? Infinity;
  const square = [
    trials.flat,
    trials.contrast,
    trials.node,
    trials.dim,
    trials.random,
    trials.all,
  ].flat();
  return [
    ...pair('quadrant + 2 cuts, flat amplitude, 100 counts', 'flat', 0.01, 0.02),
    ...pair('matrix element 4:1', 'contrast', 0.02, 0.04),
    ...pair('near a node', 'node', 0.02, 0.03),
    ...pair('4:1 at 10 counts', 'dim', 0.04, 0.08),
    judged({
      name: 'random quarter of the pixels, over the first row',
      value: (errorInT(trials.random, HOPPINGS) ?? Infinity) / first,
      must: 1.5,
      aim: 1,
      better: lower,
    }),
    judged({
      name: 'all data, over the first row',
      value: (errorInT(trials.all, HOPPINGS) ?? Infinity) / first,
      must: 1,
      aim: 1,
      better: lower,
    }),
    ...orientationRows(square),
    ...manyBandRows(square, trials.t2g),
  ];
}

function orientationRows(square: readonly Trial[]): EvaluationRow[] {
  const perAngstrom = waveVectorAt(55.5) * (Math.PI / 180);
  const lower = 'lower' as const;
  return [
    judged({
      name: 'error over stated error, rms',
      value: rootMeanSquare(square.flatMap(({ pulls }) => pulls)),
      must: [0.7, 1.5],
      aim: [0.85, 1.2],
      better: 'within',
    }),
    judged({
      name: 'azimuth, deg',
      value: rootMeanSquare(
        square.map(({ answer, truth }) => answer.azimuthDeg - truth.orientation.azimuthDeg),
      ),
      must: 0.2,
      aim: 0.1,
      better: lower,
    }),
    judged({
      name: 'k offset, Å⁻¹',
      value: rootMeanSquare(
        square.map(
          ({ answer, truth }) =>
            perAngstrom *
            Math.hypot(
              answer.polarOffsetDeg - truth.orientation.polarDeg,
              answer.tiltOffsetDeg - truth.orientation.tiltDeg,
            ),
        ),
      ),
      must: 0.01,
      aim: 0.005,
      better: lower,
    }),
  ];
}

function manyBandRows(square: readonly Trial[], t2g: readonly Trial[]): EvaluationRow[] {
  const lower = 'lower' as const;
  return [
    judged({
      name: 't2g: share with t1, t3, t4, μ ≤ 5 meV and λ ≤ 8 meV',
      value:
        t2g.filter(
          ({ errors }) =>
            ['t1', 't3', 't4', 'mu'].every((name) => Math.abs(errors[name]) <= 0.005) &&
            Math.abs(errors['lambda']) <= 0.008,
        ).length / t2g.length,
      must: 0.8,
      aim: 1,
      better: 'higher',
      note: `rms of all ${((rootMeanSquare(t2g.flatMap(({ errors }) => Object.values(errors))) ?? NaN) * 1000).toFixed(2)} meV`,
    }),
    judged({
      name: 'Fermi-surface contour, Å⁻¹',
      value: rootMeanSquare([...square, ...t2g].map(contourDistance)),
      must: 0.01,
      aim: 0.005,
      better: lower,
    }),
  ];
}

/** Whether the best of eight starts within ± 50 % of the truth is the minimum beside the truth. */
function startsRow(seeds: number): EvaluationRow {
  let global = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const { errors, truth } = runTrial(
      { ...PLANS.contrast, startsNearTruth: true, request: { ...quadrant, starts: 8 } },
      seed,
    );
    const { t } = truth.truth;
    if (HOPPINGS.every((name) => Math.abs(errors[name] ?? Infinity) < 0.1 * t)) global++;
  }
  return judged({
    name: 'best of 8 starts (± 50 %) is the global minimum',
    value: global / seeds,
    must: 0.9,
    aim: 0.99,
    better: 'higher',
  });
}

/** A map of the Fermi level alone: the scale must be said to be open, ratios known. */
function fermiSurfaceRows(seeds: number): EvaluationRow[] {
  const errors: number[] = [];
  let open = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const { truth, answer } = runTrial({ ...PLANS.all, isFermiSurfaceOnly: true }, seed);
    if (!answer.parameters[0].determined) open++;
    for (const name of ['tPrime', 'tDoublePrime']) {
      const ratio = answer.ratios.find((entry) => entry.name === `${name}/t`)?.value ?? Infinity;
      errors.push(ratio - truth.truth[name] / truth.truth['t']);
    }
  }
  return [
    judged({
      name: 'Fermi surface alone: share with t not determined',
      value: open / seeds,
      must: 1,
      aim: 1,
      better: 'higher',
    }),
    judged({
      name: 'Fermi surface alone: t′/t, t″/t',
      value: rootMeanSquare(errors),
      must: 0.03,
      aim: 0.015,
      better: 'lower',
    }),
  ];
}

async function knownRows(listener: EvaluationListener): Promise<EvaluationRow[]> {
  const folder = sharedDataFolder();
  const bands = folder === null ? null : join(folder, 'bands');
  const sets =
    bands === null || !existsSync(bands)
      ? []
      : await fitKnownSets(bands, { onProgress: () => undefined, signal: listener.signal });
  const note = sets.length === 0 ? 'no folder with maps of known models' : undefined;
  const worst = (value: (set: (typeof sets)[number]) => number): number | null =>
    sets.length === 0 ? null : Math.max(...sets.map(value));
  const row = (name: string, value: number | null, must: number, aim: number) =>
    judged({ name, value, must, aim, better: 'lower', note });
  const seconds = (isMany: boolean): number | null => {
    const times = sets.filter(({ answer }) => (answer.family === 't2g') === isMany);
    return times.length === 0 ? null : Math.max(...times.map((set) => set.seconds));
  };
  return [
    row(
      'known models: hoppings over the largest',
      worst((set) => set.hoppingError),
      0.02,
      0.01,
    ),
    row(
      'known models: μ',
      worst((set) => set.muError),
      0.03,
      0.01,
    ),
    row(
      'known models: azimuth, deg',
      worst((set) => set.azimuthErrorDeg),
      0.3,
      0.15,
    ),
    row(
      'known models: largest error over its σ',
      worst((set) => set.largestPull),
      3,
      3,
    ),
    row('seconds on two free cores, 8 starts, one band', seconds(false), 10, 4),
    row('seconds on two free cores, 8 starts, three bands', seconds(true), 60, 25),
  ];
}

/** Measured maps: each must be answered with a model that fits, flagged, or declined with a reason. */
async function measuredRow(signal: AbortSignal): Promise<EvaluationRow> {
  const name = 'measured maps: share answered, flagged or declined with a reason';
  const folder = sharedDataFolder();
  const files = [
    { path: join('instruments', 'merlin', 'lp.ibw'), latticeAngstrom: 3.9 },
    { path: join('scanning-measurements', 'laofbis2-fermi-surface.csv'), latticeAngstrom: 4.05 },
  ];
  const notes: string[] = [];
  let handled = 0;
  for (const { path, latticeAngstrom } of files) {
    const file = folder === null ? null : join(folder, path);
    if (file === null || !existsSync(file)) {
      return judged({ name, value: null, must: 1, aim: 1, better: 'higher', note: `no ${path}` });
    }
    try {
      const { data } = await loadBandData(file, { geometry: null, fermiEv: null });
      const { answer } = await fitData(requestFor({ family: 'square', latticeAngstrom }), [data], {
        onAdvice: () => undefined,
        onProgress: () => undefined,
        signal,
      });
      const { isWrongModel, unexplained } = answer.misfit;
      notes.push(
        `${path}: ${isWrongModel ? 'flagged' : 'answered'}, ${(100 * unexplained).toFixed(0)} % unexplained`,
      );
      handled++;
    } catch (error) {
      const { code, message } = toErrorData(error);
      notes.push(
        `${path}: ${code === 'internal' ? 'FAILED' : 'declined'}, ${message.split(': ').slice(1).join(': ')}`,
      );
      if (code !== 'internal') handled++;
    }
  }
  return judged({
    name,
    value: handled / files.length,
    must: 1,
    aim: 1,
    better: 'higher',
    note: notes.join('; '),
  });
}
