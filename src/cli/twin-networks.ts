import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Candidate } from '#core/twin/candidates/candidate';
import type { JudgedCandidate } from '#core/twin/ranking';
import type { ScanTable } from '#core/twin/table/scan-table';
import { isMissingFile, SweetSpotError } from '#shared/errors';
import { createDensePool } from '#model/dense/dense-pool';
import { ensembleCandidate, trainEnsemble } from '#model/dense/ensemble';
import { networksFrom, networksText } from '#model/dense/network-file';
import {
  bestTrial,
  rankingLines,
  searchNetworks,
  searchTrialSchema,
  type SearchTrial,
} from '#model/dense/network-search';
import { exportDense } from '#lab/onnx/export-dense';
import { createProgressLine, log } from './terminal';

const STUDY_FILE = 'study.jsonl';
const NETWORKS_FILE = 'networks.json';
const SEED = 20230111;

/** What trying networks gave: candidates for the ranking, files to keep, and how long it took. */
export interface TriedNetworks {
  trained: JudgedCandidate[];
  files: { name: string; content: string | Buffer }[];
  summary: {
    trials: number;
    pruned: number;
    searchSeconds: number;
    /** Mean error of the best trial on the lines that no trial learned from. */
    bestLeftOutError: number | null;
    settings: SearchTrial['settings'];
  };
}

/**
 * Searches networks for a table and trains an ensemble with the best settings. With a folder each
 * trial is journalled there as it ends, and the trials of before are gone on from.
 */
export async function tryNetworks(
  table: ScanTable,
  options: { trials: number; size: number; folder: string | null; signal: AbortSignal },
): Promise<TriedNetworks> {
  const { folder, signal } = options;
  const journal = folder === null ? null : await openStudy(folder, table);
  const pool = createDensePool(availableParallelism());
  const stop = () => void pool.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const startedAt = performance.now();
    const progress = createProgressLine('Networks');
    let ended = 0;
    const writes: Promise<void>[] = [];
    const trials = await searchNetworks({
      table,
      leftOut: rankingLines(table),
      trials: options.trials,
      pool,
      seed: SEED,
      earlier: journal?.trials,
      onTrial(trial) {
        progress.update(++ended, options.trials, trialText(trial));
        if (journal !== null) writes.push(journal.append(trial));
      },
    });
    progress.end();
    await Promise.all(writes);
    const searchSeconds = (performance.now() - startedAt) / 1000;
    const best = bestTrial(trials);
    if (best === null) throw new SweetSpotError('internal', 'No trial came to its end.');
    const training = createProgressLine('Ensemble');
    const { settings } = best;
    const ensemble = await trainEnsemble({
      table,
      settings,
      size: options.size,
      pool,
      onNetwork: (done, total) => training.update(done, total),
    });
    training.end();
    return {
      trained: [ensemble],
      files: [
        { name: NETWORKS_FILE, content: networksText(ensemble.networks) },
        ...ensemble.networks.map((network, i) => ({
          name: `network-${i + 1}.onnx`,
          content: Buffer.from(exportDense(network, { ensemble: ensemble.candidate.name })),
        })),
      ],
      summary: {
        trials: trials.length,
        pruned: trials.filter(({ state }) => state === 'pruned').length,
        searchSeconds,
        bestLeftOutError: best.leftOutError,
        settings,
      },
    };
  } finally {
    signal.removeEventListener('abort', stop);
    await pool.close();
  }
}

function trialText({ number, state, settings, heldOutLoss }: SearchTrial): string {
  const { layers, nodes } = settings;
  return `${number}: ${layers} × ${nodes}, loss ${heldOutLoss.toExponential(2)}, ${state}`;
}

interface Study {
  trials: SearchTrial[];
  append(trial: SearchTrial): Promise<void>;
}

/** The journal of a search in a folder: its first line names the table by its digest. */
async function openStudy(folder: string, table: ScanTable): Promise<Study> {
  const file = join(folder, STUDY_FILE);
  const head = JSON.stringify({ format: 'sweetspot-study', version: 1, table: digest(table) });
  await mkdir(folder, { recursive: true });
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (isMissingFile(error)) return '';
    throw error;
  });
  const [first, ...lines] = text.split('\n');
  const isSame = first === head;
  if (!isSame) {
    if (first !== '') log(`${file} belongs to another table; it begins anew.`);
    await writeFile(file, `${head}\n`);
  }
  const trials = isSame ? lines.flatMap(trialFrom) : [];
  if (trials.length > 0) log(`Going on from ${trials.length} trials.`);
  return { trials, append: (trial) => appendFile(file, `${JSON.stringify(trial)}\n`) };
}

/** A trial of the journal; nothing of a line that is torn or empty. */
function trialFrom(line: string): SearchTrial[] {
  try {
    return [searchTrialSchema.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}

function digest({ lines }: ScanTable): string {
  const hash = createHash('sha256');
  for (const { at, x, value } of lines) {
    hash.update(Float64Array.of(at));
    hash.update(x);
    hash.update(value);
  }
  return hash.digest('hex');
}

/** The networks of a twin's folder as a candidate; none where it has none. */
export async function trainedCandidates(folder: string): Promise<Candidate[]> {
  const text = await readFile(join(folder, NETWORKS_FILE), 'utf8').catch((error: unknown) => {
    if (isMissingFile(error)) return null;
    throw error;
  });
  return text === null ? [] : [ensembleCandidate(networksFrom(text))];
}
