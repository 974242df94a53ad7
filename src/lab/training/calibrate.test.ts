import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '#core/simulate/random';
import { buildNetwork } from '../architecture';
import { writeArtifact } from '../artifact';
import { calibrateModel } from '../calibrate-model';
import { loadQualityModel } from '#model/quality-model';
import { LOGITS_LAYER, NAMED_OUTPUT_GROUPS, OUTPUT_SIZE } from '#model/output-layout';
import { loadPlainTensorflow, type Tensorflow } from '#model/tensorflow';
import { TINY_SPEC } from '../test-network.test-support';
import {
  calibrateNetwork,
  fittedTemperature,
  negativeLogLikelihood,
  type LabelledLogits,
} from './calibrate';
import type { SampleBatch, SampleSource } from './sample-batch';
import { simulateBatch } from './sample';
import { createSampleSource } from './sample-source';
import { sampleLogits } from './validation';

const SPECTRA = 200;
/** How much surer than right the network is made. */
const OVERCONFIDENCE = 3;

let tf: Tensorflow;
beforeAll(async () => {
  tf = await loadPlainTensorflow();
});

/** Spectra whose labels follow the network's own probabilities: it is calibrated by construction. */
function believed(samples: SampleBatch, logits: Float32Array[]): SampleBatch {
  const random = createRandom(8);
  const targets = new Float32Array(samples.targets.length);
  logits.forEach((row, i) => {
    for (const { start, length } of Object.values(NAMED_OUTPUT_GROUPS)) {
      const powers = Array.from(row.subarray(start, start + length), Math.exp);
      const total = powers.reduce((sum, power) => sum + power, 0);
      if (length === 1) {
        targets[i * OUTPUT_SIZE + start] = random.next() < powers[0] / (1 + powers[0]) ? 1 : 0;
        continue;
      }
      let left = random.next() * total;
      let index = 0;
      while (index < length - 1 && left >= powers[index]) left -= powers[index++];
      targets[i * OUTPUT_SIZE + start + index] = 1;
    }
  });
  return { ...samples, targets };
}

function rowsOf(logits: Float32Array[], targets: Float32Array, name: string): LabelledLogits[] {
  const { start, length } = NAMED_OUTPUT_GROUPS[name];
  return logits.map((row, i) => ({
    logits: row.slice(start, start + length),
    target: targets.slice(i * OUTPUT_SIZE + start, i * OUTPUT_SIZE + start + length),
  }));
}

function largest(values: Float32Array): number {
  return values.indexOf(Math.max(...values));
}

describe('calibrateNetwork', () => {
  it('calms an over-confident network without changing what it holds most likely', () => {
    const network = buildNetwork(tf, TINY_SPEC, 6);
    const layer = network.head.getLayer(LOGITS_LAYER);
    const request = { purpose: 'validation', seed: 0, first: 0, count: SPECTRA } as const;
    const drawn = simulateBatch({ ...request, set: 'training', inputSize: TINY_SPEC.inputSize });
    const samples = believed(drawn, sampleLogits(tf, network, drawn));
    layer.setWeights(layer.getWeights().map((weight) => tf.mul(weight, OVERCONFIDENCE)));
    const before = sampleLogits(tf, network, samples);

    const temperatures = calibrateNetwork(tf, network, { published: samples, alignment: samples });
    const after = sampleLogits(tf, network, samples);
    const names = Object.keys(NAMED_OUTPUT_GROUPS);
    expect(Object.keys(temperatures).sort()).toEqual(
      names.filter((name) => !name.endsWith('.total')).sort(),
    );
    for (const name of names) {
      const [old, now] = [before, after].map((logits) => rowsOf(logits, samples.targets, name));
      if (name.endsWith('.total')) {
        expect(now, name).toEqual(old);
        continue;
      }
      expect(negativeLogLikelihood(now, 1), name).toBeLessThan(negativeLogLikelihood(old, 1));
      expect(now.map((row) => largest(row.logits))).toEqual(old.map((row) => largest(row.logits)));
      now.forEach(({ logits }, i) =>
        logits.forEach((value, j) =>
          expect(value * temperatures[name]).toBeCloseTo(old[i].logits[j], 3),
        ),
      );
    }
    // With enough classes to tell, the temperature is the factor that was put in.
    expect(temperatures['alignment.fine'] / OVERCONFIDENCE).toBeGreaterThan(0.6);
    expect(temperatures['alignment.fine'] / OVERCONFIDENCE).toBeLessThan(1.6);
  });

  it('leaves a network alone where there are too few spectra', () => {
    const network = buildNetwork(tf, TINY_SPEC, 6);
    const layer = network.head.getLayer(LOGITS_LAYER);
    const kernel = layer.getWeights()[0].dataSync().slice();
    const few = simulateBatch({
      set: 'negatives',
      purpose: 'validation',
      seed: 0,
      first: 0,
      count: 8,
      inputSize: TINY_SPEC.inputSize,
    });
    expect(calibrateNetwork(tf, network, { published: few, alignment: few })).toEqual({});
    expect(layer.getWeights()[0].dataSync()).toEqual(kernel);
  });
});

describe('calibrateModel', () => {
  it('rewrites a model folder, which loads and says what was done', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'calibrate-'));
    try {
      const network = buildNetwork(tf, TINY_SPEC, 6);
      const training = {
        distribution: { published: 1 },
        seed: 5,
        samplesSeen: 7,
        batchSize: 1,
        peakLearningRate: 0,
        weightDecay: 0,
        notes: [],
      };
      const before = await writeArtifact(tf, network, folder, {
        name: 'tiny',
        version: '0',
        architecture: TINY_SPEC,
        training,
        temperatures: { counts: 2 },
        learningCurve: [],
      });
      // Of these, both profiles together are enough for the counts alone.
      // The small frames of the training mixture are quicker to simulate than native ones.
      const inline = createSampleSource(0);
      const source: SampleSource = {
        ...inline,
        simulate: (request) => inline.simulate({ ...request, set: 'training' }),
      };
      const card = await calibrateModel({
        tf,
        modelDirectory: folder,
        source,
        spectra: 100,
      });
      expect(Object.keys(card.temperatures)).toEqual(['counts']);
      expect(card.temperatures.counts).not.toBe(2);
      expect(card.hash).not.toBe(before.hash);
      expect(card).toMatchObject({ name: 'tiny', training, evaluation: [] });
      const engine = await loadQualityModel({ modelDirectory: folder });
      expect(engine.card).toEqual(card);
      await engine.dispose();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('fittedTemperature', () => {
  it('has the least negative log-likelihood of all temperatures', () => {
    const row = fc.record({
      logits: fc.array(fc.double({ min: -6, max: 6, noNaN: true }), {
        minLength: 4,
        maxLength: 4,
      }),
      truth: fc.integer({ min: 0, max: 3 }),
    });
    const rows = fc.array(row, { minLength: 5, maxLength: 40 });
    fc.assert(
      fc.property(rows, fc.double({ min: 0.25, max: 4, noNaN: true }), (drawn, other) => {
        const labelled = drawn.map(({ logits, truth }) => ({
          logits: Float32Array.from(logits),
          target: Float32Array.from({ length: 4 }, (_, i) => (i === truth ? 1 : 0)),
        }));
        const best = negativeLogLikelihood(labelled, fittedTemperature(labelled));
        expect(best).toBeLessThan(negativeLogLikelihood(labelled, other) + 1e-3);
      }),
      { numRuns: 60 },
    );
  });
});
