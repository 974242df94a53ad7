import type { Tensor } from '@tensorflow/tfjs';
import type { ModelCard } from './model-card';
import { loadNetwork } from './model-files';
import { SCALAR_NAMES } from './preprocess';
import type { QualityGraphs } from './quality-graphs';
import type { Tensorflow } from './tensorflow';

/** Both graphs of a model in TensorFlow.js, with whatever backend `tf` has. */
export async function loadTensorflowGraphs(
  tf: Tensorflow,
  modelDirectory: string,
  card: ModelCard,
  label: string,
): Promise<QualityGraphs> {
  const { trunk, head } = await loadNetwork(tf, modelDirectory, card);
  const { inputSize } = card.architecture;
  const valuesOf = async (output: Tensor) => {
    const values = await output.data<'float32'>();
    output.dispose();
    return values;
  };
  return {
    label,
    trunk: (images, rows) =>
      valuesOf(
        tf.tidy(
          () => trunk.predict(tf.tensor4d(images, [rows, inputSize, inputSize, 1])) as Tensor,
        ),
      ),
    head: (embeddings, scalars, rows) =>
      valuesOf(
        tf.tidy(
          () =>
            head.predict([
              tf.tensor2d(embeddings, [rows, embeddings.length / rows]),
              tf.tensor2d(scalars, [rows, SCALAR_NAMES.length]),
            ]) as Tensor,
        ),
      ),
    dispose() {
      trunk.dispose();
      head.dispose();
      return Promise.resolve();
    },
  };
}
