import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs';

type Layer = LayersModel['layers'][number];

/** One use of a layer: which tensors it reads and which it makes. */
export interface LayerStep {
  layer: Layer;
  inputs: SymbolicTensor[];
  output: SymbolicTensor;
}

function asList<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}

/**
 * The layers of a functional model in an order in which each one's inputs are already made.
 * Every layer is used once and makes one tensor, as in `architecture.ts`; input layers are left out.
 */
export function layerSteps(model: LayersModel): LayerStep[] {
  const pending = model.layers
    .filter((layer) => layer.getClassName() !== 'InputLayer')
    .map((layer) => ({
      layer,
      inputs: asList(layer.input),
      output: asList(layer.output)[0],
    }));
  const made = new Set(model.inputs.map((tensor) => tensor.name));
  const steps: LayerStep[] = [];
  while (pending.length > 0) {
    const index = pending.findIndex((step) => step.inputs.every(({ name }) => made.has(name)));
    if (index < 0) throw new Error(`Layer ${pending[0].layer.name} reads a tensor that none makes`);
    const [step] = pending.splice(index, 1);
    made.add(step.output.name);
    steps.push(step);
  }
  return steps;
}
