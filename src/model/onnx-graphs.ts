import { availableParallelism } from 'node:os';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { SweetSpotError } from '#shared/errors';
import type { ModelCard } from './model-card';
import { MODEL_FILES, readModelFile } from './model-files';
import { SCALAR_NAMES } from './preprocess';
import type { QualityGraphs } from './quality-graphs';

const ERRORS_ONLY = 3;
/** More threads gain little on a network this small, and readers need cores too. */
const MOST_THREADS = 2;

async function session(
  modelDirectory: string,
  path: string,
  card: ModelCard,
): Promise<InferenceSession> {
  const bytes = await readModelFile(modelDirectory, path, card);
  try {
    return await InferenceSession.create(bytes, {
      intraOpNumThreads: Math.max(1, Math.min(MOST_THREADS, availableParallelism() - 1)),
      interOpNumThreads: 1,
      logSeverityLevel: ERRORS_ONLY,
      // Waiting threads that spin would take the time of the file readers.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
  } catch (cause) {
    throw new SweetSpotError('invalid-format', `ONNX Runtime cannot load ${path}.`, { cause });
  }
}

function floats(tensor: { data: unknown }): Float32Array {
  if (tensor.data instanceof Float32Array) return tensor.data;
  throw new SweetSpotError('invalid-format', 'The model’s output is not made of 32-bit floats.');
}

/** Both graphs of a model in ONNX Runtime. */
export async function loadOnnxGraphs(
  modelDirectory: string,
  card: ModelCard,
): Promise<QualityGraphs> {
  const trunk = await session(modelDirectory, MODEL_FILES.trunkOnnx, card);
  const head = await session(modelDirectory, MODEL_FILES.headOnnx, card);
  const { inputSize } = card.architecture;
  return {
    label: 'onnx · CPU',
    async trunk(images, rows) {
      const image = new Tensor('float32', images, [rows, 1, inputSize, inputSize]);
      const { embedding } = await trunk.run({ image });
      return floats(embedding);
    },
    async head(embeddings, scalars, rows) {
      const { logits } = await head.run({
        embedding: new Tensor('float32', embeddings, [rows, embeddings.length / rows]),
        scalars: new Tensor('float32', scalars, [rows, SCALAR_NAMES.length]),
      });
      return floats(logits);
    },
    async dispose() {
      await trunk.release();
      await head.release();
    },
  };
}
