import type { ArchitectureSpec } from './architecture';

/** A network small enough for tests on the pure TensorFlow.js backend. */
export const TINY_SPEC: ArchitectureSpec = {
  name: 'compact',
  inputSize: 24,
  stemFilters: 4,
  stageFilters: [4, 6],
  scalarUnits: 8,
  jointUnits: 12,
};
