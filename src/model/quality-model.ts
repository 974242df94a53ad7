import type { ProfileName } from '#core/quality/profiles';
import type { GradedProbabilities } from '#core/quality/types';
import { SweetSpotError } from '#shared/errors';
import { decodeLogits } from './decode-logits';
import { type ModelCard, readModelCard } from './model-card';
import { loadOnnxGraphs } from './onnx-graphs';
import { isReadableLayout } from './output-layout';
import { SCALAR_NAMES } from './preprocess';
import type { QualityGraphs } from './quality-graphs';
import { loadNativeTensorflow, loadPlainTensorflow } from './tensorflow';
import { loadTensorflowGraphs } from './tensorflow-graphs';

/**
 * A loaded model. Embeddings hold what the image says and may be kept; `predict` is cheap and
 * runs again when only the count calibration, and with it the scalars, changed.
 */
export interface QualityModel {
  readonly label: string;
  readonly card: ModelCard;
  /** Embeddings of whitened images (`prepareSpectrum(…, card.architecture.inputSize).image`). */
  embed(images: Float32Array[]): Promise<Float32Array[]>;
  /**
   * Component probabilities under a label profile, from embeddings and `spectrumScalars`, one of
   * each per spectrum.
   */
  predict(
    embeddings: Float32Array[],
    scalars: Float32Array[],
    profile: ProfileName,
  ): Promise<GradedProbabilities[]>;
  dispose(): Promise<void>;
}

/** `tensorflow`: native where installed, else ONNX. `tensorflow-js`: the pure backend, for checks. */
export type EnginePreference = 'onnx' | 'tensorflow' | 'tensorflow-js';

/** Images per run: enough to fill a core, few enough to stay responsive. */
const IMAGE_BATCH = 16;

function packed(rows: Float32Array[], length: number, what: string): Float32Array {
  const joined = new Float32Array(rows.length * length);
  rows.forEach((row, i) => {
    if (row.length !== length) {
      throw new SweetSpotError(
        'invalid-request',
        `The model expects ${length} values per ${what}, found ${row.length}.`,
      );
    }
    joined.set(row, i * length);
  });
  return joined;
}

function unpacked(values: Float32Array, rows: number): Float32Array[] {
  const length = values.length / Math.max(1, rows);
  return Array.from({ length: rows }, (_, i) => values.slice(i * length, (i + 1) * length));
}

function engineOf(graphs: QualityGraphs, card: ModelCard): QualityModel {
  const pixels = card.architecture.inputSize ** 2;
  return {
    label: graphs.label,
    card,
    async embed(images) {
      const embeddings: Float32Array[] = [];
      for (let start = 0; start < images.length; start += IMAGE_BATCH) {
        const batch = images.slice(start, start + IMAGE_BATCH);
        const values = await graphs.trunk(packed(batch, pixels, 'image'), batch.length);
        embeddings.push(...unpacked(values, batch.length));
      }
      return embeddings;
    },
    async predict(embeddings, scalars, profile) {
      const rows = embeddings.length;
      if (scalars.length !== rows) {
        throw new SweetSpotError(
          'invalid-request',
          `Expected scalars for ${rows} embeddings, found ${scalars.length}.`,
        );
      }
      if (rows === 0) return [];
      const logits = await graphs.head(
        packed(embeddings, embeddings[0].length, 'embedding'),
        packed(scalars, SCALAR_NAMES.length, 'set of scalars'),
        rows,
      );
      return unpacked(logits, rows).map((row) => decodeLogits(row, profile, card.outputs));
    },
    dispose: () => graphs.dispose(),
  };
}

/** A model of other inputs or outputs would give numbers without meaning. */
function assertCompatible(card: ModelCard, modelDirectory: string): void {
  if (!isReadableLayout(card.outputs) || card.scalars.length !== SCALAR_NAMES.length) {
    const outputs = Object.entries(card.outputs).map(([name, { length }]) => `${name} ${length}`);
    throw new SweetSpotError(
      'unsupported',
      `The model in ${modelDirectory} has ${card.scalars.length} scalars and the outputs ` +
        `${outputs.join(', ')}; this version reads ${SCALAR_NAMES.length} scalars and other outputs.`,
      { hint: 'Use a model trained with this version.' },
    );
  }
}

/**
 * Loads a model folder. ONNX Runtime is the default; native TensorFlow runs it where preferred
 * and installed. Errors: model-unavailable, invalid-format, unsupported.
 */
export async function loadQualityModel(options: {
  modelDirectory: string;
  prefer?: EnginePreference;
}): Promise<QualityModel> {
  const { modelDirectory, prefer = 'onnx' } = options;
  const card = await readModelCard(modelDirectory);
  assertCompatible(card, modelDirectory);
  if (prefer === 'tensorflow') {
    const native = loadNativeTensorflow();
    if (native.available) {
      const label = `tensorflow · ${native.device}`;
      return engineOf(await loadTensorflowGraphs(native.tf, modelDirectory, card, label), card);
    }
  }
  if (prefer === 'tensorflow-js') {
    const tf = await loadPlainTensorflow();
    const label = 'tensorflow.js · CPU';
    return engineOf(await loadTensorflowGraphs(tf, modelDirectory, card, label), card);
  }
  return engineOf(await loadOnnxGraphs(modelDirectory, card), card);
}
