import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { bandFamily } from '#core/bands/families';
import type { SineNetwork } from '#core/bands/sine-network';
import { emptySurrogate, type Surrogate } from '#core/bands/surrogate';
import { writeTogether } from '#exports/write-together';
import { SweetSpotError } from '#shared/errors';
import { encodeOnnxModel, floatAttribute, floatTensor, type OnnxGraph } from '../onnx/messages';

/** What is known of a trained surrogate. */
const cardSchema = z.object({
  version: z.literal(1),
  family: z.string(),
  steps: z.int().positive(),
  seed: z.int(),
  /** Of log(1 + S) at parameters never trained on. */
  rSquared: z.number(),
  /** Processor time of the training. */
  trainingSeconds: z.number(),
  trainedAt: z.string(),
  appVersion: z.string(),
});
export type SurrogateCard = z.infer<typeof cardSchema>;

const fileNames = (family: string) => ({
  card: `${family}.json`,
  weights: `${family}.bin`,
  onnx: `${family}.onnx`,
});

/** Writes card, weights (float32, little-endian, layer by layer) and ONNX, all or none. */
export async function writeSurrogate(
  directory: string,
  { network }: Surrogate,
  card: SurrogateCard,
): Promise<void> {
  const names = fileNames(card.family);
  const weights = network.snapshot();
  await writeTogether(directory, [
    { name: names.card, content: `${JSON.stringify(card, null, 2)}\n` },
    {
      name: names.weights,
      content: Buffer.concat(
        weights.map(({ buffer, byteOffset, byteLength }) =>
          Buffer.from(buffer, byteOffset, byteLength),
        ),
      ),
    },
    { name: names.onnx, content: Buffer.from(onnxBytes(network, card)) },
  ]);
}

/** Reads a surrogate. Throws `not-found`, and `invalid-format` for weights of another size. */
export async function readSurrogate(
  directory: string,
  family: string,
): Promise<{ surrogate: Surrogate; card: SurrogateCard }> {
  const names = fileNames(family);
  const missing = (cause: unknown): never => {
    throw new SweetSpotError('not-found', `Expected a surrogate of ${family} in ${directory}.`, {
      cause,
    });
  };
  const card = cardSchema.parse(
    JSON.parse(await readFile(join(directory, names.card), 'utf8').catch(missing)),
  );
  const bytes = await readFile(join(directory, names.weights)).catch(missing);
  const surrogate = emptySurrogate(bandFamily(card.family));
  const parts = surrogate.network.snapshot();
  const expected = parts.reduce((sum, part) => sum + part.byteLength, 0);
  if (bytes.byteLength !== expected) {
    throw new SweetSpotError(
      'invalid-format',
      `${names.weights}: expected ${expected} bytes of weights, found ${bytes.byteLength}.`,
    );
  }
  let at = 0;
  for (const part of parts) {
    for (let i = 0; i < part.length; i++, at += 4) part[i] = bytes.readFloatLE(at);
  }
  surrogate.network.restore(parts);
  return { surrogate, card };
}

/** The network as ONNX: inputs [batch, features] → log(1 + S) [batch, 1]. */
export function onnxBytes(
  network: SineNetwork,
  { family, rSquared, appVersion }: SurrogateCard,
): Uint8Array {
  const graph: OnnxGraph = {
    name: `bands-${family}`,
    nodes: [],
    weights: [],
    inputs: [{ name: 'features', dims: [network.shape.inputs] }],
    outputs: [{ name: 'log_spectral', dims: [1] }],
  };
  let from = 'features';
  const last = network.layers.length - 1;
  const { nodes } = graph;
  network.layers.forEach(({ inputs, outputs, weights, biases }, l) => {
    // The frequency goes into the weights: sin(W x + b) is all that is left.
    const frequency =
      l === last ? 1 : l === 0 ? network.shape.firstFrequency : network.shape.hiddenFrequency;
    const scaled = (values: Float32Array) => values.map((value) => frequency * value);
    graph.weights.push(
      floatTensor(`w${l}`, [inputs, outputs], scaled(weights)),
      floatTensor(`b${l}`, [outputs], scaled(biases)),
    );
    const sum = l === last ? 'log_spectral' : `sum${l}`;
    nodes.push({
      name: `dense${l}`,
      opType: 'Gemm',
      input: [from, `w${l}`, `b${l}`],
      output: [sum],
      attribute: [floatAttribute('alpha', 1), floatAttribute('beta', 1)],
    });
    if (l === last) return;
    from = `sine${l}`;
    nodes.push({ name: from, opType: 'Sin', input: [sum], output: [from], attribute: [] });
  });
  return encodeOnnxModel(graph, {
    opset: 13,
    producerName: 'SweetSpot',
    metadata: { family, rSquared: String(rSquared), appVersion },
  });
}
