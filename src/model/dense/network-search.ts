import { z } from 'zod';
import { createRandom } from '#core/simulate/random';
import { SuccessiveHalving } from '#core/twin/search/halving';
import { suggest, type SearchSpace, type Trial } from '#core/twin/search/parzen';
import type { ScanTable } from '#core/twin/table/scan-table';
import type { DensePool } from './dense-pool';
import {
  densePredictor,
  denseSettingsSchema,
  type DensePoints,
  type DenseSettings,
} from './dense-training';

/** A trial of a search, as its journal holds it: one line of JSON each. */
export const searchTrialSchema = z.object({
  number: z.number().int().min(1),
  settings: denseSettingsSchema,
  /** Best held-out mean squared error of standardised values. */
  heldOutLoss: z.number(),
  /** Mean absolute error on the left-out lines; null where it was stopped before its end. */
  leftOutError: z.number().nullable(),
  epochs: z.number().int(),
  state: z.enum(['ended', 'pruned']),
  /** Held-out loss after each epoch. */
  curve: z.array(z.number()),
});
export type SearchTrial = z.infer<typeof searchTrialSchema>;

export interface SearchOptions {
  table: ScanTable;
  /** Indices of lines that no trial learns from; what trials are ranked by. */
  leftOut: readonly number[];
  trials: number;
  pool: DensePool;
  seed: number;
  /** Most epochs of a trial; 300 unless told. */
  epochs?: number;
  /** Trials of the same table from before, which the search goes on from. */
  earlier?: readonly SearchTrial[];
  onTrial?: (trial: SearchTrial) => void;
}

const EPOCHS = 300;
const PATIENCE = 60;
const HELD_OUT_SHARE = 0.1;
const HALVING = { firstRung: 10, reduction: 3 };

/** Batch sizes by the number of points. */
function batchSizes(points: number): readonly number[] {
  if (points < 256) return [16, 32, 64];
  if (points < 1024) return [64, 128, 256];
  if (points < 4096) return [128, 256, 512];
  return [256, 512, 1024];
}

/** The space that networks for so many points are searched in. */
export function networkSpace(points: number): SearchSpace {
  return {
    layers: { kind: 'integer', least: 2, largest: 10 },
    nodes: { kind: 'integer', least: 50, largest: 200 },
    learningRate: { kind: 'logarithmic', least: 5e-4, largest: 5e-3 },
    batchSize: { kind: 'choice', values: batchSizes(points) },
  };
}

/** Points of all lines but some, as columns. */
export function pointsWithout(table: ScanTable, leftOut: readonly number[]): DensePoints {
  const lines = table.lines.filter((_, line) => !leftOut.includes(line));
  return {
    x: Float64Array.from(lines.flatMap(({ x }) => [...x])),
    y: Float64Array.from(lines.flatMap(({ x, at }) => [...x].map(() => at))),
    value: Float64Array.from(lines.flatMap(({ value }) => [...value])),
  };
}

/** Every third inner line: what a search is ranked by. */
export function rankingLines(table: ScanTable): number[] {
  const inner = table.lines.map((_, line) => line).slice(1, -1);
  return inner.filter((_, i) => i % 3 === 1 || inner.length === 1);
}

/**
 * Searches settings of dense networks: a Parzen estimator suggests them, successive halving stops
 * the hopeless on the way, and those that end are ranked by lines that none of them learned from.
 */
export async function searchNetworks(options: SearchOptions): Promise<SearchTrial[]> {
  const { table, leftOut, pool, seed, epochs = EPOCHS } = options;
  const points = pointsWithout(table, leftOut);
  const space = networkSpace(points.value.length);
  const halving = new SuccessiveHalving(HALVING);
  const trials: SearchTrial[] = [...(options.earlier ?? [])];
  const random = createRandom(seed).fork(trials.length);
  let started = trials.length;
  const last = started + options.trials;
  const rungs = Array.from({ length: epochs }, (_, i) => i + 1).filter((one) =>
    halving.isRung(one),
  );
  const work = async () => {
    while (started < last) {
      const number = ++started;
      const known: Trial[] = trials.map(({ settings, heldOutLoss }) => ({
        choice: { ...settings } as unknown as Record<string, number>,
        loss: heldOutLoss,
      }));
      const settings: DenseSettings = {
        ...(suggest(space, known, random) as Pick<
          DenseSettings,
          'layers' | 'nodes' | 'learningRate' | 'batchSize'
        >),
        epochs,
        schedule: 'cosine',
        patience: PATIENCE,
        heldOutShare: HELD_OUT_SHARE,
        seed: seed + number,
      };
      const ended = await pool.train({ points, settings, rungs }, (epoch, loss) =>
        halving.goesOn(epoch, loss),
      );
      const { trained, losses, wasStopped } = ended;
      const trial: SearchTrial = {
        number,
        settings,
        heldOutLoss: trained.heldOutLoss,
        leftOutError: wasStopped ? null : errorOn(table, leftOut, densePredictor(trained)),
        epochs: losses.length,
        state: wasStopped ? 'pruned' : 'ended',
        curve: [...losses],
      };
      trials.push(trial);
      options.onTrial?.(trial);
    }
  };
  await Promise.all(Array.from({ length: pool.size }, work));
  return trials;
}

/** The best trial: by left-out lines where there are any, else by held-out points. */
export function bestTrial(trials: readonly SearchTrial[]): SearchTrial | null {
  const ended = trials.filter(({ state }) => state === 'ended');
  const rank = ({ leftOutError, heldOutLoss }: SearchTrial) => leftOutError ?? heldOutLoss;
  return ended.reduce<SearchTrial | null>(
    (best, trial) => (best === null || rank(trial) < rank(best) ? trial : best),
    null,
  );
}

/** Mean absolute error on some lines of a table; null without lines. */
function errorOn(
  table: ScanTable,
  lines: readonly number[],
  predict: ReturnType<typeof densePredictor>,
): number | null {
  const errors = lines.flatMap((index) => {
    const { at, x, value } = table.lines[index];
    const predicted = predict({ x, y: new Float64Array(x.length).fill(at) });
    return Array.from(predicted, (one, i) => Math.abs(one - value[i]));
  });
  return errors.length === 0 ? null : errors.reduce((sum, one) => sum + one, 0) / errors.length;
}
