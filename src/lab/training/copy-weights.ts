import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { ModelCard } from '#model/model-card';
import type { QualityNetwork } from '#model/model-files';
import {
  LOGITS_LAYER,
  NAMED_OUTPUT_GROUPS,
  OUTPUT_SIZE,
  scaleOfBrackets,
} from '#model/output-layout';
import type { Tensorflow } from '#model/tensorflow';

function copyLayers(from: LayersModel, to: LayersModel): void {
  for (const layer of to.layers) {
    const source = from.layers.find(({ name }) => name === layer.name);
    if (!source) continue;
    const weights = source.getWeights();
    const own = layer.getWeights();
    const isSameShape =
      weights.length === own.length &&
      weights.every(({ shape }, i) => shape.join() === own[i].shape.join());
    if (isSameShape) layer.setWeights(weights);
  }
}

/** For every logit of today, the one that says the same in another layout, and what to add to it. */
function logitSources(outputs: ModelCard['outputs']) {
  const sources = new Int32Array(OUTPUT_SIZE).fill(-1);
  const offsets = new Float32Array(OUTPUT_SIZE);
  for (const [name, { start, length }] of Object.entries(NAMED_OUTPUT_GROUPS)) {
    if (!(name in outputs)) continue;
    const old = outputs[name];
    const scale = scaleOfBrackets(name, old.length);
    for (let i = 0; i < length; i++) {
      if (old.length === length) sources[start + i] = old.start + i;
      else if (scale !== null) {
        const bracket = scale.brackets[i];
        sources[start + i] = old.start + bracket;
        // The bins of a bracket share its probability evenly.
        offsets[start + i] = -Math.log(scale.brackets.filter((other) => other === bracket).length);
      }
    }
  }
  return { sources, offsets };
}

/** Copies the last layer's kernel [input, output] and offset group by group. */
function copyLogits(
  tf: Tensorflow,
  from: LayersModel,
  to: LayersModel,
  outputs: ModelCard['outputs'],
): void {
  const target = to.getLayer(LOGITS_LAYER);
  const [own, old] = [target, from.getLayer(LOGITS_LAYER)].map((layer) =>
    layer.getWeights().map((weight: Tensor) => weight.dataSync<'float32'>().slice()),
  );
  const shapes = target.getWeights().map(({ shape }) => shape);
  const oldWidth = old[1].length;
  const inputs = own[0].length / OUTPUT_SIZE;
  if (old[0].length / oldWidth !== inputs) return;
  const { sources, offsets } = logitSources(outputs);
  sources.forEach((source, output) => {
    if (source < 0) return;
    for (let input = 0; input < inputs; input++) {
      own[0][input * OUTPUT_SIZE + output] = old[0][input * oldWidth + source];
    }
    own[1][output] = old[1][source] + offsets[output];
  });
  const tensors = own.map((values, i) => tf.tensor(values, shapes[i]));
  target.setWeights(tensors);
  tf.dispose(tensors);
}

/**
 * Copies the weights of all layers that have the same name and shape in both networks, and the
 * logits group by group: bins take those of the bracket they are part of in an older model, so that
 * the copy says what the older one did. `outputs` is the layout of the logits copied from.
 */
export function copyMatchingWeights(
  tf: Tensorflow,
  from: { network: QualityNetwork; outputs: ModelCard['outputs'] },
  to: QualityNetwork,
): void {
  copyLayers(from.network.trunk, to.trunk);
  copyLayers(from.network.head, to.head);
  copyLogits(tf, from.network.head, to.head, from.outputs);
}
