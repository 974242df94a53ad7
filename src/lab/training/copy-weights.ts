import type { LayersModel } from '@tensorflow/tfjs';
import type { QualityNetwork } from '#model/model-files';

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

/**
 * Copies the weights of all layers that have the same name and shape in both networks; the others,
 * such as heads of another layout, keep theirs.
 */
export function copyMatchingWeights(from: QualityNetwork, to: QualityNetwork): void {
  copyLayers(from.trunk, to.trunk);
  copyLayers(from.head, to.head);
}
