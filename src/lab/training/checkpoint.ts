import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { SweetSpotError } from '#shared/errors';
import type { OptimiserState } from './adamw';

/** Everything a run needs to continue as if it had never stopped. */
export interface Checkpoint {
  optimiser: OptimiserState;
  /** Running means and variances of the normalisation layers. */
  statistics: Float32Array;
  /** Hash of the settings that must not change within a run. */
  settingsKey: string;
  batchSize: number;
}

const headerSchema = z.object({
  format: z.literal('sweetspot-checkpoint'),
  version: z.literal(1),
  step: z.number().int().nonnegative(),
  settingsKey: z.string(),
  batchSize: z.number().int().positive(),
  weightCount: z.number().int().positive(),
  statisticsCount: z.number().int().nonnegative(),
});

/** Writes a checkpoint beside its final name and renames it, so that a kill leaves a whole one. */
export function writeCheckpoint(file: string, checkpoint: Checkpoint): void {
  const { optimiser, statistics, settingsKey, batchSize } = checkpoint;
  const { weights, firstMoment, secondMoment, average, step } = optimiser;
  const header = JSON.stringify({
    format: 'sweetspot-checkpoint',
    version: 1,
    step,
    settingsKey,
    batchSize,
    weightCount: weights.length,
    statisticsCount: statistics.length,
  });
  const vectors = [weights, firstMoment, secondMoment, average, statistics];
  const parts = vectors.map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  writeFileSync(`${file}.new`, Buffer.concat([Buffer.from(`${header}\n`), ...parts]));
  renameSync(`${file}.new`, file);
}

function invalid(file: string, found: string, cause?: unknown): SweetSpotError {
  return new SweetSpotError('invalid-format', `${file} is not a training checkpoint: ${found}`, {
    hint: 'Start a new run folder, or delete the checkpoint.',
    cause,
  });
}

function parsedHeader(file: string, text: string) {
  try {
    return headerSchema.parse(JSON.parse(text));
  } catch (error) {
    throw invalid(file, 'its header cannot be read', error);
  }
}

/** The checkpoint in `file`, or null when there is none yet. */
export function readCheckpoint(file: string): Checkpoint | null {
  if (!existsSync(file)) return null;
  const bytes = readFileSync(file);
  const end = bytes.indexOf('\n');
  if (end < 0) throw invalid(file, 'it has no header');
  const header = parsedHeader(file, bytes.subarray(0, end).toString('utf8'));
  const { weightCount, statisticsCount } = header;
  const expected = 4 * (4 * weightCount + statisticsCount);
  if (bytes.length - end - 1 !== expected) {
    throw invalid(file, `expected ${expected} bytes of weights, found ${bytes.length - end - 1}`);
  }
  const body = bytes.buffer.slice(bytes.byteOffset + end + 1, bytes.byteOffset + bytes.length);
  const vector = (index: number, count: number) =>
    new Float32Array(body, 4 * index * weightCount, count);
  return {
    settingsKey: header.settingsKey,
    batchSize: header.batchSize,
    statistics: vector(4, statisticsCount),
    optimiser: {
      weights: vector(0, weightCount),
      firstMoment: vector(1, weightCount),
      secondMoment: vector(2, weightCount),
      average: vector(3, weightCount),
      step: header.step,
    },
  };
}
