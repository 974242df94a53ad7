import type { SymbolicTensor } from '@tensorflow/tfjs';
import type { CompactSpec } from '#model/architecture-spec';
import type { NetworkBuilder } from './network-builder';
import { LOGITS_LAYER, OUTPUT_SIZE } from '#model/output-layout';

function residualStage(build: NetworkBuilder, x: SymbolicTensor, filters: number, strides: number) {
  const inner = build.relu(build.convolution(x, filters, 3, strides));
  return build.residual(x, build.convolution(inner, filters, 3, 1), strides);
}

/** Image → embedding. */
export function compactTrunk(build: NetworkBuilder, image: SymbolicTensor, spec: CompactSpec) {
  let x = build.relu(build.convolution(image, spec.stemFilters, 5, 2));
  spec.stageFilters.forEach((filters, stage) => {
    x = residualStage(build, x, filters, stage === 0 ? 1 : 2);
  });
  // Average and maximum together: the mean alone misses what only a few pixels show.
  return build.concatenated([build.imageMean(x), build.imageMaximum(x)]);
}

/** Embedding and scalars → logits. */
export function compactHead(
  build: NetworkBuilder,
  [embedding, scalars]: [SymbolicTensor, SymbolicTensor],
  { scalarUnits, jointUnits, dropout = 0 }: CompactSpec,
) {
  const numeric = build.relu(build.dense(scalars, scalarUnits));
  const both = build.concatenated([build.normalised(embedding), numeric]);
  const first = build.dropout(build.relu(build.dense(both, jointUnits)), dropout);
  const second = build.dropout(build.relu(build.dense(first, jointUnits)), dropout);
  return build.dense(build.concatenated([first, second]), OUTPUT_SIZE, LOGITS_LAYER);
}
