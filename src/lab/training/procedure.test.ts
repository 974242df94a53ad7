import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMPACT } from '#model/architecture-spec';
import { SCALAR_NAMES } from '#model/preprocess';
import { loadPlainTensorflow } from '#model/tensorflow';
import { TINY_SPEC } from '../test-network.test-support';
import { FixedSet } from './batch-queue';
import { exportRun } from './export-run';
import { readLearningCurve } from './learning-curve';
import { simulateBatch } from './sample';
import type { SampleRequest } from './sample-batch';
import { createSampleSource } from './sample-source';
import { trueScoreOf } from './sample-target';
import { trainNetwork, type TrainingOptions } from './train';
import { chosenArchitecture, chosenSettings } from './training-choices';
import { DEFAULT_TRAINING, type TrainingSettings } from './training-settings';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'procedure-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const settings: TrainingSettings = {
  samples: 80,
  batchSize: 2,
  peakLearningRate: 1e-3,
  weightDecay: 0,
  seed: 4,
};

async function optionsFor(name: string, more: Partial<TrainingSettings>): Promise<TrainingOptions> {
  return {
    tf: await loadPlainTensorflow(),
    spec: { ...TINY_SPEC, dropout: 0.2 },
    settings: { ...settings, ...more },
    source: createSampleSource(0),
    runFolder: join(folder, name),
    validationCounts: { published: 2, alignment: 2, ladders: 5, negatives: 1 },
    validateEvery: 2,
    checkpointEvery: 8,
  };
}

/** The number of spectra per point of the published score. */
function histogram(request: SampleRequest): number[] {
  const { targets, count } = simulateBatch(request);
  const bins = new Array<number>(10).fill(0);
  for (let i = 0; i < count; i++) {
    bins[Math.min(9, Math.floor(trueScoreOf(targets, i, 'published')))] += 1;
  }
  return bins;
}

const request: SampleRequest = {
  set: 'training',
  purpose: 'training',
  seed: 5,
  first: 64,
  count: 64,
  inputSize: 16,
};

describe('use-or-regenerate', () => {
  it('evens the scores out, the same for a seed, and keeps what nothing speaks against', () => {
    const plain = histogram(request);
    const balanced = histogram({ ...request, balance: 'published' });
    // An even share of 64 is 6.4; a bin may hold a quarter more before it is drawn from again.
    const excess = (bins: number[]) => bins.reduce((sum, n) => sum + Math.max(0, n - 8), 0);
    expect(excess(plain)).toBeGreaterThan(8);
    expect(excess(balanced)).toBeLessThan(excess(plain) / 3);
    expect(histogram({ ...request, balance: 'published' })).toEqual(balanced);
    const first = { ...request, count: 1 };
    expect(simulateBatch({ ...first, balance: 'published' })).toEqual(simulateBatch(first));
  });
});

describe('training options', () => {
  it('withhold both pixel scales from every spectrum', () => {
    const { scalars } = simulateBatch({
      ...request,
      set: 'published',
      count: 3,
      withoutScales: true,
    });
    const known = ['eV', 'deg'].map((unit) => SCALAR_NAMES.indexOf(`${unit} per pixel unknown`));
    for (let i = 0; i < 3; i++) {
      for (const flag of known) {
        expect(
          Array.from(scalars.subarray(i * SCALAR_NAMES.length + flag - 1)).slice(0, 2),
        ).toEqual([0, 1]);
      }
    }
  });

  it('leave the key of a default run as it was, and choose the paper’s procedure as a whole', () => {
    expect(JSON.stringify(chosenSettings({}))).toBe(JSON.stringify(DEFAULT_TRAINING));
    expect(chosenArchitecture({})).toEqual(COMPACT);
    expect(chosenArchitecture({ inputSize: 64, dropout: 0.3 })).toEqual({
      ...COMPACT,
      inputSize: 64,
      dropout: 0.3,
    });
    expect(chosenSettings({ schedule: 'plateau', balance: 'published' })).toEqual({
      samples: 5_000_000,
      batchSize: 64,
      peakLearningRate: 1e-3,
      weightDecay: 0,
      seed: 1,
      schedule: 'plateau',
      l2: 1e-4,
      balance: 'published',
    });
    expect(chosenSettings({ minutes: 5 }).samples).toBe(Infinity);
  });
});

describe('a fixed set', () => {
  it('is gone through once per pass, in another order, from any step', async () => {
    const size = 12;
    const fixed = (step: number) => {
      const source = createSampleSource(0);
      return new FixedSet(source, { ...settings, batchSize: 4 }, 16, step, size);
    };
    const firstPixels = async (set: FixedSet, batches: number) => {
      const found: string[] = [];
      for (let i = 0; i < batches; i++) {
        const { images, scalars, targets, count } = await set.next();
        for (let row = 0; row < count; row++) {
          const parts = [images, scalars, targets].map((of) => {
            const width = of.length / count;
            return of.slice(row * width, (row + 1) * width).join();
          });
          found.push(parts.join('|'));
        }
      }
      return found;
    };
    const two = await firstPixels(fixed(0), 6);
    expect(new Set(two).size).toBe(size);
    expect(two.slice(0, size).toSorted()).toEqual(two.slice(size).toSorted());
    expect(two.slice(0, size)).not.toEqual(two.slice(size));
    expect(await firstPixels(fixed(4), 2)).toEqual(two.slice(16));
  });
});

describe('a run by the paper’s procedure', () => {
  it('ends ten validations after its best one, with the weights of that', async () => {
    const options = await optionsFor('best', { schedule: 'plateau' });
    const stop = new AbortController();
    await trainNetwork({ ...options, signal: stop.signal, onValidation: () => stop.abort() });
    // A first validation that no later one can beat.
    const file = join(options.runFolder, 'learning-curve.csv');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/[^,]+\n$/, '0.001\n'));
    const { trainer, samplesSeen, curve, finished } = await trainNetwork(options);
    expect(finished).toBe(true);
    expect(curve).toHaveLength(11);
    expect(samplesSeen).toBe(11 * settings.batchSize);
    expect(trainer.step).toBe(1);
    // A run that has ended stays as it is.
    const again = await trainNetwork(options);
    expect(again.samplesSeen).toBe(samplesSeen);
    expect(again.curve).toEqual(curve);
  });

  it('trains the total alone on a balanced, fixed set, and the card says so', async () => {
    const options = await optionsFor('total', {
      schedule: 'plateau',
      l2: 1e-4,
      balance: 'published',
      fixedSet: 16,
      heads: 'total',
      withoutScales: true,
      samples: 12,
      peakLearningRate: 5e-3,
    });
    const outcome = await trainNetwork(options);
    const curve = readLearningCurve(options.runFolder);
    expect(curve).toEqual(outcome.curve);
    expect(curve).toHaveLength(6);
    expect(curve.every(({ validationLoss }) => Number.isFinite(validationLoss))).toBe(true);
    const { card } = await exportRun(options.tf, outcome, {
      spec: options.spec,
      runFolder: options.runFolder,
      minutes: null,
    });
    expect(card.training.procedure).toMatchObject({ fixedSet: 16, heads: 'total', l2: 1e-4 });
    expect(card.training.notes).toHaveLength(6);
    expect(card.temperatures).toEqual({});
  });
});
