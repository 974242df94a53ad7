import type { Candidate } from '#core/twin/candidates/candidate';
import { leftOutLine, type LeftOutLine } from '#core/twin/leave-one-line-out';
import type { ScanTable } from '#core/twin/table/scan-table';
import type { DensePool } from './dense-pool';
import { densePredictor, type DenseSettings, type TrainedDense } from './dense-training';
import { pointsWithout } from './network-search';

export interface EnsembleOptions {
  table: ScanTable;
  settings: DenseSettings;
  /** Networks whose mean is the prediction, 3 … 5. */
  size: number;
  pool: DensePool;
  onNetwork?: (done: number, total: number) => void;
}

/** An ensemble as a candidate, with what it predicted of lines that it had not seen. */
export interface TrainedEnsemble {
  candidate: Candidate;
  lines: LeftOutLine[];
  networks: TrainedDense[];
}

/** Name of an ensemble with its settings. */
function ensembleName({ layers, nodes }: DenseSettings, size: number): string {
  return `mean of ${size} networks, ${layers} × ${nodes}`;
}

/** The mean of networks as a way to predict; it was trained before and learns nothing more. */
export function ensembleCandidate(networks: readonly TrainedDense[]): Candidate {
  const predictors = networks.map(densePredictor);
  return {
    kind: 'networks',
    name: ensembleName(networks[0].settings, networks.length),
    fit: () => ({ valuesAt: (at, x) => meanPrediction(predictors, at, x) }),
  };
}

function meanPrediction(
  predictors: readonly ReturnType<typeof densePredictor>[],
  at: number,
  x: ArrayLike<number>,
): Float64Array {
  const places = { x: Float64Array.from(x), y: new Float64Array(x.length).fill(at) };
  const sum = new Float64Array(x.length);
  for (const predict of predictors) predict(places).forEach((one, i) => (sum[i] += one));
  return sum.map((one) => one / predictors.length);
}

/**
 * Trains an ensemble on all lines, and one more for each inner line without that line, so that it
 * is ranked as every other candidate is.
 */
export async function trainEnsemble(options: EnsembleOptions): Promise<TrainedEnsemble> {
  const { table, settings, size, pool } = options;
  const inner = table.lines.map((_, line) => line).slice(1, -1);
  const total = (inner.length + 1) * size;
  let done = 0;
  const trained = (leftOut: readonly number[]) =>
    Promise.all(
      Array.from({ length: size }, async (_, member) => {
        const points = pointsWithout(table, leftOut);
        const seed = settings.seed + 1000 * (member + 1);
        const ended = await pool.train({ points, settings: { ...settings, seed }, rungs: [] });
        options.onNetwork?.(++done, total);
        return ended.trained;
      }),
    );
  const lines = await Promise.all(
    inner.map(async (line) => {
      const predictors = (await trained([line])).map(densePredictor);
      const { at, x } = table.lines[line];
      return leftOutLine(table, line, meanPrediction(predictors, at, x));
    }),
  );
  const networks = await trained([]);
  return { candidate: ensembleCandidate(networks), lines, networks };
}
