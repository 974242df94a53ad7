import { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node';
import type { SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '#core/simulate/random';
import { buildNetwork } from '../architecture';
import { embeddingSize, type ArchitectureSpec } from '#model/architecture-spec';
import { OUTPUT_SIZE } from '#model/output-layout';
import { SCALAR_NAMES } from '#model/preprocess';
import { loadPlainTensorflow, type Tensorflow } from '#model/tensorflow';
import { TINY_RESNET, TINY_SPEC } from '../test-network.test-support';
import { exportOnnx, HEAD_PORTS, TRUNK_PORTS } from './export-layers';

function normalValues(count: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => random.normal());
}

let tf: Tensorflow;
beforeAll(async () => {
  tf = await loadPlainTensorflow();
});

/** A network whose normalisation layers have statistics worth testing. */
function randomNetwork(spec: ArchitectureSpec) {
  const network = buildNetwork(tf, spec, 3);
  for (const model of [network.trunk, network.head]) {
    const weights = model.getWeights().map((weight, i) => {
      if (weight.rank > 1) return weight.clone();
      const positive = normalValues(weight.size, 50 + i).map((value) => 0.5 + Math.abs(value));
      return tf.tensor(positive, weight.shape);
    });
    model.setWeights(weights);
  }
  return network;
}

describe('exportOnnx', () => {
  it.each([TINY_SPEC, TINY_RESNET])('gives the results of $name for any batch', async (spec) => {
    const { inputSize } = spec;
    const { trunk, head } = randomNetwork(spec);
    const trunkSession = await InferenceSession.create(exportOnnx(trunk, TRUNK_PORTS, {}));
    const headSession = await InferenceSession.create(exportOnnx(head, HEAD_PORTS, {}));
    for (const batch of [1, 3]) {
      const images = normalValues(batch * inputSize ** 2, 1);
      const scalars = normalValues(batch * SCALAR_NAMES.length, 2);
      const embedding = trunk.predict(
        tf.tensor4d(images, [batch, inputSize, inputSize, 1]),
      ) as Tensor;
      const logits = head.predict([
        embedding,
        tf.tensor2d(scalars, [batch, SCALAR_NAMES.length]),
      ]) as Tensor;

      const trunkResult = await trunkSession.run({
        image: new OnnxTensor('float32', images, [batch, 1, inputSize, inputSize]),
      });
      expect(trunkResult.embedding.dims).toEqual([batch, embeddingSize(spec)]);
      const headResult = await headSession.run({
        embedding: trunkResult.embedding,
        scalars: new OnnxTensor('float32', scalars, [batch, SCALAR_NAMES.length]),
      });
      expect(headResult.logits.dims).toEqual([batch, OUTPUT_SIZE]);
      const expected = logits.dataSync();
      const scale = Math.max(...expected.map(Math.abs));
      const found = headResult.logits.data as Float32Array;
      const gap = Math.max(...found.map((value, i) => Math.abs(value - expected[i])));
      expect(gap / scale).toBeLessThan(1e-5);
    }
  });

  it('refuses a layer it cannot translate', () => {
    const model = tf.sequential({ layers: [tf.layers.softmax({ inputShape: [4] })] });
    expect(() => exportOnnx(model, { inputs: ['in'], output: 'out' }, {})).toThrow('Softmax');
  });
});

describe('layers whose activation the file would lose', () => {
  const image = () => tf.input({ shape: [8, 8, 1] });
  const refused = (output: SymbolicTensor, input: SymbolicTensor) => () =>
    exportOnnx(tf.model({ inputs: input, outputs: output }), { inputs: ['a'], output: 'b' }, {});

  it('are refused by name', () => {
    const input = image();
    const convolution = tf.layers
      .conv2d({ filters: 2, kernelSize: 3, padding: 'same', activation: 'relu', name: 'edges' })
      .apply(input) as SymbolicTensor;
    expect(refused(convolution, input)).toThrow(/lose the activation "relu" of layer edges/);

    const values = tf.input({ shape: [4] });
    const dense = tf.layers
      .dense({ units: 2, activation: 'sigmoid', name: 'verdict' })
      .apply(values) as SymbolicTensor;
    expect(refused(dense, values)).toThrow(/lose the activation "sigmoid" of layer verdict/);

    const limited = tf.layers
      .reLU({ maxValue: 6, name: 'limited' })
      .apply(image()) as SymbolicTensor;
    expect(refused(limited, limited.sourceLayer.input as SymbolicTensor)).toThrow(
      /lose the limit 6 of the ReLU in layer limited/,
    );
  });

  it('pass where the activation is none', () => {
    const values = tf.input({ shape: [4] });
    const dense = tf.layers.dense({ units: 2, activation: 'linear' }).apply(values);
    expect(refused(dense as SymbolicTensor, values)).not.toThrow();
  });
});
