import type { CompactSpec, ResnetSpec } from '#model/architecture-spec';

/** A network small enough for tests on the pure TensorFlow.js backend. */
export const TINY_SPEC: CompactSpec = {
  name: 'compact',
  inputSize: 24,
  stemFilters: 4,
  stageFilters: [4, 6],
  scalarUnits: 8,
  jointUnits: 12,
};

/** The paper's network with all its kinds of layers, as narrow. */
export const TINY_RESNET: ResnetSpec = {
  name: 'resnet50',
  inputSize: 48,
  stemFilters: 6,
  stageFilters: [3, 4],
  stageBlocks: [2, 1],
  scalarUnits: [8, 6],
  jointUnits: [12, 10],
  dropout: 0.3,
};
