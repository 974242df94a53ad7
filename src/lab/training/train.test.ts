import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadQualityModel } from '#model/quality-model';
import { loadPlainTensorflow } from '#model/tensorflow';
import { TINY_SPEC } from '../test-network.test-support';
import { createSampleSource } from './sample-source';
import { exportRun } from './export-run';
import { readLearningCurve } from './learning-curve';
import { trainNetwork, type TrainingOptions } from './train';
import type { TrainingSettings } from './training-settings';

const settings: TrainingSettings = {
  samples: 240,
  batchSize: 8,
  peakLearningRate: 1e-2,
  weightDecay: 0.02,
  seed: 4,
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'training-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function optionsFor(name: string, more: Partial<TrainingOptions> = {}) {
  const options: TrainingOptions = {
    tf: await loadPlainTensorflow(),
    spec: TINY_SPEC,
    settings,
    source: createSampleSource(0),
    runFolder: join(folder, name),
    validationCounts: { published: 2, alignment: 2, ladders: 5, negatives: 6 },
    validateEvery: 80,
    checkpointEvery: 80,
    ...more,
  };
  return options;
}

describe('trainNetwork', () => {
  it('lowers the loss, and a stopped run continues to the same weights', async () => {
    const whole = await trainNetwork(await optionsFor('whole'));
    expect(whole.finished).toBe(true);
    expect(whole.curve.map(({ samples }) => samples)).toEqual([80, 160, 240]);
    expect(whole.curve[2].loss).toBeLessThan(0.9 * whole.curve[0].loss);

    const stop = new AbortController();
    let validations = 0;
    const stopped = await trainNetwork(
      await optionsFor('parts', {
        signal: stop.signal,
        onValidation: () => {
          validations += 1;
          if (validations === 2) stop.abort();
        },
      }),
    );
    expect(stopped.finished).toBe(false);
    expect(stopped.samplesSeen).toBe(160);
    // A continued run is validated on what it began with, so that its curve can be compared.
    const fewer = { published: 1, alignment: 1, ladders: 5, negatives: 6 };
    const continued = await trainNetwork(await optionsFor('parts', { validationCounts: fewer }));
    expect(continued.finished).toBe(true);

    const weights = [whole, continued].map(({ trainer: { network } }) =>
      [...network.trunk.getWeights(), ...network.head.getWeights()].flatMap((weight) =>
        Array.from(weight.dataSync()),
      ),
    );
    expect(weights[1]).toEqual(weights[0]);
    expect(readLearningCurve(join(folder, 'parts'))).toEqual(
      readLearningCurve(join(folder, 'whole')),
    );
  }, 240_000);

  it('refuses a checkpoint of other settings and a torn one', async () => {
    const short = { ...settings, samples: 16 };
    await trainNetwork(await optionsFor('run', { settings: short }));
    await expect(
      trainNetwork(await optionsFor('run', { settings: { ...short, seed: 9 } })),
    ).rejects.toMatchObject({ code: 'invalid-request' });
    truncateSync(join(folder, 'run', 'checkpoint.bin'), 900);
    await expect(trainNetwork(await optionsFor('run', { settings: short }))).rejects.toMatchObject({
      code: 'invalid-format',
    });
  });

  it('refuses numbers of validation spectra that make no sense', async () => {
    const short = { ...settings, samples: 16 };
    const options = await optionsFor('sizes', { settings: short });
    await trainNetwork(options);
    writeFileSync(join(options.runFolder, 'validation-spectra.json'), '{"published":-1}');
    await expect(trainNetwork(options)).rejects.toMatchObject({ code: 'invalid-format' });
  });
});

describe('a run by the clock', () => {
  it('ends by itself, with a model folder that loads and says what it saw', async () => {
    const tf = await loadPlainTensorflow();
    const options = await optionsFor('timed', {
      settings: { ...settings, samples: Infinity, batchSize: 2 },
      validateEvery: 1e6,
      endsAt: performance.now() + 5000,
    });
    const outcome = await trainNetwork(options);
    expect(outcome.finished).toBe(true);
    expect(outcome.curve.at(-1)?.samples).toBe(outcome.samplesSeen);

    const { runFolder } = options;
    const { modelDirectory } = await exportRun(tf, outcome, {
      spec: TINY_SPEC,
      runFolder,
      minutes: 0.1,
    });
    const engine = await loadQualityModel({ modelDirectory });
    expect(engine.card.training.samplesSeen).toBe(outcome.samplesSeen);
    expect(engine.card.training.notes.join()).toContain('0.1 min;');
    const [embedding] = await engine.embed([new Float32Array(24 * 24)]);
    expect(embedding.every(Number.isFinite)).toBe(true);
    await engine.dispose();
  });
});
