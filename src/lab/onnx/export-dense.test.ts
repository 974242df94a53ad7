import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { DenseTraining, densePredictor } from '#model/dense/dense-training';
import { exportDense } from './export-dense';

test('a trained network gives the same in ONNX, to 1e-5 of the spread of the values', async () => {
  const count = 300;
  const x = Float64Array.from({ length: count }, (_, i) => 10 + (i % 20) * 2.5);
  const y = Float64Array.from({ length: count }, (_, i) => 2000 * Math.floor(i / 20));
  const value = x.map((one, i) => 0.07 * Math.sin(one / 9) + 1e-6 * y[i]);
  const training = new DenseTraining(
    { x, y, value },
    {
      layers: 3,
      nodes: 37,
      learningRate: 2e-3,
      batchSize: 64,
      epochs: 12,
      schedule: 'cosine',
      patience: 12,
      heldOutShare: 0.1,
      seed: 4,
    },
  );
  while (!training.isDone) training.runEpoch();
  const trained = training.result();
  const own = densePredictor(trained)({ x, y });
  const session = await InferenceSession.create(exportDense(trained, {}));
  const axes = new Float32Array(2 * count);
  x.forEach((one, i) => axes.set([one, y[i]], 2 * i));
  const { value: answer } = await session.run({ axes: new Tensor('float32', axes, [count, 2]) });
  const { deviation } = trained.scales.value;
  own.forEach((one, i) => {
    expect(Math.abs(one - Number(answer.data[i])) / deviation).toBeLessThan(1e-5);
  });
});
