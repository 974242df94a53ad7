import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { io, LayersModel } from '@tensorflow/tfjs';
import { z } from 'zod';
import { SweetSpotError } from '#shared/errors';
import type { ModelCard } from './model-card';
import { projectRoot } from './project-root';
import type { Tensorflow } from './tensorflow';

/** The network in its two graphs: image → embedding, and embedding + scalars → logits. */
export interface QualityNetwork {
  trunk: LayersModel;
  head: LayersModel;
}

/** Files of an artifact, relative to its folder. */
export const MODEL_FILES = {
  trunkModel: 'trunk/model.json',
  trunkWeights: 'trunk/weights.bin',
  headModel: 'head/model.json',
  headWeights: 'head/weights.bin',
  trunkOnnx: 'trunk.onnx',
  headOnnx: 'head.onnx',
} as const;

/** Largest file an artifact may hold: a mistaken choice of folder should fail, not fill memory. */
const LARGEST_FILE_BYTES = 512 * 1024 * 1024;

/** The folder of the model that comes with the program. */
export function shippedModelDirectory(): string {
  return join(projectRoot(), 'resources', 'model');
}

export function sha256(...parts: Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** Writes a file of an artifact and returns its SHA-256. */
export async function writeModelFile(
  directory: string,
  path: string,
  content: Uint8Array | string,
): Promise<string> {
  const file = join(directory, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
  return sha256(typeof content === 'string' ? Buffer.from(content) : content);
}

/** A file of an artifact, checked against the card. Errors: model-unavailable, invalid-format. */
export async function readModelFile(
  directory: string,
  path: string,
  card: ModelCard,
): Promise<Buffer> {
  const file = join(directory, path);
  let content: Buffer;
  try {
    content = await readFile(file);
  } catch (cause) {
    throw new SweetSpotError('model-unavailable', `The model lacks ${file}.`, { cause });
  }
  if (content.length > LARGEST_FILE_BYTES) {
    throw new SweetSpotError('invalid-format', `${file} is too large for a model file.`);
  }
  const found = sha256(content);
  if (found !== card.files[path]) {
    throw new SweetSpotError(
      'invalid-format',
      `${file} is not the file that its model card describes (SHA-256 ${found}).`,
      { hint: 'Copy the whole model folder again.' },
    );
  }
  return content;
}

/** A layers model as the two files TensorFlow.js loads: topology and weights. */
export async function serialisedLayers(
  tf: Tensorflow,
  model: LayersModel,
): Promise<{ json: string; weights: Uint8Array }> {
  let saved: io.ModelArtifacts | undefined;
  const handler = tf.io.withSaveHandler((artifacts) => {
    saved = artifacts;
    return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) });
  });
  await model.save(handler);
  if (!saved?.weightData) throw new Error('TensorFlow.js gave no weights to save');
  const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(saved.weightData));
  const json = {
    format: 'layers-model',
    generatedBy: saved.generatedBy,
    convertedBy: null,
    modelTopology: saved.modelTopology,
    weightsManifest: [{ paths: ['weights.bin'], weights: saved.weightSpecs }],
  };
  return { json: `${JSON.stringify(json)}\n`, weights };
}

const layersJsonSchema = z.object({
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z
    .array(z.object({ weights: z.array(z.looseObject({ name: z.string() })) }))
    .min(1),
});

async function loadLayers(
  tf: Tensorflow,
  directory: string,
  card: ModelCard,
  paths: { model: string; weights: string },
): Promise<LayersModel> {
  const [text, weights] = await Promise.all([
    readModelFile(directory, paths.model, card),
    readModelFile(directory, paths.weights, card),
  ]);
  const { modelTopology, weightsManifest } = layersJsonSchema.parse(
    JSON.parse(text.toString('utf8')),
  );
  const artifacts: io.ModelArtifacts = {
    modelTopology,
    weightSpecs: weightsManifest[0].weights as unknown as io.WeightsManifestEntry[],
    weightData: Uint8Array.from(weights).buffer,
  };
  return tf.loadLayersModel(tf.io.fromMemory(artifacts));
}

/** Both graphs of an artifact as TensorFlow.js models. */
export async function loadNetwork(
  tf: Tensorflow,
  directory: string,
  card: ModelCard,
): Promise<QualityNetwork> {
  const { trunkModel, trunkWeights, headModel, headWeights } = MODEL_FILES;
  return {
    trunk: await loadLayers(tf, directory, card, { model: trunkModel, weights: trunkWeights }),
    head: await loadLayers(tf, directory, card, { model: headModel, weights: headWeights }),
  };
}
