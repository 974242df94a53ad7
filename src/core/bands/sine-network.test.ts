import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/simulate/random';
import { SineNetwork } from './sine-network';

const shape = { inputs: 2, hidden: [12, 12], firstFrequency: 6, hiddenFrequency: 6 };

describe('network of sines', () => {
  it('has derivatives by its inputs that agree with differences', () => {
    const network = new SineNetwork(shape, createRandom(1));
    const inputs = Float32Array.of(0.2, -0.4, 0.6, 0.1);
    const { gradient } = network.evaluateWithGradient(inputs, 2);
    const h = 1e-3;
    inputs.forEach((_, at) => {
      const moved = (step: number) => {
        const there = inputs.slice();
        there[at] += step;
        return network.evaluate(there, 2)[Math.floor(at / 2)];
      };
      expect(gradient[at]).toBeCloseTo((moved(h) - moved(-h)) / (2 * h), 2);
    });
  });

  it('learns a function of two variables', () => {
    const network = new SineNetwork(shape, createRandom(2));
    const random = createRandom(3);
    const draw = (): { inputs: Float32Array; targets: Float32Array } => {
      const inputs = Float32Array.from({ length: 256 }, () => random.uniform(-1, 1));
      const targets = Float32Array.from(
        { length: 128 },
        (_, i) => Math.sin(3 * inputs[2 * i]) * Math.cos(2 * inputs[2 * i + 1]),
      );
      return { inputs, targets };
    };
    for (let step = 0; step < 600; step++) {
      const { inputs, targets } = draw();
      network.train(inputs, targets, 128, 3e-3);
    }
    const { inputs, targets } = draw();
    const outputs = network.evaluate(inputs, 128);
    const error = outputs.reduce((sum, value, i) => sum + (value - targets[i]) ** 2 / 128, 0);
    expect(error).toBeLessThan(2e-3);
  });

  it('returns to a snapshot', () => {
    const network = new SineNetwork(shape, createRandom(4));
    const inputs = Float32Array.of(0.3, 0.7);
    const before = network.evaluate(inputs, 1)[0];
    const kept = network.snapshot();
    network.train(inputs, Float32Array.of(5), 1, 0.1);
    expect(network.evaluate(inputs, 1)[0]).not.toBe(before);
    network.restore(kept);
    expect(network.evaluate(inputs, 1)[0]).toBe(before);
  });
});
