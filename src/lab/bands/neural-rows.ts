import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { coarseFit, descend, descendFrom, prepareFit, refine } from '#core/bands/fit-bands';
import { bandFamily } from '#core/bands/families';
import { unknownsOf } from '#core/bands/fit-settings';
import { fittedBands } from '#core/bands/fit-report';
import { representMap } from '#core/bands/representation';
import { surrogateScore } from '#core/bands/surrogate';
import { invertSurrogate } from '#core/bands/surrogate-inversion';
import { createRandom } from '#core/simulate/random';
import { projectRoot } from '#model/project-root';
import { evaluationCase, requestFor, type EvaluationCase } from './evaluation-cases';
import { judged, type EvaluationRow } from './evaluation-row';
import { readSurrogate } from './surrogate-files';

const SHIPPED = ['square', 't2g'] as const;
const TEST_POINTS = 20_000;
const INVERSION_STARTS = 4;
const MAPS = 3;

/** Folder of the surrogates that are shipped. */
function surrogateFolder(): string {
  return join(projectRoot(), 'resources', 'bands');
}

/** Rows on the networks: surrogates shipped, inversion through one, representation of noisy maps. */
export async function neuralRows(signal: AbortSignal): Promise<EvaluationRow[]> {
  const shipped = SHIPPED.filter((name) => existsSync(join(surrogateFolder(), `${name}.json`)));
  const surrogates = await Promise.all(
    shipped.map((name) => readSurrogate(surrogateFolder(), name)),
  );
  const note = shipped.join(', ') || 'no surrogate is shipped';
  const scores = surrogates.map(({ surrogate }) =>
    surrogateScore(surrogate, createRandom(4711), TEST_POINTS),
  );
  const square = surrogates.find(({ card }) => card.family === 'square');
  const inverted = square === undefined ? null : inversionPulls(square.surrogate);
  return [
    judged({
      name: 'surrogate: R² on unseen parameters',
      value: scores.length === 0 ? null : Math.min(...scores),
      must: 0.999,
      aim: 0.9999,
      better: 'higher',
      note,
    }),
    judged({
      name: 'surrogate: training, minutes of processor time',
      value:
        surrogates.length === 0
          ? null
          : Math.max(...surrogates.map(({ card }) => card.trainingSeconds)) / 60,
      must: 10,
      aim: 5,
      better: 'lower',
      note,
    }),
    judged({
      name: 'surrogate, then exact: largest difference to the direct fit over σ',
      value: inverted === null ? null : Math.max(...inverted.after),
      must: 1,
      aim: 0.1,
      better: 'lower',
      note:
        inverted === null
          ? note
          : `before the exact step ${Math.max(...inverted.before).toFixed(0)} σ`,
    }),
    representationRow(signal),
  ];
}

/** Differences to the direct fit over its errors, before and after the exact last step. */
function inversionPulls(surrogate: Parameters<typeof invertSurrogate>[0]): {
  before: number[];
  after: number[];
} {
  const before: number[] = [];
  const after: number[] = [];
  const family = bandFamily('square');
  for (const seed of [201, 202]) {
    const truth = evaluationCase('square', 'four-to-one', 100, seed);
    const prepared = prepareFit(requestFor(truth), truth.data);
    const direct = directFit(truth);
    const random = createRandom(seed);
    const ends = Array.from({ length: INVERSION_STARTS }, () => {
      const t = random.logUniform(0.1, 0.3);
      const values = family.parameters.map(({ start }, p) =>
        p === 0 ? t : t * random.uniform(start.low, start.high),
      );
      return invertSurrogate(surrogate, prepared, unknownsOf(values, prepared.instrument), random);
    });
    const best = ends.reduce((least, end) => (end.loss < least.loss ? end : least));
    const exact = descendFrom(prepared, coarseFit(prepared), best.unknowns);
    const { found } = refine(prepared, exact.unknowns);
    direct.forEach(({ value, sigma }, p) => {
      if (value === null || sigma === null) return;
      before.push(Math.abs(best.unknowns[p] - value) / sigma);
      after.push(Math.abs(found.unknowns[p] - value) / sigma);
    });
  }
  return { before, after };
}

function directFit(truth: EvaluationCase) {
  const prepared = prepareFit(requestFor(truth), truth.data);
  const fit = coarseFit(prepared);
  return fittedBands(prepared, [descend(prepared, fit, 0), descend(prepared, fit, 1)]).answer
    .parameters;
}

/** Left-out pixels of noisy maps: the representation in use against smoothing and cubics. */
function representationRow(signal: AbortSignal): EvaluationRow {
  let sum = 0;
  let aside = 0;
  for (let seed = 301; seed < 301 + MAPS; seed++) {
    const [map] = evaluationCase('square', 'four-to-one', 100, seed).data;
    const columns = new Set(map.alongDeg).size;
    const energies = map.energiesEv.length;
    const values = Float32Array.from({ length: map.alongDeg.length }, (_, d) => {
      const first = d * energies + 12;
      return map.counts[first] + map.counts[first + 1] + map.counts[first + 2];
    });
    const { method, errors } = representMap(
      { rows: map.alongDeg.length / columns, columns, values },
      { seed, mostEpochs: 80, onProgress: () => undefined, signal },
    );
    if (method === 'smoothing') aside++;
    sum +=
      Math.min(errors.sines, method === 'smoothing' ? errors.smoothing : Infinity) /
      errors.smoothing /
      MAPS;
  }
  return judged({
    name: 'representation: error at left-out pixels over smoothing with cubics',
    value: sum,
    must: 1.05,
    aim: 1,
    better: 'lower',
    note: `the sines stepped aside on ${aside} of ${MAPS} maps`,
  });
}
