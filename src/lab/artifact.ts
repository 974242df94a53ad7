import { LABEL_PROFILES } from '#core/quality/profiles';
import type { QualityNetwork } from '#model/model-files';
import type { ArchitectureSpec } from '#model/architecture-spec';
import { CARD_FILE, modelCardSchema, type ModelCard } from '#model/model-card';
import { modelCardMarkdown } from './model-card-markdown';
import { MODEL_FILES, serialisedLayers, sha256, writeModelFile } from '#model/model-files';
import { exportOnnx, HEAD_PORTS, TRUNK_PORTS } from './onnx/export-layers';
import { NAMED_OUTPUT_GROUPS, PROFILE_NAMES } from '#model/output-layout';
import { PUBLISHED_CALIBRATION, SCALAR_NAMES } from '#model/preprocess';
import type { Tensorflow } from '#model/tensorflow';

const MARKDOWN_FILE = 'MODEL_CARD.md';

/** What the card says that the network itself does not. */
export interface ArtifactDescription {
  name: string;
  version: string;
  architecture: ArchitectureSpec;
  training: ModelCard['training'];
  temperatures: ModelCard['temperatures'];
  learningCurve: ModelCard['learningCurve'];
}

async function writeCard(directory: string, card: ModelCard): Promise<void> {
  await writeModelFile(directory, CARD_FILE, `${JSON.stringify(card, null, 2)}\n`);
  await writeModelFile(directory, MARKDOWN_FILE, modelCardMarkdown(card));
}

/**
 * Writes a network as a model folder: both graphs for TensorFlow.js and for ONNX, and the card,
 * not yet evaluated. Returns the card.
 */
export async function writeArtifact(
  tf: Tensorflow,
  network: QualityNetwork,
  directory: string,
  description: ArtifactDescription,
): Promise<ModelCard> {
  const trunk = await serialisedLayers(tf, network.trunk);
  const head = await serialisedLayers(tf, network.head);
  const hash = sha256(trunk.weights, head.weights);
  const metadata = { weights: hash };
  const contents: Record<string, Uint8Array | string> = {
    [MODEL_FILES.trunkModel]: trunk.json,
    [MODEL_FILES.trunkWeights]: trunk.weights,
    [MODEL_FILES.headModel]: head.json,
    [MODEL_FILES.headWeights]: head.weights,
    [MODEL_FILES.trunkOnnx]: exportOnnx(network.trunk, TRUNK_PORTS, metadata),
    [MODEL_FILES.headOnnx]: exportOnnx(network.head, HEAD_PORTS, metadata),
  };
  const files: Record<string, string> = {};
  for (const [path, content] of Object.entries(contents)) {
    files[path] = await writeModelFile(directory, path, content);
  }
  const card = modelCardSchema.parse({
    format: 'sweetspot-model',
    formatVersion: 2,
    name: description.name,
    version: description.version,
    hash,
    created: new Date().toISOString(),
    architecture: description.architecture,
    parameterCount: network.trunk.countParams() + network.head.countParams(),
    profiles: Object.fromEntries(
      PROFILE_NAMES.map((profile) => [profile, LABEL_PROFILES[profile].weights]),
    ),
    fullScoreCounts: PUBLISHED_CALIBRATION.fullScoreCounts,
    temperatures: description.temperatures,
    scalars: SCALAR_NAMES,
    outputs: NAMED_OUTPUT_GROUPS,
    training: description.training,
    evaluation: [],
    learningCurve: description.learningCurve,
    files,
  });
  await writeCard(directory, card);
  return card;
}

/** Puts the figures of an evaluation, or of an ablation, into a model folder's card. */
export async function recordFigures(
  directory: string,
  card: ModelCard,
  figures: Partial<Pick<ModelCard, 'evaluation' | 'ablation'>>,
): Promise<void> {
  await writeCard(directory, { ...card, ...figures });
}
