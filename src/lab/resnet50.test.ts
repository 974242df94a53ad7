import type { Tensor2D } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildNetwork } from './architecture';
import { RESNET50 } from '#model/architecture-spec';
import { loadPlainTensorflow, type Tensorflow } from '#model/tensorflow';
import { TINY_RESNET } from './test-network.test-support';
import { createSampleSource } from './training/sample-source';
import { Trainer } from './training/trainer';
import { trainingGraph } from './training/training-graph';

let tf: Tensorflow;
beforeAll(async () => {
  tf = await loadPlainTensorflow();
});

describe('resnet50', () => {
  it('has the published number of weights', () => {
    const { trunk } = buildNetwork(tf, RESNET50, 1);
    const weights = trunk.trainableWeights.map(({ shape }) =>
      shape.reduce((product: number, size) => product * (size ?? 1), 1),
    );
    // The original's 25,557,032 less its classifier and two of the stem's three colour channels.
    const expected = 25_557_032 - (2048 * 1000 + 1000) - 2 * 7 * 7 * 64;
    expect(weights.reduce((sum, count) => sum + count, 0)).toBe(expected);
    expect(trunk.outputs[0].shape).toEqual([null, 2048]);
    trunk.dispose();
  });

  it('takes a training step that moves every weight', async () => {
    const network = buildNetwork(tf, TINY_RESNET, 2);
    const settings = { samples: 8, batchSize: 8, peakLearningRate: 1e-3, weightDecay: 0, seed: 2 };
    const trainer = new Trainer(tf, TINY_RESNET, network, settings);
    const source = createSampleSource(0);
    const weights = [network.trunk, network.head].flatMap((part) => part.trainableWeights);
    const before = weights.map((weight) => weight.read().dataSync().slice());
    const loss = trainer.train(await trainer.batches(source).next());
    expect(Number.isFinite(loss)).toBe(true);
    weights.forEach((weight, i) => {
      expect(weight.read().dataSync(), weight.name).not.toEqual(before[i]);
    });
  });

  it('drops other values at every step, the same ones for the same seed, and none in use', () => {
    const network = buildNetwork(tf, TINY_RESNET, 3);
    const pixels = TINY_RESNET.inputSize;
    const images = tf.randomNormal([2, pixels, pixels, 1], 0, 1, 'float32', 5);
    const scalars = tf.randomNormal([2, network.head.inputs[1].shape[1] ?? 0], 0, 1, 'float32', 6);
    const logitsOf = (seed: number, step: number) =>
      (trainingGraph(tf, network, seed).logits(images, scalars, step) as Tensor2D).dataSync();
    expect(logitsOf(1, 4)).toEqual(logitsOf(1, 4));
    expect(logitsOf(1, 5)).not.toEqual(logitsOf(1, 4));
    expect(logitsOf(2, 4)).not.toEqual(logitsOf(1, 4));
    const used = () => network.trunk.predict(images) as Tensor2D;
    const answers = [used(), used()].map((embedding) =>
      (network.head.predict([embedding, scalars]) as Tensor2D).dataSync(),
    );
    expect(answers[1]).toEqual(answers[0]);
  });
});
