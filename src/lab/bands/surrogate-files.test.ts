import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { readSurrogate } from './surrogate-files';
import { trainSurrogate } from './train-surrogate';

describe('surrogate of a family', () => {
  it('is trained, written, read back, and the same in ONNX', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'sweetspot-surrogate-'));
    try {
      const card = await trainSurrogate({
        family: 'square',
        directory,
        steps: 40,
        seed: 3,
        appVersion: '0.0.0',
        onProgress: () => undefined,
        signal: new AbortController().signal,
      });
      expect(card.rSquared).toBeGreaterThan(0.5);
      const { surrogate } = await readSurrogate(directory, 'square');
      const count = 16;
      const inputs = Float32Array.from({ length: count * 6 }, (_, i) => Math.sin(1.7 * i));
      const own = surrogate.network.evaluate(inputs, count);
      const session = await InferenceSession.create(await readFile(join(directory, 'square.onnx')));
      const { log_spectral: output } = await session.run({
        features: new Tensor('float32', inputs, [count, 6]),
      });
      own.forEach((value, i) => expect(Number(output.data[i])).toBeCloseTo(value, 4));
      await expect(readSurrogate(directory, 't2g')).rejects.toThrow(/surrogate of t2g/);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
