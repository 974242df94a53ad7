import { describe, expect, test } from 'vitest';
import { createRandom } from '#core/simulate/random';
import { DenseNetwork, type DenseLayer } from './dense-network';
import { createDensePool } from './dense-pool';
import { DenseTraining, densePredictor, type DenseSettings } from './dense-training';
import { networksFrom, networksText } from './network-file';
import { bestTrial, searchNetworks } from './network-search';
import { scanTable } from '#core/twin/table/scan-table';

const random = createRandom(7);
const draw = (count: number) => Float32Array.from({ length: count }, () => random.normal());

/** The network in plain arithmetic of double precision. */
function plainAnswer(layers: readonly DenseLayer[], input: ArrayLike<number>): number {
  let values = Array.from(input);
  layers.forEach(({ inputs, outputs, values: weights, bias }, index) => {
    const sums = Array.from({ length: outputs }, (_, o) => {
      let sum = bias[o];
      for (let i = 0; i < inputs; i++) sum += values[i] * weights[i * outputs + o];
      return sum;
    });
    values = index === layers.length - 1 ? sums : sums.map((one) => Math.max(0, one));
  });
  return values[0];
}

describe('dense network', () => {
  // Sizes that are no multiples of what the loops take at once.
  test.each([
    { layers: 1, nodes: 5, rows: 3 },
    { layers: 4, nodes: 37, rows: 29 },
    { layers: 2, nodes: 64, rows: 64 },
  ])('$layers × $nodes gives what plain arithmetic gives', ({ layers, nodes, rows }) => {
    const network = new DenseNetwork({ inputs: 2, layers, nodes }, 3, 16);
    const inputs = draw(2 * rows);
    network.predict(inputs).forEach((answer, row) => {
      const plain = plainAnswer(network.layers(), inputs.subarray(2 * row, 2 * row + 2));
      expect(answer).toBeCloseTo(plain, 4);
    });
  });

  test('a small step goes down the slope that differences show', () => {
    const shape = { inputs: 2, layers: 2, nodes: 11 };
    const [inputs, targets] = [draw(26), draw(13)];
    const loss = (layers: readonly DenseLayer[]) => {
      let sum = 0;
      targets.forEach((target, row) => {
        sum += (plainAnswer(layers, inputs.subarray(2 * row, 2 * row + 2)) - target) ** 2;
      });
      return sum / targets.length;
    };
    const network = new DenseNetwork(shape, 5, 16);
    const before = network.layers();
    const rate = 1e-3;
    expect(network.trainStep(inputs, targets, rate)).toBeCloseTo(loss(before), 4);
    const after = network.layers();
    // The first step of Adam moves every weight by the rate, against the sign of its slope.
    before.forEach(({ values }, layer) => {
      for (let i = 0; i < values.length; i += 7) {
        const at = (shift: number) =>
          loss(
            before.map((one, k) =>
              k === layer
                ? { ...one, values: one.values.map((v, j) => (j === i ? v + shift : v)) }
                : one,
            ),
          );
        const slope = (at(1e-3) - at(-1e-3)) / 2e-3;
        if (Math.abs(slope) < 1e-3) continue;
        const moved = after[layer].values[i] - values[i];
        expect(moved).toBeCloseTo(-Math.sign(slope) * rate, 4);
      }
    });
  });
});

const settings: DenseSettings = {
  layers: 2,
  nodes: 24,
  learningRate: 5e-3,
  batchSize: 32,
  epochs: 40,
  schedule: 'cosine',
  patience: 40,
  heldOutShare: 0.1,
  seed: 1,
};
const wave = (x: number, y: number) => 3 + Math.sin(x) * y;
const places = Array.from({ length: 240 }, (_, i) => ({ x: (i % 40) / 8, y: Math.floor(i / 40) }));
const points = {
  x: Float64Array.from(places, ({ x }) => x),
  y: Float64Array.from(places, ({ y }) => y),
  value: Float64Array.from(places, ({ x, y }) => wave(x, y)),
};

function trained(more: Partial<DenseSettings> = {}) {
  const training = new DenseTraining(points, { ...settings, ...more });
  while (!training.isDone) training.runEpoch();
  return training.result();
}

describe('training', () => {
  test('learns, keeps the best weights, and does the same from the same seed', () => {
    const [a, b] = [trained(), trained()];
    expect(a.heldOutLoss).toBeLessThan(0.1);
    expect(a.layers).toEqual(b.layers);
    expect(trained({ seed: 2 }).layers).not.toEqual(a.layers);
    const predict = densePredictor(a);
    const answers = predict(points);
    const error = answers.reduce((sum, one, i) => sum + (one - points.value[i]) ** 2, 0) / 240;
    expect(error).toBeLessThan(0.15 * a.scales.value.deviation ** 2);
  });

  test('ends when the held-out points have not gained for long', () => {
    const training = new DenseTraining(points, { ...settings, epochs: 500, patience: 3 });
    let epochs = 0;
    while (!training.isDone) epochs = training.runEpoch().epoch;
    expect(epochs).toBeLessThan(500);
    expect(epochs - training.result().bestEpoch).toBe(3);
  });

  test('networks come back from their file as they were; damaged ones are refused', () => {
    const network = trained({ epochs: 3 });
    const text = networksText([network]);
    expect(networksFrom(text)).toEqual([network]);
    const damaged = text.replace('"nodes":24', '"nodes":25');
    expect(() => networksFrom(damaged)).toThrow(/trained networks/);
  });
});

test('a search prunes, ranks by left-out lines, and goes on from earlier trials', async () => {
  const table = scanTable({ x: points.x, y: points.y, value: points.value });
  const pool = createDensePool(2);
  const ask = { table, leftOut: [2], pool, seed: 9, epochs: 30 };
  const first = await searchNetworks({ ...ask, trials: 3 });
  const more = await searchNetworks({ ...ask, trials: 2, earlier: first });
  await pool.close();
  expect(more.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
  const best = bestTrial(more);
  expect(best?.leftOutError).toBe(
    Math.min(...more.flatMap(({ leftOutError }) => leftOutError ?? [])),
  );
  expect(more.some(({ state }) => state === 'pruned')).toBe(true);
});

test('closing the trainers ends what is under way at once', async () => {
  const pool = createDensePool(1);
  const under = pool.train({ points, settings: { ...settings, epochs: 100_000 }, rungs: [] });
  const refused = expect(under).rejects.toMatchObject({ code: 'cancelled' });
  await new Promise((resolve) => setTimeout(resolve, 20));
  await pool.close();
  await refused;
});
