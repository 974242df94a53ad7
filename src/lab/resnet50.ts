import type { SymbolicTensor } from '@tensorflow/tfjs';
import { BOTTLENECK_EXPANSION, type ResnetSpec } from '#model/architecture-spec';
import type { NetworkBuilder } from './network-builder';
import { LOGITS_LAYER, OUTPUT_SIZE } from '#model/output-layout';

/** 1 × 1, 3 × 3 and 1 × 1 convolutions; the middle one carries the stride. */
function bottleneck(build: NetworkBuilder, x: SymbolicTensor, filters: number, strides: number) {
  const reduced = build.relu(build.convolution(x, filters, 1, 1));
  const seen = build.relu(build.convolution(reduced, filters, 3, strides));
  const branch = build.convolution(seen, BOTTLENECK_EXPANSION * filters, 1, 1);
  return build.residual(x, branch, strides);
}

/** Image → embedding: ResNet50 (He et al. 2016) on one channel, without its classifier. */
export function resnetTrunk(build: NetworkBuilder, image: SymbolicTensor, spec: ResnetSpec) {
  const stem = build.relu(build.convolution(image, spec.stemFilters, 7, 2));
  let x = build.maximum(stem, 3, 2);
  spec.stageFilters.forEach((filters, stage) => {
    for (let block = 0; block < spec.stageBlocks[stage]; block++) {
      x = bottleneck(build, x, filters, stage > 0 && block === 0 ? 2 : 1);
    }
  });
  return build.imageMean(x);
}

/** Embedding and scalars → logits: the paper's dense layers, and this project's outputs. */
export function resnetHead(
  build: NetworkBuilder,
  [embedding, scalars]: [SymbolicTensor, SymbolicTensor],
  { scalarUnits, jointUnits, dropout }: ResnetSpec,
) {
  const first = build.normalised(build.dense(scalars, scalarUnits[0]));
  const second = build.dense(build.relu(build.dropout(first, dropout)), scalarUnits[1]);
  const numeric = build.relu(build.dropout(second, dropout));
  let x = build.concatenated([embedding, numeric]);
  for (const units of jointUnits) {
    x = build.dropout(build.relu(build.normalised(build.dense(x, units))), dropout);
  }
  return build.dense(x, OUTPUT_SIZE, LOGITS_LAYER);
}
